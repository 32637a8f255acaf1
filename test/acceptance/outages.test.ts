import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import type { RunningBotProcess, World } from "../../demo/world.ts";
import { startWorld } from "../support/a-world.ts";
import { cardThat, peopleOf } from "../support/person.ts";
import { outsideOf, secretIdsOf } from "../support/secret-ids.ts";
import { trailEntry, trailOf } from "../support/trail.ts";

let world: World;
let bot: RunningBotProcess;
beforeAll(async () => {
  world = await startWorld({ overlap: "1s" });
  bot = await world.startBot();
});
afterAll(() => world?.stop());

const people = () => peopleOf(world.slack);

/** Asks for a rotation that the worker refuses to put before anybody, and returns what the requester alone is told. */
async function refusedBeforeAsking(role: string): Promise<string> {
  const { requester } = people();
  const before = await outsideOf(world).catch(() => undefined);
  const seq = (await trailOf(world)).at(-1)?.seq ?? 0;
  const told = await requester.toldAfter(
    () => world.slack.command(requester.id, `rotate ${role} weekly`),
    (words) => words.includes("cannot be done"),
  );
  const { request } = await trailEntry(world, ({ action }) => action === "request.refused", seq);
  expect((await world.slack.messages()).filter(({ blocks = [] }) => JSON.stringify(blocks).includes(`${request}:title`))).toEqual(
    [],
  );
  if (before !== undefined) expect(await outsideOf(world)).toEqual(before);
  return told;
}

describe("before anybody is asked to approve", () => {
  it("says that Vault is sealed, records nothing, and works again once it is not", async () => {
    const { requester } = people();
    const seq = (await trailOf(world)).at(-1)?.seq ?? 0;
    await world.vault.seal();

    const told = await requester.ask("rotate profinaut-kafka weekly").finally(() => world.vault.unseal());

    expect(told).toMatch(/Vault is sealed.*never type an unseal key here/);
    const entry = await trailEntry(world, ({ action }) => action === "command.refused", seq);
    expect(entry.details["code"]).toBe("vault.sealed");
    const { id } = await requester.request("rotate profinaut-kafka weekly");
    expect(await requester.ask(`cancel ${id}`)).toContain("is withdrawn");
  });

  it("says that Vault does not answer", async () => {
    const { requester } = people();
    // The bot signs with a key that it has read lately, so what was asked is accepted and then found impossible.
    const { id } = await requester.request("rotate profinaut-kafka weekly");
    await requester.ask(`cancel ${id}`);
    const seq = (await trailOf(world)).at(-1)?.seq ?? 0;
    world.vault.freeze();

    const told = await requester
      .toldAfter(
        () => world.slack.command(requester.id, "rotate profinaut-kafka weekly"),
        (words) => words.includes("cannot be done"),
      )
      .finally(() => world.vault.thaw());

    expect(told).toMatch(/Vault cannot be reached/);
    expect((await trailEntry(world, ({ action }) => action === "request.refused", seq)).details).toHaveProperty("because");
  });

  it("says that Vault has no such AppRole any more", async () => {
    await world.vault.api("DELETE", "auth/approle/role/profinaut-admin");

    expect(await refusedBeforeAsking("profinaut-admin")).toContain("Vault has no AppRole `profinaut-admin`");
  });

  it.each([
    ["missing-permission", /Our GitHub credential may not write to/],
    ["unauthorised", /GitHub does not accept our credential/],
  ] as const)("says that GitHub refuses (%s)", async (mode, says) => {
    world.github.mode({ mode });
    onTestFinished(() => world.github.mode({ mode: "ok" }));

    expect(await refusedBeforeAsking("profinaut-kafka")).toMatch(says);
  });

  it("says that the repository is archived", async () => {
    world.github.archive(world.repository, true);
    onTestFinished(() => world.github.archive(world.repository, false));

    expect(await refusedBeforeAsking("profinaut-kafka")).toContain("is archived");
  });
});

/** What the channel was told of the seal since then, oldest first. */
const saidOfTheSeal = async (sinceTs: string): Promise<readonly string[]> =>
  (await world.slack.messages())
    .filter(({ ts, text = "" }) => Number(ts) > Number(sinceTs) && /Vault is sealed\./.test(text) && /^(🚨|✅)/u.test(text))
    .map(({ text = "" }) => text);

