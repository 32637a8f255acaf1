import { describe, expect, it } from "vitest";
import { say } from "../../src/domain/sentence.ts";
import { createDirectMessages } from "../../src/slack/direct-messages.ts";
import { aMember, self } from "../support/hostile-slack.ts";
import { anActor, aPlan, aSlack, atMs, translators } from "./arrange.ts";
import { expectToFit } from "./limits.ts";

const bob = anActor("U0BOB");
const mark = "req_0001/half/1763866800000/U0BOB";
const sinceMs = 1_600_000_000_000;
const sentence = (reason = "weekly") =>
  say("word.about", {
    what: say("word.half", {
      title: aPlan().title,
      by: "U0ALICE",
      reason,
      missing: 1,
      leftMs: 30 * 60_000,
      expiresAtMs: atMs,
    }),
    command: "rotate profinaut-db weekly",
    id: "req_0001",
    link: "https://slack.test/C0OPS/1.1",
  });

async function someLetters(options: { readonly timeoutMs?: number } = {}) {
  const { slack, lane, log } = await aSlack(options);
  const time = { ms: atMs };
  const letters = createDirectMessages({ lane, self, language: "en", translators, now: () => time.ms });
  const asked = (method: string): number => slack.calls.filter((call) => call.method === method).length;
  return { slack, letters, log, time, asked };
}

describe("a direct message", () => {
  it("reaches one person, in the language they read", async () => {
    const { slack, letters } = await someLetters();

    await letters.send(bob, mark, sentence());
    await letters.send(anActor("U0CAROL", { locale: "ja" }), mark, sentence());
    await letters.send(anActor("U0DAVE", { locale: null }), mark, sentence());

    expect(slack.privately.map(({ user }) => user)).toEqual(["U0BOB", "U0CAROL", "U0DAVE"]);
    expect(slack.privately[0]?.text).toBe(
      [
        "⏳ *Rotate the SecretID of profinaut-db* still waits for approval, and you may decide. <@U0ALICE> asked for it, because: `weekly`. 1 person has to approve within 30 min, before 2026-11-23 14:00 GMT+9.",
        "`/profinaut rotate profinaut-db weekly` · `req_0001` · <https://slack.test/C0OPS/1.1|open the card>",
      ].join("\n"),
    );
    expect(slack.privately[1]?.text).toContain("承認を待っています");
    expect(slack.privately[2]?.text).toContain("still waits");
    expect(slack.messagesIn("C0OPS")).toEqual([]);
  });

  it("T18 is inert and fits, whatever somebody typed as a reason", async () => {
    const { slack, letters } = await someLetters();

    await letters.send(bob, mark, sentence(`<!everyone> \u202e${"x".repeat(5_000)}`));

    const [message] = slack.messagesIn("DU0BOB");
    expect(message?.text).not.toMatch(/<!everyone>|\u202e/);
    if (message !== undefined) expectToFit(message);
  });

  it("is found again by its mark, and by no other, nor in an imitation", async () => {
    const { slack, letters } = await someLetters();
    await letters.send(bob, mark, sentence());
    slack.write("DU0EVE", { ...self, user: "U0EVE", text: "", blocks: [{ type: "section", block_id: `word:${mark}` }] });

    expect(await letters.wasSent(bob, mark, sinceMs)).toBe(true);
    expect(await letters.wasSent(bob, mark.replace("half", "last"), sinceMs)).toBe(false);
    expect(await letters.wasSent(bob, mark, Date.now() * 2)).toBe(false);
    expect(await letters.wasSent(anActor("U0EVE"), mark, sinceMs)).toBe(false);
  });

  it("whose answer was lost is not sent again by itself, and is found", async () => {
    const { slack, letters, asked } = await someLetters();
    slack.fail("chat.postMessage", { kind: "lost" });

    await expect(letters.send(bob, mark, sentence())).rejects.toMatchObject({ service: "slack", effect: "unknown" });

    expect(asked("chat.postMessage")).toBe(1);
    expect(await letters.wasSent(bob, mark, sinceMs)).toBe(true);
  });

  it("waits as long as Slack asks", async () => {
    const { slack, letters, asked } = await someLetters();
    slack.fail("chat.postMessage", { kind: "limited", retryAfterS: 0 });

    expect(await letters.send(bob, mark, sentence())).toBe(true);
    expect(asked("chat.postMessage")).toBe(2);
  });

  it("to an account that is deactivated is given up", async () => {
    const { slack, letters } = await someLetters();
    slack.users.set("U0BOB", aMember({ deleted: true }));

    expect(await letters.send(bob, mark, sentence())).toBe(false);
    expect(await letters.wasSent(bob, mark, sinceMs)).toBe(true);
  });

  // https://docs.slack.dev/reference/methods/chat.postMessage, "Errors"
  it.each(["cannot_dm_bot", "channel_not_found", "user_not_found", "messages_tab_disabled", "restricted_action"])(
    "is given up when Slack says %s",
    async (error) => {
      const { slack, letters } = await someLetters();
      slack.fail("chat.postMessage", { kind: "refused", error });

      expect(await letters.send(bob, mark, sentence())).toBe(false);
    },
  );

  it.each(["invalid_auth", "token_revoked", "missing_scope", "internal_error"])(
    "is tried again later when Slack says %s",
    async (error) => {
      const { slack, letters } = await someLetters();
      slack.fail("chat.postMessage", { kind: "refused", error });

      await expect(letters.send(bob, mark, sentence())).rejects.toMatchObject({ service: "slack" });
    },
  );

  it("counts as sent where it may not be looked for, and is looked for later where Slack does not answer", async () => {
    const { slack, letters } = await someLetters({ timeoutMs: 200 });
    slack.fail("conversations.open", { kind: "refused", error: "missing_scope" });
    slack.fail("conversations.history", ...Array.from({ length: 3 }, () => ({ kind: "hang" }) as const));

    expect(await letters.wasSent(bob, mark, sinceMs)).toBe(true);
    await expect(letters.wasSent(bob, mark, sinceMs)).rejects.toMatchObject({ service: "slack", retryable: true });
  });
});

