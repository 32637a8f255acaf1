import { describe, expect, it, vi } from "vitest";
import { type AuditEntry, formatCheckpoint, trailDamage } from "../../src/domain/audit.ts";
import { continuationEvent, continuationStatement, type Loss } from "../../src/domain/continuation.ts";
import { say } from "../../src/domain/sentence.ts";
import { auditVerify, brokenTrail } from "../../src/queries/audit-verify.ts";
import { aBot, type Bot, signer, upstream } from "../app/a-bot.ts";
import { queryPorts } from "../app/a-command-service.ts";
import { aFakeOperation } from "../support/fake-operation.ts";
import { ask, linesOf } from "./asking.ts";

/** A trail of several entries, witnessed in store and channel at its end. */
async function witnessed(): Promise<Bot> {
  const bot = aBot(aFakeOperation());
  await bot.approved();
  await bot.witness();
  return bot;
}

/** The trail as somebody made it. */
function forge(bot: Bot, change: (entries: readonly AuditEntry[]) => readonly AuditEntry[]): void {
  const { entries } = bot.memory.audit;
  vi.spyOn(bot.memory.audit, "entries").mockImplementation(async (fromSeq, limit) =>
    change(await entries(1, 1_000))
      .filter(({ seq }) => seq >= fromSeq)
      .slice(0, limit),
  );
}

const brokenBy = async (bot: Bot) => (await brokenTrail(queryPorts(bot)))?.key;

