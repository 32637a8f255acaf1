import { createServer } from "node:http";
import { describe, expect, it, onTestFinished } from "vitest";
import { notice } from "../../src/slack/messages/notice.ts";
import { createRespond, isSlacks } from "../../src/slack/respond.ts";
import { aSlack, sentence, translators } from "./arrange.ts";

const message = notice(sentence, translators.en);

describe("T14 an address to answer at", () => {
  const slack = "https://slack.com/api/";
  const local = "http://127.0.0.1:3000/api/";

  it.each([
    [slack, "https://hooks.slack.com/commands/T1/2/3", true],
    [slack, "https://slack.com/x", true],
    ["https://slack-gov.com/api/", "https://hooks.slack-gov.com/x", true],
    [local, "http://127.0.0.1:3000/_hooks/response/1", true],
    [slack, "http://hooks.slack.com/x", false],
    [slack, "https://hooks.slack.com.evil.test/x", false],
    [slack, "https://evil.test/hooks.slack.com", false],
    [slack, "https://hooks.slack.com:8443/x", false],
    [slack, "https://hooks.slack.com@evil.test/x", false],
    [slack, "https://user:password@hooks.slack.com/x", false],
    [slack, "http://127.0.0.1:3000/x", false],
    [slack, "http://169.254.169.254/latest/meta-data", false],
    [slack, "file:///etc/passwd", false],
    [slack, "no address", false],
    [local, "http://127.0.0.1:3001/x", false],
    [local, "http://localhost:3000/x", false],
    ["http://slack.internal/api/", "http://slack.internal/x", false],
  ])("with %s, %s is Slack's: %s", (apiUrl, address, isIts) => {
    expect(isSlacks(address, apiUrl)).toBe(isIts);
  });

  it("that is not Slack's is never called: the person gets a message instead", async () => {
    const { slack: hostile, lane, log } = await aSlack();
    let calls = 0;
    const evil = createServer((_, response) => {
      calls += 1;
      response.end();
    }).listen(0);
    onTestFinished(() => void evil.close());
    const address = evil.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;

    await createRespond({ apiUrl: hostile.apiUrl, lane, log })(
      { userId: "U0BOB", channel: "C0OPS", responseUrl: `http://127.0.0.1:${port}/` },
      message,
    );

    expect(calls).toBe(0);
    expect(hostile.privately).toHaveLength(1);
  });

  it.each([
    ["is missing", null],
    ["was used too often", "gone"],
    ["leads elsewhere", "redirect"],
  ])("that %s is replaced by a message", async (_, what) => {
    const { slack: hostile, lane, log } = await aSlack();
    const origin = new URL(hostile.apiUrl).origin;
    const responseUrl = what === null ? null : `${origin}/${what}`;
    const apiUrl = hostile.apiUrl;

    await createRespond({ apiUrl, lane, log })({ userId: "U0BOB", channel: "C0OPS", responseUrl }, message);

    expect(hostile.privately).toEqual([{ user: "U0BOB", channel: "C0OPS", text: message.text }]);
    expect(hostile.responses).toEqual([]);
  });
});