describe("after the approval", () => {
  it("waits until GitHub and Vault work again, and then finishes by itself; the channel hears of the seal once, and once that it is over", {
    timeout: 180_000,
  }, async () => {
    const { requester, approver } = people();
    const { id, card } = await requester.request("rotate profinaut-release weekly");
    world.github.mode({ mode: "server-error" });
    onTestFinished(() => world.github.mode({ mode: "ok" }));
    await approver.press(card, "approve", id);
    await cardThat(world.slack, id, (words) => /GitHub .*Tried again at|Tried again at.*GitHub /s.test(words), 30_000);
    // It was sealed in a story before this one: the channel has to hear first that this is over.
    const isOver = async (): Promise<boolean> => {
      const said = await saidOfTheSeal("0");
      return said.filter((text) => text.startsWith("🚨")).length === said.filter((text) => text.startsWith("✅")).length;
    };
    await vi.waitFor(async () => expect(await isOver()).toBe(true), { timeout: 60_000, interval: 500 });
    const sealedAt = `${Date.now() / 1000}`;
    await world.vault.seal();
    world.github.mode({ mode: "ok" });
    await vi.waitFor(async () => expect(await saidOfTheSeal(sealedAt)).toHaveLength(1), { timeout: 60_000, interval: 500 });
    await cardThat(world.slack, id, (words) => words.includes("Vault is sealed"), 60_000);

    await world.vault.unseal();

    await cardThat(world.slack, id, (words) => /7\. ✅/.test(words), 60_000);
    await vi.waitFor(async () => expect(await saidOfTheSeal(sealedAt)).toHaveLength(2), { timeout: 60_000, interval: 500 });
    const [raised, cleared] = await saidOfTheSeal(sealedAt);
    expect(raised).toMatch(/^🚨 Vault is sealed\..*`vault operator unseal`.*never in Slack/s);
    expect(cleared).toMatch(/^✅ Over, after .*Vault is sealed\./);
    const delivered = secretIdsOf(world).delivered().get("PROFINAUT_RELEASE_VAULT_SECRET_ID") ?? "";
    expect(await secretIdsOf(world, "profinaut-release").logsIn(delivered)).toBe(true);
  });
});

/** Ids of all requests that were ever recorded. */
const askedFor = async (): Promise<readonly (string | null)[]> =>
  (await trailOf(world)).filter(({ action }) => action === "request.submitted").map(({ request }) => request);

/** What the bot has logged since, the sentence with what tells it from another of the same words. */
const loggedSince = (from: number): readonly { readonly level: string; readonly said: string }[] =>
  world
    .botLog()
    .slice(from)
    .map((line) => {
      const { level, msg, what, code, check, requestId } = JSON.parse(line);
      return { level: String(level), said: JSON.stringify([msg, what, code, check, requestId]) };
    });

describe("without Redis", () => {
  it("logs one line for each change of state, and none again within the minute", { timeout: 120_000 }, async () => {
    const from = world.botLog().length;
    await world.redis.kill();
    const killedAtMs = performance.now();
    // Long enough for whatever is repeated every few seconds to have failed several times.
    await vi.waitFor(() => expect(performance.now() - killedAtMs).toBeGreaterThan(20_000), { timeout: 30_000, interval: 500 });
    const during = loggedSince(from);
    await world.redis.restart();
    await vi.waitFor(async () => expect((await fetch(bot.health)).status).toBe(200), { timeout: 30_000 });
    const said = loggedSince(from).map((line) => line.said);

    // What is found out first, such as that the connection broke, is followed by why there is none: another code, another line.
    expect(said.filter((each) => each.includes('"Redis can be used again"'))).toHaveLength(1);
    expect(said.some((each) => each.includes('"Redis cannot be used"'))).toBe(true);
    expect(said.filter((each, at) => said.indexOf(each) !== at)).toEqual([]);
    expect(during.length, said.join("\n")).toBeLessThanOrEqual(12);
  });

  it("accepts nothing, says so, is not ready, and accepts again when Redis is back", { timeout: 120_000 }, async () => {
    const { requester } = people();
    const [before, recorded] = [await outsideOf(world), await askedFor()];
    expect((await fetch(bot.health)).status).toBe(200);
    await world.redis.kill();

    await vi.waitFor(async () => expect((await fetch(bot.health)).status).toBe(503), { timeout: 10_000 });
    const told = await requester.ask("rotate profinaut-kafka weekly");

    expect(told).toMatch(/not accepted, and nothing was recorded or done/);
    expect(await (await fetch(bot.health)).json()).toMatchObject({ waitingFor: expect.arrayContaining(["redis"]) });
    await world.redis.restart();
    await vi.waitFor(async () => expect((await fetch(bot.health)).status).toBe(200), { timeout: 30_000 });
    expect(await askedFor()).toEqual(recorded);
    expect(await outsideOf(world)).toEqual(before);
    const { id } = await vi.waitFor(() => requester.request("rotate profinaut-kafka weekly"), { timeout: 30_000 });
    expect(await requester.ask(`cancel ${id}`)).toContain("is withdrawn");
  });
});
