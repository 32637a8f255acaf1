import { describe, expect, it } from "vitest";
import { createCardChannel, heldBack } from "../../src/slack/channel.ts";
import { aSlack } from "./arrange.ts";

const minuteMs = 60_000;

async function aChannel() {
  const { slack, lane } = await aSlack();
  const time = { ms: 0 };
  const channel = createCardChannel({ lane, channel: "C0OPS", now: () => time.ms });
  const guarded = heldBack(lane, "C0OPS", channel);
  const looks = () => slack.calls.filter(({ method }) => method === "conversations.info").length;
  const post = (to = "C0OPS") => guarded.call("chat.postMessage", { channel: to, text: "a card" });
  return { slack, guarded, channel, time, looks, post };
}

describe("T3 the channel of the cards", () => {
  it.each<[string, object, string]>([
    ["is shared with another organisation", { is_ext_shared: true }, "channel.shared"],
    ["is about to be shared", { is_pending_ext_shared: true }, "channel.shared"],
    ["is archived", { is_archived: true }, "channel.unreachable"],
    ["has lost the bot", { is_member: false }, "channel.unreachable"],
  ])("gets nothing within minutes after it %s, and again when that is over", async (_, change, key) => {
    const { slack, guarded, channel, time, post } = await aChannel();
    await post();
    slack.channelFlags.set("C0OPS", { ...change });
    time.ms += 2 * minuteMs;

    await expect(post()).rejects.toMatchObject({ name: "ConflictError", code: key });
    await expect(guarded.call("chat.update", { channel: "C0OPS", ts: "1.1", text: "news" })).rejects.toMatchObject({ code: key });
    expect(await channel.objection()).toMatchObject({ key });
    await post("D0BOB");
    slack.channelFlags.clear();
    time.ms += 2 * minuteMs;
    await post();

    expect(slack.messagesIn("C0OPS")).toHaveLength(2);
  });

  it("is looked at once for many cards", async () => {
    const { post, looks } = await aChannel();

    await Promise.all([post(), post(), post()]);

    expect(looks()).toBe(1);
  });

  it("gets nothing while Slack does not say how it is", async () => {
    const { slack, post } = await aChannel();
    slack.fail("conversations.info", ...Array.from({ length: 3 }, () => ({ kind: "status", status: 500 }) as const));

    await expect(post()).rejects.toMatchObject({ service: "slack" });
  });
});
