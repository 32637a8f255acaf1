import { describe, expect, it } from "vitest";
import { ConflictError, NotFoundError, UpstreamError } from "../../src/domain/errors.ts";
import { Secret } from "../../src/domain/secret.ts";
import { say } from "../../src/domain/sentence.ts";
import { checkChannel } from "../../src/slack/channel.ts";
import { createClientQueue } from "../../src/slack/client-queue.ts";
import { identify } from "../../src/slack/identity.ts";
import { createRequestView } from "../../src/slack/notifier.ts";
import { self } from "../support/hostile-slack.ts";
import { aLog, anActor, anEntry, aRequest, aSlack, atMs, sentence, translators } from "./arrange.ts";

async function aView(options: { readonly timeoutMs?: number } = {}) {
  const { slack, lane, log } = await aSlack(options);
  const time = { ms: 1_700_000_000_000 };
  const view = createRequestView({
    cards: lane,
    rest: lane,
    self,
    channel: "C0OPS",
    language: "en",
    translators,
    isDurabilityRelaxed: false,
    now: () => time.ms,
  });
  const posts = (): number => slack.calls.filter(({ method }) => method === "chat.postMessage").length;
  return { slack, view, log, time, posts };
}

const createdAtMs = 1_700_000_000_000;

describe("a card", () => {
  it("is posted, edited in place and linked to", async () => {
    const { slack, view } = await aView();

    const place = await view.postCard(aRequest());
    await view.updateCard(aRequest({ state: "approved" }), place);

    expect(slack.messagesIn("C0OPS")).toHaveLength(1);
    expect(slack.messagesIn("C0OPS")[0]?.text).toContain("Approved.");
    expect(await view.linkTo(place)).toBe(`https://slack.test/C0OPS/${place.message}`);
  });

  it("whose post was not answered is not posted again, and is found again", async () => {
    const { slack, view, posts } = await aView();
    slack.fail("chat.postMessage", { kind: "lost" });

    await expect(view.postCard(aRequest({ createdAtMs }))).rejects.toMatchObject({
      service: "slack",
      effect: "unknown",
      retryable: true,
    });

    expect(posts()).toBe(1);
    expect(await view.findCard(aRequest({ createdAtMs }))).toEqual({
      channel: "C0OPS",
      message: slack.messagesIn("C0OPS")[0]?.ts,
    });
    expect(await view.findCard(aRequest({ createdAtMs, id: "req_0002" }))).toBeUndefined();
  });

  it("T8 is not found in an imitation by somebody else", async () => {
    const { slack, view } = await aView();
    const blocks = [{ type: "section", block_id: "req_0001:title", text: { type: "mrkdwn", text: "x" } }];
    slack.write("C0OPS", { user: "U0EVE", text: "imitation", blocks });
    slack.write("C0OPS", { user: "U0EVILBOT", bot_id: "B0EVIL", text: "imitation", blocks });

    expect(await view.findCard(aRequest({ createdAtMs }))).toBeUndefined();
  });

  it("waits as long as Slack asks before it is posted again", async () => {
    const { slack, view, posts } = await aView();
    slack.fail("chat.postMessage", { kind: "limited", retryAfterS: 1 });
    const beganAtMs = performance.now();

    await view.postCard(aRequest());

    expect(posts()).toBe(2);
    expect(performance.now() - beganAtMs).toBeGreaterThan(950);
  });

  it("is not tried again while Slack does not want to hear of it, whoever asks", async () => {
    const { slack, view, posts } = await aView();
    slack.fail("chat.postMessage", { kind: "limited", retryAfterS: 3_600 });

    for (const id of ["req_0001", "req_0002", "req_0003"])
      await expect(view.postCard(aRequest({ id }))).rejects.toMatchObject({ code: "slack.limited", effect: "none" });

    expect(posts()).toBe(1);
  });

  it("does not wait for as long as Slack likes", async () => {
    const { slack, view } = await aView();
    slack.fail("chat.postMessage", { kind: "limited", retryAfterS: 3_600 });

    await expect(view.postCard(aRequest())).rejects.toMatchObject({ code: "slack.limited", effect: "none", retryable: true });
  });

  it("whose edit was not answered is edited again, as that makes no second one", async () => {
    const { slack, view } = await aView({ timeoutMs: 200 });
    const place = await view.postCard(aRequest());
    slack.fail("chat.update", { kind: "lost" }, { kind: "hang" });

    await view.updateCard(aRequest({ state: "running" }), place);

    expect(slack.messagesIn("C0OPS")[0]?.text).toContain("Running.");
  });

  it("T8 says so when somebody deleted it", async () => {
    const { view } = await aView();

    const isThere = await view.updateCard(aRequest(), { channel: "C0OPS", message: "1.1" });

    expect(isThere).toBe(false);
  });
});

