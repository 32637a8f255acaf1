import { join } from "node:path";
import { PassThrough } from "node:stream";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import type { World } from "../../demo/world.ts";
import { runDiff } from "../../src/cli/audit/diff.ts";
import { ownDeclaration } from "../../src/wiring/commands/bootstrap.ts";
import { startWorld } from "../support/a-world.ts";
import { cardThat, peopleOf, wordsOf } from "../support/person.ts";
import { secretIdsOf } from "../support/secret-ids.ts";
import { trailOf } from "../support/trail.ts";
import { wrongHostClock } from "../support/wrong-host-clock.ts";

const minute = 60_000;
const hour = 60 * minute;

async function aWorld() {
  const world = await startWorld({ overlap: "1s" });
  onTestFinished(() => world.stop());
  return world;
}

/** What the channel was told of clocks. */
const saidOfClocks = async ({ slack }: World): Promise<readonly string[]> =>
  (await slack.messages()).filter(({ text = "" }) => /^(🚨|✅).*clock of/u.test(text)).map(({ text = "" }) => text);

/** What `profinaut audit diff` says of everything since then. */
async function diffSince(world: World, since: string) {
  const [output, errors] = [new PassThrough({ encoding: "utf8" }), new PassThrough({ encoding: "utf8" })];
  const typed = { vaultLog: [join(world.vault.folder, "audit.log")], clockSkew: "5s", from: ownDeclaration, since };
  const status = await runDiff({ ...typed, bootstrapRan: true }, { output, errors }, world.botEnvironment());
  return { status, out: String(output.read() ?? ""), errors: String(errors.read() ?? "") };
}

describe.each<[string, number, RegExp]>([
  ["ten minutes ahead", 10 * minute, /is 10 min ahead of Vault's and Redis's/],
  ["ten minutes behind", -10 * minute, /is 10 min behind Vault's and Redis's/],
  ["three days ahead", 72 * hour, /is 3 d ahead of Vault's and Redis's/],
  ["five hours behind", -5 * hour, /is 5 h behind Vault's and Redis's/],
])("T26 a bot whose host's clock is %s", (_, aheadMs, says) => {
  it("rotates, says so once, writes a trail that Vault's log agrees with, and says when it is over", {
    timeout: 180_000,
  }, async () => {
    const world = await aWorld();
    const since = new Date().toISOString();
    const bot = await world.startBot(wrongHostClock(aheadMs));
    const { requester, approver } = peopleOf(world.slack);

    const { id, card } = await requester.request("rotate profinaut-kafka weekly");
    await approver.press(card, "approve", id);
    const done = wordsOf(await cardThat(world.slack, id, (words) => /7\. ✅/.test(words), 30_000));

    expect(done).not.toMatch(/Failed|needs attention/i);
    const secretIds = secretIdsOf(world, "profinaut-kafka");
    expect(await secretIds.accessors()).toHaveLength(1);
    expect(await secretIds.logsIn(secretIds.delivered().get("PROFINAUT_KAFKA_VAULT_SECRET_ID") ?? "")).toBe(true);
    for (const { atMs } of await trailOf(world)) expect(Math.abs(atMs - Date.now())).toBeLessThan(3 * minute);
    const diff = await diffSince(world, since);
    expect(diff.errors).toBe("");
    expect(diff.out).toContain("Nothing that no approved request explains.");
    await vi.waitFor(async () => expect(await saidOfClocks(world)).toEqual([expect.stringMatching(says)]), { timeout: 30_000 });
    expect(await requester.ask("check")).toMatch(says);
    expect(world.botLog().filter((line) => line.includes("clocks differ")).length).toBe(1);

    await bot.process.stop();
    await world.startBot();
    await vi.waitFor(
      async () => expect(await saidOfClocks(world)).toEqual([expect.stringMatching(says), expect.stringMatching(/^✅ Over/)]),
      { timeout: 150_000, interval: 500 },
    );
  });
});
