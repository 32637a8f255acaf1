import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { World } from "../../demo/world.ts";
import { inputIds } from "../../src/slack/messages/form-view.ts";
import { startWorld } from "../support/a-world.ts";
import { cardThat, peopleOf, wordsOf } from "../support/person.ts";
import { trailOf } from "../support/trail.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await world.startBot();
});
afterAll(() => world?.stop());

const digests = async () =>
  (await world.slack.messages()).filter(({ blocks = [] }) => String(blocks[0]?.["block_id"]).startsWith("digest:now-"));
const digest = () =>
  vi.waitFor(
    async () => {
      const found = (await digests()).at(-1);
      if (found === undefined) throw new Error("there is no digest");
      return found;
    },
    { timeout: 15_000, interval: 50 },
  );

describe("what ends", () => {
  it("is told by expiring: SecretIDs, values, tokens, certificates, each with when and by what it is renewed", async () => {
    const told = await peopleOf(world.slack).outsider.ask("expiring");

    expect(told).toMatch(/value `bybit\/key1` – \*\d days left\*.*owner `trading desk`/);
    expect(told).toMatch(/certificate `localhost`.*certificate `profinaut-test-authority`/s);
    expect(told).toMatch(/SecretID `profinaut-db\/[0-9a-f]{8}`/);
    expect(told).toMatch(/the bot's own login `profinaut-bot\/secret-id`/);
    expect(told).toMatch(/GitHub credential `token`/);
    expect(told).toContain("Looked at just now");
    expect(told).not.toContain("Could not be looked at");
  });

  it("is in the digest, once a minute, whose button asks for what renews it", async () => {
    const { requester, outsider } = peopleOf(world.slack);

    expect(await outsider.ask("digest now")).toContain("The digest is in the channel");
    const posted = await digest();
    expect(await requester.ask("digest now")).toContain("A digest was posted less than a minute ago");

    expect(wordsOf(posted)).toMatch(/bybit\/key1/);
    expect(wordsOf(posted)).not.toContain("made-up");
    expect(await digests()).toHaveLength(1);
    const values = [...JSON.stringify(posted.blocks).matchAll(/"value":"([^"]+)"/g)].map(([, value]) => value);
    expect(values).toContain("snooze value/bybit/key1");
    const renewal = values.find((value) => value?.startsWith("register bybit/key1 expires in "));
    expect(renewal).toBeDefined();

    // A rotation needs no form: pressing is the same as typing.
    const told = await requester.press(posted, "ask", "rotate profinaut-db expires in 6 days");
    const id = /req_[0-9a-f]+/.exec(told)?.[0] ?? "";
    expect(wordsOf(await cardThat(world.slack, id, (words) => words.includes("Approve")))).toContain("expires in 6 days");
  });

  it("is snoozed with a reason, which is on the trail and in what is shown", async () => {
    const { requester, outsider } = peopleOf(world.slack);
    const posted = await digest();
    const { ts: messageTs, channel } = posted;
    const formsSoFar = async () => (await world.slack.log()).filter(({ summary }) => summary.includes("views.open")).length;
    const before = await formsSoFar();

    await world.slack.click({
      ...{ user: requester.id, messageTs, channel },
      ...{ actionId: "profinaut_ask:1", value: "snooze value/bybit/key1" },
    });
    await vi.waitFor(async () => expect(await formsSoFar()).toBe(before + 1), { timeout: 15_000, interval: 50 });
    const typed = (value: string) => ({ [inputIds.text]: { type: "plain_text_input", value } });
    const told = await requester.toldAfter(() =>
      world.slack.submitView(requester.id, { days: typed("3"), reason: typed("the desk renews it on Friday") }),
    );

    expect(told).toContain("is snoozed until");
    expect((await trailOf(world)).filter(({ action }) => action === "expiry.snoozed")).toMatchObject([
      { actor: `user:${requester.id}`, details: { item: "value/bybit/key1", reason: "the desk renews it on Friday" } },
    ]);
    expect(await outsider.ask("expiring 30")).toMatch(/bybit\/key1.*snoozed until .* because `the desk renews it on Friday`/);
  });
});