describe("the thread under a card", () => {
  it("has one line for each entry, and knows which was the last", async () => {
    const { slack, view, posts } = await aView();
    const place = await view.postCard(aRequest());
    expect(await view.threadLines(place)).toEqual([]);

    const entries = Array.from({ length: 45 }, (_, at) => anEntry("step.done", { step: `step-${at}` }, at + 10));
    await view.postTrail(place, [...entries, anEntry("step.started", {}, 55)]);

    const replies = slack.messagesIn("C0OPS").filter(({ thread_ts }) => thread_ts === place.message);
    expect(replies.flatMap(({ blocks }) => blocks)).toHaveLength(45);
    expect(posts()).toBe(4);
    const lines = await view.threadLines(place);
    expect(lines.map(({ seq }) => seq)).toEqual(entries.map(({ seq }) => seq));
    expect(entries.every(({ hash }, at) => hash.startsWith(lines[at]?.hash ?? "none"))).toBe(true);
  });

  it("has every line, however much of Slack's room each one takes", async () => {
    const { view } = await aView();
    const place = await view.postCard(aRequest());
    const entries = Array.from({ length: 20 }, (_, at) => anEntry("step.done", { step: '"'.repeat(500) }, at + 10));

    await view.postTrail(place, entries);

    expect((await view.threadLines(place)).map(({ seq }) => seq)).toEqual(entries.map(({ seq }) => seq));
  });

  it("is not fooled by lines of somebody else", async () => {
    const { slack, view } = await aView();
    const place = await view.postCard(aRequest());
    slack.write("C0OPS", {
      user: "U0EVE",
      thread_ts: place.message,
      text: "x",
      blocks: [{ type: "context", block_id: "trail:999" }],
    });

    expect(await view.threadLines(place)).toEqual([]);
  });

  it("knows the lines of older releases, which have no hash, and no others", async () => {
    const { slack, view } = await aView();
    const place = await view.postCard(aRequest());
    const blocks = ["trail:7", "trail:8:odd", "trail:", "other"].map((block_id) => ({ type: "context", block_id }));
    slack.write("C0OPS", { user: self.botUserId, bot_id: self.botId, thread_ts: place.message, text: "x", blocks });

    expect(await view.threadLines(place)).toEqual([{ seq: 7, hash: undefined }]);
  });

  it("says nothing when there is nothing to say", async () => {
    const { view, posts } = await aView();

    await view.postTrail({ channel: "C0OPS", message: "1.1" }, [anEntry("step.started")]);

    expect(posts()).toBe(0);
  });
});

describe("a private word", () => {
  it("is said in the channel they asked in, in the language they read", async () => {
    const { slack, view } = await aView();

    await view.tell(anActor("U0ALICE", { locale: "ja" }), "C0RANDOM", sentence);

    expect(slack.privately).toEqual([{ user: "U0ALICE", channel: "C0RANDOM", text: expect.stringContaining("ありません") }]);
  });

  it.each(["channel_not_found", "not_in_channel", "user_not_in_channel", "some_new_error"])(
    "is a direct message when Slack says %s",
    async (error) => {
      const { slack, view } = await aView();
      slack.fail("chat.postEphemeral", { kind: "refused", error });

      await view.tell(anActor(), "D0OTHERS", sentence);

      expect(slack.privately).toEqual([
        { user: "U0ALICE", channel: "direct", text: expect.stringContaining("Vault has no AppRole") },
      ]);
    },
  );

  it("is not said twice when nobody knows whether it was said", async () => {
    const { slack, view } = await aView();
    slack.fail("chat.postEphemeral", { kind: "lost" });

    await expect(view.tell(anActor(), "C0OPS", sentence)).rejects.toBeInstanceOf(UpstreamError);
    expect(slack.privately).toHaveLength(1);
  });
});

