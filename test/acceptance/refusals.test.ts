import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { World } from "../../demo/world.ts";
import { startWorld } from "../support/a-world.ts";
import { cardThat, peopleOf, personOf, wordsOf } from "../support/person.ts";
import { outsideOf } from "../support/secret-ids.ts";
import { sinksOf, whereIs } from "../support/sinks.ts";
import { trailEntry, trailOf } from "../support/trail.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld({ overlap: "1s" });
  await world.startBot();
});
afterAll(() => world?.stop());

const people = () => peopleOf(world.slack);
const newestSeq = async (): Promise<number> => (await trailOf(world)).at(-1)?.seq ?? 0;

/** What must hold after each refusal: it is on the trail under the one who was refused, and nothing outside has changed. */
async function refused(
  { by, action }: { readonly by: string; readonly action: "command.refused" | "press.refused" },
  act: () => Promise<string>,
): Promise<string> {
  const [before, seq] = [await outsideOf(world), await newestSeq()];
  const told = await act();
  const entry = await trailEntry(world, (each) => each.action === action && each.actor === `user:${by}`, seq);
  expect(entry.details).toHaveProperty("because");
  expect(await outsideOf(world)).toEqual(before);
  return told;
}

describe("commands that cannot be done", () => {
  it.each([
    ["rotate", "a role is missing", /Which role\? Nothing was done/],
    ["rotate profinaut-nope", "nobody knows the role", /`profinaut-nope`.*`profinaut-db`/s],
    ["rotate profinaut-bot", "Vault has the role and the configuration does not", /`profinaut-bot`.*`profinaut-db`/s],
    ["rotate ../../sys/seal", "a path instead of a role", /small letters, digits and dashes; nothing was done/],
    ["rotate profinaut-db --now", "an unknown flag", /The only flag is `--leaked`/],
    ["rotat profinaut-db", "a typing mistake", /`rotat` is not a command.*Did you mean `rotate`/s],
    ["role profinaut-nope", "a question about an unknown role", /`profinaut-nope`.*not configured/s],
    ["show req_00000000", "a request that never was", /There is no request `req_00000000`/],
    ["cancel", "nothing to withdraw", /Which request\? Nothing was done/],
    ["cancel req_00000000", "withdrawing what never was", /There is no request `req_00000000`/],
    ["audit req_00000000", "the trail of what never was", /There is no request `req_00000000`/],
    ["status please", "words that do not belong there", /`please` does not belong here/],
  ])("answers `%s` (%s) with what to do", async (text, _, says) => {
    const { requester } = people();

    const told = await refused({ by: requester.id, action: "command.refused" }, () => requester.ask(text));

    expect(told).toMatch(says);
  });

  it("T4 refuses an account that the directory does not know", async () => {
    const stranger = personOf(world.slack, "U0STRANGER");

    const told = await refused({ by: stranger.id, action: "command.refused" }, () => stranger.ask("rotate profinaut-db"));

    expect(told).toContain("Slack does not know this account");
  });

  it("T10 refuses a secret typed into a command, keeps it nowhere and says to rotate it", async () => {
    const { requester } = people();
    const canary = "5f2b7c1e-90ab-4cde-8f01-a1b2c3d4e5f6";

    const told = await refused({ by: requester.id, action: "command.refused" }, () =>
      requester.ask(`rotate profinaut-db ${canary}`),
    );

    expect(told).toContain("rotate that secret now");
    const ours = (await sinksOf(world)).filter(({ name }) => name !== "slack-log");
    expect(whereIs(canary, ours)).toEqual([]);
    const calls = (await world.slack.log()).filter(({ direction }) => direction === "from_bot");
    expect(calls.length).toBeGreaterThan(0);
    expect(JSON.stringify(calls)).not.toContain(canary);
  });
});

