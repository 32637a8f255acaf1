import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { World } from "../../demo/world.ts";
import { startWorld } from "../support/a-world.ts";
import { cardThat, peopleOf, wordsOf } from "../support/person.ts";
import { secretIdsOf } from "../support/secret-ids.ts";
import { trailOf } from "../support/trail.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld({ overlap: "1s" });
  await world.startBot();
});
afterAll(() => world?.stop());

const path = "auth/approle/role/profinaut-db/secret-id";

/** Somebody issues one with the vault command, as they did before there was a bot. */
async function byHand() {
  const { body } = await world.vault.api("POST", path, { metadata: JSON.stringify({ owner: "old-pipeline" }) });
  return { secretId: String(body.data?.["secret_id"]), accessor: String(body.data?.["secret_id_accessor"]) };
}

/** The private answer that has a button, as its reader sees it. */
async function answerWithButton(user: string) {
  return world.slack.waitForMessage(
    (message) => message.ephemeral_to === user && JSON.stringify(message.blocks).includes("profinaut_ask"),
  );
}

describe("cleaning up SecretIDs that serve nobody", () => {
  it("is refused while nobody knows which one is in use", async () => {
    const { requester } = peopleOf(world.slack);

    const told = await requester.toldAfter(
      () => world.slack.command(requester.id, "clean-up profinaut-db"),
      (words) => words.includes("does not know which SecretID"),
    );

    expect(told).toContain("/profinaut rotate profinaut-db");
    expect(await requester.ask("role profinaut-db")).toContain("may be all that works");
  });

  it("is refused when there is nothing to do, and nobody is asked", async () => {
    const { requester, approver } = peopleOf(world.slack);
    const { id, card } = await requester.request("rotate profinaut-db weekly");
    await approver.press(card, "approve", id);
    await cardThat(world.slack, id, (words) => /8\. ✅/.test(words), 30_000);

    const told = await requester.toldAfter(
      () => world.slack.command(requester.id, "clean-up profinaut-db"),
      (words) => words.includes("nothing to do"),
    );

    expect(told).toContain("nobody was asked");
  });

  it("begins with a button below the answer, needs somebody else, and leaves what is delivered alone", async () => {
    const { requester, approver } = peopleOf(world.slack);
    const secretIds = secretIdsOf(world);
    const strangers = [await byHand(), await byHand()];
    const delivered = [...secretIds.delivered().values()][0] ?? "";

    const said = await requester.ask("role profinaut-db");
    const answer = await answerWithButton(requester.id);
    const accepted = await requester.toldAfter(
      () =>
        world.slack.click({
          user: requester.id,
          messageTs: answer.ts,
          actionId: "profinaut_ask",
          value: "clean-up profinaut-db",
        }),
      (words) => words.startsWith("Accepted"),
    );
    const id = /req_[0-9a-f]+/.exec(accepted)?.[0] ?? "";
    const card = await cardThat(world.slack, id, (words) => words.includes("Approve"));
    for (const { secretId } of strangers) expect(await secretIds.logsIn(secretId)).toBe(true);
    await approver.press(card, "approve", id);
    const done = wordsOf(await cardThat(world.slack, id, (words) => words.includes("Done at")));

    expect(said).toContain("Clean up 2");
    for (const { accessor } of strangers) expect(wordsOf(card)).toContain(accessor.slice(0, 8));
    expect(wordsOf(card)).toContain("owner=old-pipeline");
    expect(wordsOf(card)).toContain("can no longer log in");
    expect(done).toContain("that served nobody ended");
    for (const { secretId } of strangers) expect(await secretIds.logsIn(secretId)).toBe(false);
    expect(await secretIds.logsIn(delivered)).toBe(true);
    expect(await secretIds.accessors()).toHaveLength(1);
    expect((await trailOf(world)).filter(({ request }) => request === id).map(({ action }) => action)).toContain("run.succeeded");
  });

  it("T7 asks again when another one appears after the approval was asked for", async () => {
    const { requester, approver } = peopleOf(world.slack);
    const first = await byHand();
    const { id } = await requester.request("clean-up profinaut-db");
    const card = await cardThat(world.slack, id, (words) => words.includes("Approve"));
    const second = await byHand();

    await approver.press(card, "approve", id);
    const again = await cardThat(
      world.slack,
      id,
      (words) => words.includes("Approve") && words.includes(second.accessor.slice(0, 8)),
    );

    expect(await secretIdsOf(world).logsIn(first.secretId)).toBe(true);
    expect(wordsOf(again)).toContain(first.accessor.slice(0, 8));
    await approver.press(again, "deny", id);
  });

  it("T10 a button that says a token is refused like typed text, and not repeated", async () => {
    const { requester } = peopleOf(world.slack);
    await requester.ask("role profinaut-db");
    const answer = await answerWithButton(requester.id);
    const token = `hvs.${"c".repeat(40)}`;

    const told = await requester.toldAfter(() =>
      world.slack.click({ user: requester.id, messageTs: answer.ts, actionId: "profinaut_ask", value: `get ${token}` }),
    );

    expect(told).not.toContain(token);
    expect(JSON.stringify(await trailOf(world))).not.toContain(token);
    expect((await trailOf(world)).at(-1)).toMatchObject({ action: "command.refused" });
  });

  it("is refused when what is delivered is gone: what was made by hand may be all that works", async () => {
    const { requester } = peopleOf(world.slack);
    const { body } = await world.vault.api("LIST", path);
    const delivered = [...secretIdsOf(world).delivered().values()][0] ?? "";
    const found = await world.vault.api("POST", `${path}/lookup`, { secret_id: delivered });
    await world.vault.api("POST", `${path}-accessor/destroy`, {
      secret_id_accessor: found.body.data?.["secret_id_accessor"],
    });

    const told = await requester.toldAfter(
      () => world.slack.command(requester.id, "clean-up profinaut-db"),
      (words) => words.includes("does not exist in Vault any more"),
    );

    expect(body.data).toBeDefined();
    expect(told).toContain("/profinaut rotate profinaut-db");
  });
});
