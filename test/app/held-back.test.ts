import { describe, expect, it } from "vitest";
import { createHeldBackWord } from "../../src/app/held-back.ts";
import { type AppError, NotAllowedError, NotFoundError } from "../../src/domain/errors.ts";
import { type Sentence, say } from "../../src/domain/sentence.ts";
import { alice, aPolicy, bob, carol, noon } from "../support/builders.ts";
import { upstream } from "./a-bot.ts";

const shared = say("channel.shared", { channel: "C0OPS" });
const dayMs = 24 * 3_600_000;

function aWord(options: { readonly sendFails?: Error; readonly group?: AppError | TypeError } = {}) {
  let [objection, nowMs]: [Sentence | undefined, number] = [undefined, noon];
  const sent: { readonly to: string; readonly mark: string; readonly sentence: Sentence; readonly atMs: number }[] = [];
  const said: string[] = [];
  let { sendFails } = options;
  const start = () =>
    createHeldBackWord({
      cardChannel: { objection: async () => objection },
      policies: [
        { where: "approval", policy: aPolicy({ approvers: { users: [bob.userId, "U0LEFT"] } }) },
        { where: "roles.a.approval", policy: aPolicy({ approvers: { group: "S1" } }) },
      ],
      directory: {
        actor: async (id) => {
          if (id === "U0LEFT") throw new NotAllowedError("directory.deactivated", say("directory.deactivated", {}));
          if (id === "U0SLOW") throw upstream({ service: "slack" });
          return [alice, bob, carol].find(({ userId }) => userId === id) ?? alice;
        },
        approvers: async ({ approvers }) => {
          if ("users" in approvers) return new Set(approvers.users);
          if (options.group !== undefined) throw options.group;
          return new Set([bob.userId, carol.userId, "U0SLOW"]);
        },
      },
      messages: {
        wasSent: async (to, mark, sinceMs) =>
          sent.some((one) => one.to === to.userId && one.mark === mark && one.atMs >= sinceMs),
        send: async (to, mark, sentence) => {
          const failure = sendFails;
          sendFails = undefined;
          if (failure !== undefined) throw failure;
          sent.push({ to: to.userId, mark, sentence, atMs: nowMs });
          return true;
        },
      },
      log: { info: () => {}, warn: (_, sentence) => void said.push(sentence), error: (_, sentence) => void said.push(sentence) },
      now: () => nowMs,
    });
  let word = start();
  return {
    restart: () => {
      word = start();
    },
    sent,
    said,
    run: async (because: Sentence | undefined, afterMs = 0) => {
      objection = because;
      nowMs += afterMs;
      await word();
    },
  };
}

describe("that cards are held back", () => {
  it("is told to whoever may approve, each once a day, and to nobody while nothing is wrong", async () => {
    const { sent, said, run, restart } = aWord();

    await run(undefined);
    expect([sent, said]).toEqual([[], []]);
    await run(shared);
    await run(shared);
    await run(shared, 120_000);
    restart();
    await run(shared);

    expect(sent.map(({ to }) => to)).toEqual([bob.userId, carol.userId]);
    expect(sent[0]?.sentence).toEqual(say("channel.held-back", { because: shared }));
    expect(sent[0]?.mark).toMatch(/^[\w/-]{1,200}$/);
    await run(shared, dayMs);
    expect(sent).toHaveLength(4);
    expect(said).toContain("cards are held back");
  });

  it("is told a little later where Slack did not take it, and one that cannot be told hides nobody", async () => {
    const { sent, said, run } = aWord({ sendFails: upstream({ service: "slack" }) });

    await run(shared);
    expect(sent.map(({ to }) => to)).toEqual([carol.userId]);
    await run(shared, 120_000);

    expect(sent.map(({ to }) => to)).toEqual([carol.userId, bob.userId]);
    expect(said).toContain("an approver could not be told");
  });

  it("is told to the others where a group cannot be read", async () => {
    const group = new NotFoundError("directory.group-unknown", say("directory.group-unknown", { group: "S1" }));
    const { sent, run } = aWord({ group });
    await run(shared);

    expect(sent.map(({ to }) => to)).toEqual([bob.userId]);
    await expect(aWord({ group: new TypeError("odd") }).run(shared)).rejects.toThrow("odd");
  });
});