describe("the witness", () => {
  it("keeps texts in one thread a month, as they are, newest first", async () => {
    const { slack, view, time, posts } = await aView();
    const texts = ['{"seq":1,"hash":"a+/=","kid":"<k&1>"}', "2", "3"];

    await view.publishCheckpoint(texts[0] ?? "");
    await view.publishCheckpoint("2");
    time.ms += 31 * 86_400_000;
    slack.advance(31 * 86_400_000);
    await view.publishCheckpoint("3");

    expect(posts()).toBe(5);
    expect(slack.messagesIn("C0OPS").filter(({ thread_ts }) => thread_ts === undefined)).toHaveLength(2);
    expect(await view.publishedCheckpoints(10)).toEqual(["3", "2", texts[0]]);
    expect(await view.publishedCheckpoints(2)).toEqual(["3", "2"]);
  });

  it("finds its thread again after a restart, and counts nothing that others wrote there", async () => {
    const { slack, view } = await aView();
    await view.publishCheckpoint("1");
    const root = slack.messagesIn("C0OPS")[0]?.ts ?? "";
    const blocks = [{ type: "section", block_id: "profinaut-witnessed", text: { type: "plain_text", text: "forged" } }];
    slack.write("C0OPS", { user: "U0EVE", thread_ts: root, text: "forged", blocks });
    const lane = createClientQueue({ token: new Secret("xoxb-canary"), apiUrl: slack.apiUrl, log: aLog(), now: Date.now });
    const restarted = createRequestView({
      cards: lane,
      rest: lane,
      self,
      channel: "C0OPS",
      language: "en",
      translators,
      isDurabilityRelaxed: false,
      now: () => 1_700_000_000_000,
    });

    await restarted.publishCheckpoint("2");

    expect(slack.messagesIn("C0OPS").filter(({ thread_ts }) => thread_ts === undefined)).toHaveLength(1);
    expect(await restarted.publishedCheckpoints(10)).toEqual(["2", "1"]);
  });
});

describe("an answer that nobody asked for", () => {
  it("is posted to the channel with its buttons, its parameters made inert", async () => {
    const { slack, view } = await aView();
    const heading = say("check.all-in-order", { count: 9 });
    const lines = [say("check.in-order", { title: say("checked.env.tracked", { path: "<!channel>", repository: "acme/x" }) })];

    await view.announce({ heading, sections: [{ lines }], actions: [{ label: say("help.summary", {}), command: "check" }] });

    const posted = JSON.stringify(slack.messagesIn("C0OPS").at(-1));
    expect(posted).toContain("all 9 checks are in order");
    expect(posted).toContain('"value":"check"');
    expect(posted).not.toContain("<!channel>");
  });
});

describe("before anything is posted", () => {
  it("the bot knows who it is", async () => {
    const { lane } = await aSlack();

    expect(await identify(lane, { teams: new Set([self.teamId]) })).toEqual(self);
  });

  it.each([
    ["shared with another organisation", { is_ext_shared: true }, ConflictError],
    ["about to be shared", { is_pending_ext_shared: true }, ConflictError],
    ["archived", { is_archived: true }, NotFoundError],
    ["one it is not in", { is_member: false }, NotFoundError],
  ])("it refuses a channel that is %s", async (_, flags, error) => {
    const { slack, lane } = await aSlack();
    slack.channelFlags.set("C0OPS", flags);

    await expect(checkChannel(lane, "C0OPS")).rejects.toBeInstanceOf(error);
    await expect(checkChannel(lane, "C0FINE")).resolves.toBeUndefined();
  });

  it("it refuses a channel that does not exist", async () => {
    const { slack, lane } = await aSlack();
    slack.fail("conversations.info", { kind: "refused", error: "channel_not_found" });

    await expect(checkChannel(lane, "C0GONE")).rejects.toMatchObject({ code: "channel.unreachable" });
  });
});

describe("T13 a failed call", () => {
  it.each([
    ["a refusal whose error is a text", [{ kind: "refused", error: "xoxb-canary told\nme" }]],
    ["a page instead of an answer", Array.from({ length: 3 }, () => ({ kind: "status", status: 502 }) as const)],
    ["no answer", [{ kind: "lost" }]],
    ["a limit", [{ kind: "limited", retryAfterS: 9_999 }]],
  ] as const)("keeps nothing of %s, of the token or of what was sent", async (_, faults) => {
    const { slack, view, log } = await aView();
    slack.fail("chat.postMessage", ...faults);

    const failure: unknown = await view
      .postCard(aRequest({ reason: "typed-canary", createdAtMs: atMs }))
      .catch((error: unknown) => error);

    expect(failure).toBeInstanceOf(UpstreamError);
    const everything = [failure instanceof Error ? failure.stack : "", JSON.stringify(failure), log.lines.join("\n")].join("\n");
    expect(everything).not.toMatch(/canary|oops|127\.0\.0\.1/);
    expect(failure).toHaveProperty("cause", undefined);
  });
});