describe("presses that do not count", () => {
  it("T5 T6 refuses everybody who may not decide, and everything that was forged", async () => {
    const { requester, approver, outsider } = people();
    const { id, card } = await requester.request("rotate profinaut-kafka weekly");
    const other = await requester.request("rotate profinaut-release weekly");
    const press = (who: typeof requester, value: string, on = card) =>
      refused({ by: who.id, action: "press.refused" }, () => who.press(on, "approve", value));

    expect(await press(requester, id), "T5 the requester").toContain("You asked for this, so you cannot decide on it");
    expect(await press(outsider, id), "T6 not an approver").toContain("You are not an approver of this request");
    expect(await press(personOf(world.slack, "U0STRANGER"), id), "T6 nobody").toContain("does not know this account");
    expect(await press(approver, "req_ffffffffffffffff"), "T6 an id that never was").toMatch(/no request/i);
    expect(await press(approver, "<script>"), "T6 no id at all").toContain("This button names no request that exists");
    expect(await press(approver, other.id), "T6 the button of another card").toContain(`This is not the card of \`${other.id}\``);

    expect(wordsOf(await cardThat(world.slack, id, () => true))).toContain("Waiting for approval");
    expect(wordsOf(await cardThat(world.slack, other.id, () => true))).toContain("Waiting for approval");
    expect(await requester.ask(`cancel ${id}`)).toContain("is withdrawn");
    expect(await requester.ask(`cancel ${other.id}`)).toContain("is withdrawn");
  });

  it("T8 takes no press on an imitation of a card that somebody else wrote", async () => {
    const { requester, approver, outsider } = people();
    const { id } = await requester.request("rotate profinaut-kafka weekly");
    await world.slack.post(outsider.id, `Rotate the SecretID of profinaut-kafka – please approve ${id}`);
    const imitation = await world.slack.waitForMessage(({ text }) => text.includes("please approve"));

    const told = await refused({ by: approver.id, action: "press.refused" }, () => approver.press(imitation, "approve", id));

    expect(told).toContain(`This is not the card of \`${id}\``);
    expect(await requester.ask(`cancel ${id}`)).toContain("is withdrawn");
  });

  it("T16 refuses Approve after a denial, with the reason", async () => {
    const { requester, approver, approver2 } = people();
    const { id, card } = await requester.request("rotate profinaut-kafka weekly");
    expect(await approver.press(card, "deny", id)).toContain("is denied");
    await cardThat(world.slack, id, (words) => words.includes("Denied by"));

    const told = await refused({ by: approver2.id, action: "press.refused" }, () => approver2.press(card, "approve", id));

    expect(told).toContain("is denied already; nothing changed");
  });

  it("T16 refuses Approve after the requester has withdrawn, and others cannot withdraw for them", async () => {
    const { requester, approver } = people();
    const { id, card } = await requester.request("rotate profinaut-kafka weekly");

    const notTheirs = await refused({ by: approver.id, action: "command.refused" }, () => approver.ask(`cancel ${id}`));
    const withdrawn = await requester.ask(`cancel ${id}`);
    const closed = await cardThat(world.slack, id, (words) => words.includes("Withdrawn by"));
    const told = await refused({ by: approver.id, action: "press.refused" }, () => approver.press(card, "approve", id));

    expect(notTheirs).toContain(`Only <@${requester.id}>`);
    expect(withdrawn).toContain("is withdrawn. Nothing was changed.");
    expect(wordsOf(closed)).not.toContain("Approve this plan?");
    expect(told).toContain("is withdrawn already; nothing changed");
  });

  it("refuses the same role twice with a link to the open card, and a second press of Approve", async () => {
    const { requester, approver, approver2 } = people();
    const { id, card } = await requester.request("rotate profinaut-kafka weekly");

    const twice = await refused({ by: approver.id, action: "command.refused" }, () => approver.ask("rotate profinaut-kafka"));
    expect(await approver.press(card, "approve", id)).toContain("it was the last one needed");
    await cardThat(world.slack, id, (words) => /7\. ✅/.test(words) && words.includes("Done at"));
    const again = await refused({ by: approver.id, action: "press.refused" }, () => approver.press(card, "approve", id));
    const late = await refused({ by: approver2.id, action: "press.refused" }, () => approver2.press(card, "deny", id));

    expect(twice).toMatch(new RegExp(`<http[^|>]+\\|${id}> is open for the same thing already; nothing was recorded`));
    expect(again).toContain("is done already; nothing changed");
    expect(late).toContain("is done already; nothing changed");
  });
});