describe("whether somebody wants not to be disturbed", () => {
  const nowS = atMs / 1_000;

  it.each([
    ["during their night", { dnd_enabled: true, next_dnd_start_ts: nowS - 60, next_dnd_end_ts: nowS + 60 }, true],
    ["from its first second", { dnd_enabled: true, next_dnd_start_ts: nowS, next_dnd_end_ts: nowS + 60 }, true],
    ["at its end", { dnd_enabled: true, next_dnd_start_ts: nowS - 60, next_dnd_end_ts: nowS }, false],
    ["before it", { dnd_enabled: true, next_dnd_start_ts: nowS + 60, next_dnd_end_ts: nowS + 120 }, false],
    ["without one", { dnd_enabled: false, next_dnd_start_ts: 1, next_dnd_end_ts: 1 }, false],
    ["with a night that is turned off", { dnd_enabled: false, next_dnd_start_ts: nowS - 60, next_dnd_end_ts: nowS + 60 }, false],
    ["while they pause notifications", { dnd_enabled: false, snooze_enabled: true, snooze_endtime: nowS + 60 }, true],
    ["after such a pause", { dnd_enabled: false, snooze_enabled: true, snooze_endtime: nowS }, false],
    ["when Slack says next to nothing", { dnd_enabled: true, next_dnd_start_ts: undefined, next_dnd_end_ts: undefined }, false],
  ])("%s: %j → %s", async (_, status, isQuiet) => {
    const { slack, letters } = await someLetters();
    slack.dnd.set("U0BOB", status);

    expect(await letters.isQuiet("U0BOB")).toBe(isQuiet);
  });

  it("is asked once a minute for each person", async () => {
    const { letters, time, asked } = await someLetters();
    await letters.isQuiet("U0BOB");
    await letters.isQuiet("U0BOB");
    await letters.isQuiet("U0CAROL");
    time.ms += 60_000;
    await letters.isQuiet("U0BOB");

    expect(asked("dnd.info")).toBe(3);
  });

  it.each(["unknown_method", "missing_scope", "user_not_found"])("is not known when Slack says %s", async (error) => {
    const { slack, letters } = await someLetters();
    slack.fail("dnd.info", { kind: "refused", error });

    await expect(letters.isQuiet("U0BOB")).rejects.toMatchObject({ service: "slack" });
    expect(await letters.isQuiet("U0BOB")).toBe(false);
  });
});
