import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type RunningBotProcess, startWorld, type World } from "../../demo/world.ts";
import { cardThat, peopleOf, threadOf, wordsOf } from "../support/person.ts";
import { secretIdsOf } from "../support/secret-ids.ts";
import { sinksOf, vaultTokensIn, whereIs } from "../support/sinks.ts";
import { trailOf } from "../support/trail.ts";

let world: World;
let bot: RunningBotProcess;
beforeAll(async () => {
  world = await startWorld({ overlap: "4s" });
  bot = await world.startBot();
});
afterAll(() => world?.stop());

describe("rotating profinaut-db with a second person", () => {
  let id = "";
  let delivered: ReadonlyMap<string, string>;
  const secretIds = () => secretIdsOf(world);
  const isOver = (words: string) => /8\. ✅/.test(words);

  it("asks on a card that says what will happen, and changes nothing before somebody else approves", async () => {
    const { requester, approver } = peopleOf(world.slack);
    const before = await secretIds().accessors();

    const request = await requester.request("rotate profinaut-db weekly");
    id = request.id;
    const card = await cardThat(world.slack, id, (words) => words.includes("Approve"));

    expect(before).toEqual([world.byHand["profinaut-db"]?.accessor]);
    expect(await secretIds().accessors()).toEqual(before);
    expect(wordsOf(card)).toContain("rotate profinaut-db weekly");
    expect(wordsOf(card)).toContain("1 of them made by hand");
    expect(wordsOf(card)).toContain(`<@${approver.id}>`);
    expect(wordsOf(card)).toContain("acme/profinaut · production · PROFINAUT_VAULT_SECRET_ID");
  });

  it("delivers a SecretID that logs in to every destination, and lets the old one live for the overlap", async () => {
    const { approver } = peopleOf(world.slack);
    const old = world.byHand["profinaut-db"];
    const card = await cardThat(world.slack, id, () => true);

    const told = await approver.press(card, "approve", id);
    await cardThat(world.slack, id, (words) => words.includes("Done at"));
    const live = await secretIds().accessors();
    delivered = secretIds().delivered();

    expect(told).toContain("it was the last one needed");
    expect(live).toHaveLength(2);
    expect(live).toContain(old?.accessor);
    expect([...delivered.keys()].sort()).toEqual(["PROFINAUT_DB_VAULT_SECRET_ID", "production/PROFINAUT_VAULT_SECRET_ID"]);
    expect(new Set(delivered.values()).size).toBe(1);
    for (const secretId of delivered.values()) expect(await secretIds().logsIn(secretId)).toBe(true);
    expect(await secretIds().logsIn(old?.secretId ?? "")).toBe(true);
  });

  it("retires the old SecretID after the overlap", async () => {
    const old = world.byHand["profinaut-db"];

    const card = await cardThat(world.slack, id, isOver, 30_000);
    const live = await secretIds().accessors();

    expect(live).toHaveLength(1);
    expect(live).not.toContain(old?.accessor);
    expect(await secretIds().logsIn(old?.secretId ?? "")).toBe(false);
    expect(await secretIds().logsIn(delivered.get("PROFINAUT_DB_VAULT_SECRET_ID") ?? "")).toBe(true);
    expect(wordsOf(card)).toContain(live[0]);
    expect(wordsOf(card)).not.toMatch(/[⬜▶❌]/u);
  });

  it("tells the story in the card's thread and on the trail", async () => {
    const { requester, approver } = peopleOf(world.slack);
    const card = await cardThat(world.slack, id, isOver);

    const actions = (await trailOf(world)).filter(({ request }) => request === id).map(({ action }) => action);
    const lines = await vi.waitFor(async () => {
      const said = await threadOf(world.slack, card);
      expect(said.at(-1)).toContain("`retire` done");
      return said;
    }, 15_000);

    expect(actions.filter((action) => action.startsWith("request.") || action.startsWith("run."))).toEqual([
      ...["request.submitted", "request.prepared", "request.approved-by", "request.approved"],
      ...["run.started", "run.succeeded"],
    ]);
    expect(lines[0]).toContain(`<@${requester.id}> asked for this`);
    expect(lines.some((line) => line.includes(`<@${approver.id}> approved the plan`))).toBe(true);
    expect(await requester.ask("audit verify")).toContain("The trail is whole");
    expect(await requester.ask(`audit ${id}`)).toContain("request.approved-by");
  });

  it("T12 T13 leaves no SecretID, wrapping token or credential in Redis, its history, the logs, Slack or `ps`", async () => {
    const old = world.byHand["profinaut-db"]?.secretId ?? "";
    const own = world.botEnvironment();

    const sinks = await sinksOf(world, [bot.pid]);

    // A search that looks in the wrong place finds nothing either: the request's id must be everywhere a request goes.
    expect(whereIs(id, sinks)).toEqual(expect.arrayContaining(["redis", "redis-history", "slack", "slack-log"]));
    expect(whereIs("the bot is up", sinks)).toContain("bot-log");
    expect(whereIs("tools/profinaut.mjs", sinks)).toContain("process-arguments");
    for (const secret of [...delivered.values(), old, own["VAULT_SECRET_ID"] ?? "", own["GITHUB_TOKEN"] ?? ""])
      expect(whereIs(secret, sinks)).toEqual([]);
    expect(vaultTokensIn(sinks)).toEqual([]);
    expect(
      whereIs(
        own["SLACK_BOT_TOKEN"] ?? "",
        sinks.filter(({ name }) => name !== "slack-log"),
      ),
    ).toEqual([]);
  });
});
