import { describe, expect, it } from "vitest";
import { UpstreamError } from "../../src/domain/errors.ts";
import { createCheckpointThread } from "../../src/slack/checkpoint-thread.ts";
import { createOwnMessages } from "../../src/slack/own-messages.ts";
import { self } from "../support/hostile-slack.ts";
import { aSlack, translators } from "./arrange.ts";

const [minute, day] = [60_000, 24 * 3_600_000];
const channel = "C0OPS";

/** A channel on the 14th of a month; `later` lets time go by for Slack and for us. */
async function aChannel({ pagesAtMost = 50 } = {}) {
  const { slack, lane } = await aSlack();
  let nowMs = 1_700_000_000_000;
  const restarted = () =>
    createCheckpointThread({
      own: createOwnMessages({ lane, self, pagesAtMost }),
      ...{ lane, channel, translator: translators.en, now: () => nowMs },
    });
  const later = (ms: number): void => {
    nowMs += ms;
    slack.advance(ms);
  };
  const bot = { user: self.botUserId, bot_id: self.botId };
  const root = (): string => slack.messagesIn(channel).findLast(({ thread_ts }) => thread_ts === undefined)?.ts ?? "";
  /** What the bot witnessed in a thread, faster than by asking. */
  const witnessed = (thread: string, text: string): void => {
    const blocks = [{ type: "section", block_id: "profinaut-witnessed", text: { type: "plain_text", text } }];
    slack.write(channel, { ...bot, thread_ts: thread, text: "witnessed", blocks });
  };
  const chatter = (count: number, everyMs: number): void => {
    for (let at = 0; at < count; at += 1) {
      later(everyMs);
      slack.write(channel, { user: "U0EVE", text: "chatter", blocks: [] });
    }
  };
  const callsOf = (method: string): number => slack.calls.filter((call) => call.method === method).length;
  return { slack, witness: restarted(), restarted, later, root, witnessed, chatter, callsOf };
}

describe("T24 the newest of what the channel witnessed", () => {
  it("is found first, however many are older, with few calls", async () => {
    const { witness, later, root, witnessed, callsOf } = await aChannel();
    await witness.add("0");
    const thread = root();
    for (let at = 1; at <= 11_000; at += 1) {
      later(minute);
      witnessed(thread, String(at));
    }

    const newest = await witness.newest(100);

    expect(newest).toEqual(Array.from({ length: 100 }, (_, at) => String(11_000 - at)));
    expect(callsOf("conversations.replies")).toBeLessThan(5);
  });

  it("is found behind a busy hour and a long silence, and none is missed on the way", async () => {
    const { witness, later, root, witnessed } = await aChannel();
    await witness.add("0");
    for (let at = 1; at <= 700; at += 1) {
      later(1_500);
      witnessed(root(), String(at));
    }
    later(9 * day);
    witnessed(root(), "701");

    expect(await witness.newest(600)).toEqual(Array.from({ length: 600 }, (_, at) => String(701 - at)));
    expect((await witness.newest(1_000)).at(-1)).toBe("0");
  });

  it("is of this month also when more than a page of chatter is between the months' threads", async () => {
    const { witness, restarted, later, chatter } = await aChannel();
    await witness.add("november");
    later(17 * day);
    chatter(450, minute);
    await witness.add("december");

    expect(await restarted().newest(1)).toEqual(["december"]);
    expect(await restarted().newest(5)).toEqual(["december", "november"]);
  });

  it("is found in a channel where the month's thread began in the middle of much chatter", async () => {
    const { slack, witness, restarted, later, chatter } = await aChannel({ pagesAtMost: 4 });
    later(17 * day);
    chatter(700, 15 * minute);
    await witness.add("first");
    chatter(700, 15 * minute);
    const roots = slack.messagesIn(channel).filter(({ user, thread_ts }) => user === self.botUserId && thread_ts === undefined);

    await restarted().add("second");

    expect(roots).toHaveLength(1);
    expect(await restarted().newest(5)).toEqual(["second", "first"]);
  });

  it("is not said to be none while a moment holds more than can be read", async () => {
    const { witness, later, chatter } = await aChannel({ pagesAtMost: 2 });
    later(2 * day);
    chatter(1_000, 0);

    await expect(witness.newest(5)).rejects.toThrow(UpstreamError);
  });

  it("is found after a restart in a week with more messages than are read at once", async () => {
    const { witness, restarted, later, chatter } = await aChannel({ pagesAtMost: 4 });
    later(day);
    chatter(900, minute);
    await witness.add("1");
    chatter(900, minute);

    expect(await restarted().newest(5)).toEqual(["1"]);
  });

  it("is found among two threads of one month, which two processes began", async () => {
    const { slack, witness, restarted, later, root, witnessed } = await aChannel();
    await witness.add("1");
    const first = root();
    later(8 * day);
    slack.write(channel, {
      user: self.botUserId,
      bot_id: self.botId,
      text: "root",
      blocks: slack.messagesIn(channel).find(({ ts }) => ts === first)?.blocks ?? [],
    });
    const second = root();
    for (const [thread, text] of [
      [second, "2"],
      [first, "3"],
      [second, "4"],
    ] as const) {
      later(minute);
      witnessed(thread, text);
    }

    expect(second).not.toBe(first);
    expect(await restarted().newest(3)).toEqual(["4", "3", "2"]);
    expect(await witness.newest(2)).toEqual(["4", "3"]);
  });

  it("is added to the same thread after a failure that passes, and to a new one when the thread was deleted", async () => {
    const { slack, witness, root, callsOf } = await aChannel();
    await witness.add("1");
    const looks = callsOf("conversations.history");
    slack.fail("chat.postMessage", { kind: "refused", error: "channel_not_found" });
    await expect(witness.add("2")).rejects.toThrow(UpstreamError);
    await witness.add("2");
    const [same, first] = [callsOf("conversations.history") - looks, root()];
    slack.fail("chat.postMessage", { kind: "refused", error: "thread_not_found" });
    await expect(witness.add("3")).rejects.toThrow(UpstreamError);
    await witness.add("3");

    expect([same, callsOf("conversations.history") - looks > 0, root()]).toEqual([0, true, first]);
  });

  it("looks for no thread twice: neither for one that is there nor for one of a month that is over", async () => {
    const { witness, callsOf } = await aChannel();
    await witness.add("1");
    await witness.newest(5);
    const before = callsOf("conversations.history");
    await witness.newest(5);

    expect(callsOf("conversations.history")).toBe(before);
  });
});