describe("audit verify", () => {
  it("T22 finds a whole trail whole, and says what it was compared with", async () => {
    const bot = await witnessed();

    const answer = await ask(auditVerify, "", {}, bot);

    const { seq, hash } = await bot.memory.audit.head();
    expect(answer.heading).toEqual(say("audit-verify.intact", { entries: seq, hash: hash.slice(0, 12) }));
    expect(linesOf(answer)).toEqual([say("audit-verify.witnesses", { stored: 1, channel: 1 })]);
  });

  it("finds an empty trail whole", async () => {
    expect(await brokenBy(aBot(aFakeOperation()))).toBeUndefined();
  });

  it("says when the channel could not be read", async () => {
    const bot = await witnessed();
    vi.spyOn(bot.view, "publishedCheckpoints").mockRejectedValue(upstream({ service: "slack" }));

    const answer = await ask(auditVerify, "", {}, bot);

    expect(linesOf(answer)).toEqual([say("audit-verify.no-channel", {})]);
  });

  it.each<[string, (entries: readonly AuditEntry[]) => readonly AuditEntry[], string]>([
    ["a changed entry", (all) => all.map((each) => (each.seq === 2 ? { ...each, actor: "user:U0EVE" } : each)), "audit.changed"],
    ["a dropped entry", (all) => all.filter(({ seq }) => seq !== 2), "audit.missing"],
    ["a cut end", (all) => all.slice(0, 2), "audit.truncated"],
  ])("T22 names %s, and says what to do now", async (_, change, key) => {
    const bot = await witnessed();
    forge(bot, change);

    const answer = await ask(auditVerify, "", {}, bot);

    expect(answer.heading).toMatchObject({ key: "audit-verify.broken", params: { because: { key } } });
    expect(linesOf(answer)).toEqual([say("audit-verify.what-now", {})]);
  });

  it.each<[string, number]>([
    ["whole", 3],
    ["changed at the second entry", 2],
  ])("T22 names an entry also where the store itself says that the end is not as it was left: %s", async (_, seq) => {
    const bot = await witnessed();
    forge(bot, (all) => all.slice(0, 3).map((each) => (seq === 2 && each.seq === 2 ? { ...each, actor: "user:U0EVE" } : each)));
    const error = upstream({ service: "redis" });
    vi.spyOn(bot.memory.audit, "head").mockRejectedValue(Object.assign(error, { code: trailDamage }));

    const answer = await ask(auditVerify, "", {}, bot);

    expect(answer.heading).toMatchObject({ key: "audit-verify.broken", params: { because: { params: { seq } } } });
  });

  it("says that the store does not answer where it does not", async () => {
    const bot = await witnessed();
    vi.spyOn(bot.memory.audit, "head").mockRejectedValue(upstream({ service: "redis" }));

    await expect(ask(auditVerify, "", {}, bot)).rejects.toMatchObject({ service: "redis" });
  });

  it("T22 sees a trail that was cut together with its head, by what was witnessed", async () => {
    const bot = await witnessed();
    forge(bot, (all) => all.slice(0, 2));
    const [, second] = await bot.memory.audit.entries(1, 2);
    vi.spyOn(bot.memory.audit, "head").mockResolvedValue({ seq: 2, hash: second?.hash ?? "" });

    expect(await brokenBy(bot)).toBe("audit.truncated");
  });

  it("T22 sees a trail that was written anew from the start, by the channel alone", async () => {
    const bot = await witnessed();
    const other = aBot(aFakeOperation());
    await other.approved("paint south");
    vi.spyOn(other.view, "publishedCheckpoints").mockImplementation((limit) => bot.view.publishedCheckpoints(limit));

    expect(await brokenBy(other)).toBe("audit.rewritten");
  });

  it("T22 believes no checkpoint that is not signed", async () => {
    const bot = await witnessed();
    const [checkpoint] = await bot.memory.audit.checkpoints();
    const forged = checkpoint ? formatCheckpoint({ ...checkpoint, hash: "0".repeat(64) }) : "";
    vi.spyOn(bot.view, "publishedCheckpoints").mockResolvedValue(["no checkpoint", forged]);

    expect(await brokenBy(bot)).toBe("audit.unsigned");
  });

  it("T22 sees an entry that is kept from the trail of its request", async () => {
    const bot = await witnessed();
    const { ofRequest } = bot.memory.audit;
    vi.spyOn(bot.memory.audit, "ofRequest").mockImplementation(async (id) => (await ofRequest(id)).slice(1));

    expect(await brokenBy(bot)).toBe("audit.hidden");
  });

  it("reads a long trail in parts, with entries of no request", async () => {
    const bot = aBot(aFakeOperation());
    const event = { atMs: bot.now(), actor: "bot:ingress", action: "command.refused", request: null, details: {} } as const;
    await bot.memory.audit.append(Array.from({ length: 2_500 }, () => event));
    const entries = vi.spyOn(bot.memory.audit, "entries");

    expect(await brokenBy(bot)).toBeUndefined();
    expect(entries).toHaveBeenCalledTimes(4);
  });

  describe("T24 a trail that somebody let go on", () => {
    /** As an approver's signed word does. */
    async function goOn(bot: Bot, { lost, from }: Loss, by = "U0BOB"): Promise<void> {
      const said = { lost, from, by: "U0BOB", atMs: bot.now(), reason: "a backup was put back" };
      const signature = await signer.sign(continuationStatement(said));
      await bot.memory.audit.continueFrom(from, continuationEvent({ ...said, ...signature, by }));
    }

    async function cut(bot: Bot): Promise<Loss> {
      const lost = await bot.memory.audit.head();
      bot.memory.trail.splice(2);
      return { lost, from: await bot.memory.audit.head() };
    }

    it("is whole without what was lost, and says who let it go on and why", async () => {
      const bot = await witnessed();
      const loss = await cut(bot);
      expect(await brokenBy(bot)).toBe("audit.truncated");

      await goOn(bot, loss);
      const answer = await ask(auditVerify, "", {}, bot);

      expect(answer.heading).toMatchObject({ key: "audit-verify.intact", params: { entries: 3 } });
      const params = { by: "U0BOB", seq: 2, lostSeq: loss.lost.seq, atMs: bot.now(), reason: "a backup was put back" };
      expect(linesOf(answer)).toEqual([
        say("audit-verify.witnesses", { stored: 0, channel: 0 }),
        say("audit-verify.continued", params),
      ]);
    });

    it("is not by a word that nobody signed", async () => {
      const bot = await witnessed();
      await goOn(bot, await cut(bot), "U0EVE");

      expect(await brokenBy(bot)).toBe("audit.truncated");
    });

    it("is whole behind an entry that was changed, and broken where another one is", async () => {
      const bot = await witnessed();
      const { seq, hash } = await bot.memory.audit.head();
      await goOn(bot, { lost: { seq: 2, hash: "" }, from: { seq, hash } });
      let which = 2;
      forge(bot, (all) => all.map((each) => (each.seq === which ? { ...each, actor: "user:U0EVE" } : each)));

      expect(await brokenBy(bot)).toBeUndefined();
      which = 1;
      const answer = await ask(auditVerify, "", {}, bot);

      expect(answer.heading).toMatchObject({ params: { because: { key: "audit.changed", params: { seq: 1 } } } });
      expect(linesOf(answer).map(({ key }) => key)).toEqual(["audit-verify.continued", "audit-verify.what-now"]);
    });
  });
});
