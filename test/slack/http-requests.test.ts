import { createHmac } from "node:crypto";
import { request as httpRequest } from "node:http";
import { describe, expect, it, onTestFinished } from "vitest";
import { createGate, type Gate } from "../../src/app/gate.ts";
import { ConflictError } from "../../src/domain/errors.ts";
import { Secret } from "../../src/domain/secret.ts";
import type { IdempotencyClaims } from "../../src/ports/idempotency-claims.ts";
import { createHttpRequests } from "../../src/slack/http-requests.ts";
import { createListener, type Stranger } from "../../src/slack/listen.ts";
import { createSlackApp } from "../../src/slack/slack-app.ts";
import { hangInEveryWay, hangOn } from "../support/half-open.ts";
import { aCommand, aPress, self } from "../support/hostile-slack.ts";
import { aCommandService, aLog, aSlack, canary, closedGate, eventually, openGate, translators } from "./arrange.ts";

/** Remembers within one process; the real one is `SET NX` in Redis. */
const anOnce = (): IdempotencyClaims => {
  const seen = new Set<string>();
  return {
    async claim(key) {
      const isFirst = !seen.has(key);
      seen.add(key);
      return isFirst;
    },
  };
};

async function anHttpApp(
  options: {
    readonly once?: IdempotencyClaims;
    readonly enterprise?: string;
    readonly gate?: Gate;
    readonly strangersGate?: Gate;
  } = {},
) {
  const { slack, lane, log } = await aSlack();
  const { commandService, asks, presses } = aCommandService();
  const refused: Stranger[] = [];
  const payloads = createHttpRequests({
    signingSecret: new Secret(canary.signing),
    port: 0,
    once: options.once ?? anOnce(),
    now: Date.now,
    log,
  });
  const app = createSlackApp({
    payloads,
    self,
    teams: new Set(["T0HOME"]),
    enterprise: options.enterprise,
    apiUrl: slack.apiUrl,
    gate: options.gate ?? openGate,
    strangersGate: options.strangersGate ?? openGate,
    commandService,
    home: () => Promise.reject(new Error("not asked")),
    directory: { actor: () => Promise.reject(new Error("not asked")), approvers: () => Promise.reject(new Error("not asked")) },
    refused: async (stranger) => void refused.push(stranger),
    lane,
    language: "en",
    translators,
    log,
  });
  await app.start();
  onTestFinished(async () => void (await app.stop(1_000)));
  return { slack, app, asks, presses, refused, log, url: `http://127.0.0.1:${app.port()}/slack/events` };
}

const form = (fields: object): string =>
  new URLSearchParams(Object.entries(fields).map(([name, value]): [string, string] => [name, String(value)])).toString();
const pressed = (payload: object): string => form({ payload: JSON.stringify(payload) });
const nowS = (): number => Math.floor(Date.now() / 1000);
const signatureOf = (body: string, atS: number | string, secret: string = canary.signing): string =>
  `v0=${createHmac("sha256", secret).update(`v0:${atS}:${body}`).digest("hex")}`;

type Headers = Readonly<Record<string, string | string[]>>;

/** Over plain node:http, as `fetch` does not send a header twice. */
const post = (url: string, body: string, headers: Headers = {}): Promise<number> =>
  new Promise((resolve, reject) => {
    const type = { "content-type": "application/x-www-form-urlencoded" };
    const request = httpRequest(url, { method: "POST", headers: { ...type, ...headers } }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    request.on("error", reject);
    request.end(body);
  });

const signed = (body: string, atS: number = nowS()): Headers => ({
  "x-slack-request-timestamp": String(atS),
  "x-slack-signature": signatureOf(body, atS),
});

const plain = (headers: Headers): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));

describe("a request that Slack signed", () => {
  it("is answered at once, reaches the desk with what the payload says, and is answered privately", async () => {
    const { slack, url, asks } = await anHttpApp();
    const body = form(aCommand({ text: "role profinaut-db", trigger_id: "t-1", response_url: slack.responseUrl }));

    expect(await post(url, body, signed(body))).toBe(200);

    await eventually(() => slack.responses.length === 1);
    expect(asks).toEqual([
      {
        userId: "U0ALICE",
        channel: "C0OPS",
        text: "role profinaut-db",
        interactionId: "t-1",
      },
    ]);
    expect(slack.responses[0]).toMatchObject({ response_type: "ephemeral", replace_original: false });
  });

  it("T17 of somebody who asks too much is answered in the acknowledgement, and nobody is asked", async () => {
    const { slack, url, asks } = await anHttpApp({ gate: closedGate });
    const body = form(aCommand({ response_url: slack.responseUrl }));

    const answer = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded", ...plain(signed(body)) },
      body,
    });

    expect([answer.status, await answer.json()]).toMatchObject([
      200,
      { response_type: "ephemeral", text: expect.stringMatching(/Try again in 7 s/) },
    ]);
    expect([asks, slack.responses, slack.calls]).toEqual([[], [], []]);
  });

  it("T8 may come from any message: the place is the payload's, never the button's, for the desk to compare", async () => {
    const { slack, url, presses } = await anHttpApp();
    const at = { type: "message", channel_id: "C0ELSEWHERE", message_ts: "1700000000.000200" };
    const payload = aPress({
      trigger_id: "t-2",
      container: at,
      message: { ts: "1700000000.000100", text: "imitation" },
      actions: [{ type: "button", action_id: "profinaut_deny", block_id: "req_1:buttons", value: `req_1${"x".repeat(1_900)}` }],
    });

    await post(url, pressed(payload), signed(pressed(payload)));

    await eventually(() => slack.privately.length === 1);
    expect(presses).toEqual([
      {
        userId: "U0BOB",
        action: "deny",
        value: `req_1${"x".repeat(95)}`,
        at: { channel: "C0ELSEWHERE", message: "1700000000.000200" },
        interactionId: "t-2",
      },
    ]);
  });

  it("can be a press below a private answer, which asks what it says, whoever wrote it there", async () => {
    const { url, asks, presses } = await anHttpApp();
    const payload = pressed(
      aPress({
        // As documented for private answers: `is_ephemeral`, and no `message`.
        container: { type: "message", channel_id: "C0OPS", message_ts: "1700000000.000100", is_ephemeral: true },
        actions: [{ type: "button", action_id: "profinaut_ask", block_id: "b", value: "clean-up profinaut-db" }],
      }),
    );

    await post(url, payload, signed(payload));

    await eventually(() => asks.length === 1);
    expect(asks[0]).toMatchObject({ userId: "U0BOB", channel: "C0OPS", text: "clean-up profinaut-db" });
    expect(presses).toEqual([]);
  });

  it.each([
    ["retry", "profinaut_retry"],
    ["approve", "profinaut_approve"],
  ])("can be a press of %s", async (action, id) => {
    const { url, presses } = await anHttpApp();
    const payload = pressed(aPress({ actions: [{ type: "button", action_id: id, block_id: "b", value: "req_1" }] }));

    await post(url, payload, signed(payload));

    await eventually(() => presses.length === 1);
    expect(presses[0]?.action).toBe(action);
  });
});

describe("T1 a request that Slack did not sign", () => {
  const body = form(aCommand());
  const at = String(nowS());
  const good = signatureOf(body, at);

  it.each<[string, Headers, string]>([
    ["has no signature", { "x-slack-request-timestamp": at }, body],
    ["has no time", { "x-slack-signature": good }, body],
    [
      "has a signature of another secret",
      { "x-slack-request-timestamp": at, "x-slack-signature": signatureOf(body, at, "guess") },
      body,
    ],
    ["has a signature of no secret", { "x-slack-request-timestamp": at, "x-slack-signature": signatureOf(body, at, "") }, body],
    ["has a truncated signature", { "x-slack-request-timestamp": at, "x-slack-signature": good.slice(0, -2) }, body],
    ["has an empty signature", { "x-slack-request-timestamp": at, "x-slack-signature": "v0=" }, body],
    [
      "has an upper-case signature",
      { "x-slack-request-timestamp": at, "x-slack-signature": good.toUpperCase().replace("V0", "v0") },
      body,
    ],
    [
      "has a signature of another version",
      { "x-slack-request-timestamp": at, "x-slack-signature": good.replace("v0", "v1") },
      body,
    ],
    ["has text after the signature", { "x-slack-request-timestamp": at, "x-slack-signature": `${good}=x` }, body],
    ["has two signatures", { "x-slack-request-timestamp": at, "x-slack-signature": [good, good] }, body],
    ["has two times", { "x-slack-request-timestamp": [at, at], "x-slack-signature": good }, body],
    ["has a time that is no number", { "x-slack-request-timestamp": "NaN", "x-slack-signature": signatureOf(body, "NaN") }, body],
    ["has another body", { "x-slack-request-timestamp": at, "x-slack-signature": good }, `${body}&text=rotate`],
    ["pretends to be a check of TLS", {}, `ssl_check=1&${body}`],
    ["pretends to be two checks of TLS", {}, `ssl_check=1&ssl_check=1&${body}`],
    ["pretends to be a list of checks of TLS", {}, `ssl_check[]=1&${body}`],
    ["pretends to verify the address", { "content-type": "application/json" }, '{"type":"url_verification","challenge":"x"}'],
  ])("is refused when it %s, and no handler runs", async (_, headers, sent) => {
    const { url, asks, presses, refused, slack } = await anHttpApp();

    expect(await post(url, sent, headers)).toBe(401);

    expect([...asks, ...presses, ...refused, ...slack.calls]).toEqual([]);
  });

  it("T17 is not even read when it is larger than 64 KB", async () => {
    const { url, asks } = await anHttpApp();
    const large = `${body}&x=${"x".repeat(70_000)}`;

    const status = await post(url, large, signed(large)).catch(() => "cut off");

    expect([413, "cut off"]).toContain(status);
    expect(asks).toEqual([]);
  });

  it("is not served elsewhere", async () => {
    const { url, asks } = await anHttpApp();

    expect(await post(url.replace("/slack/events", "/"), body, signed(body))).toBe(404);
    expect(await post(`${url}?x=1`, body, signed(body))).toBe(404);
    expect((await fetch(url)).status).toBe(404);
    expect(asks).toEqual([]);
  });

  it("cannot be let in by an empty secret: the app does not start", () => {
    const options = { port: 0, once: anOnce(), now: Date.now, log: aLog() };

    expect(() => createHttpRequests({ ...options, signingSecret: new Secret("") })).toThrow(ConflictError);
    expect(() => createHttpRequests({ ...options, signingSecret: new Secret("  ") })).toThrow(ConflictError);
  });
});

describe("T2 a request that was signed", () => {
  it("is handled once, however often it comes", async () => {
    const { url, asks, slack } = await anHttpApp();
    const body = form(aCommand());
    const headers = signed(body);

    const answers = await Promise.all([post(url, body, headers), post(url, body, headers), post(url, body, headers)]);

    expect(answers).toEqual([200, 200, 200]);
    await eventually(() => slack.privately.length === 1);
    expect(asks).toHaveLength(1);
  });

  it.each([
    ["for tomorrow", 86_400],
    ["for in six minutes", 360],
    ["six minutes ago", -360],
    ["yesterday", -86_400],
  ])("%s is refused", async (_, skewS) => {
    const { url, asks } = await anHttpApp();
    const body = form(aCommand());

    expect(await post(url, body, signed(body, nowS() + skewS))).toBe(401);
    expect(asks).toEqual([]);
  });

  it.each<[string, IdempotencyClaims]>([
    ["is down", { claim: () => Promise.reject(new Error("down")) }],
    ["hangs", { claim: () => new Promise(() => {}) }],
  ])("is not acted on while the store that remembers signatures %s, and the person is told so", async (_, once) => {
    const { url, asks, slack } = await anHttpApp({ once });
    const body = form(aCommand());

    expect(await post(url, body, signed(body))).toBe(200);

    await eventually(() => slack.privately.length === 1);
    expect(slack.privately[0]?.text).toContain("not accepted, and nothing was recorded");
    expect(asks).toEqual([]);
  });
});

describe("T3 an authentic request", () => {
  it.each<[string, string]>([
    ["a command of another workspace", form(aCommand({ team_id: "T0OTHER" }))],
    ["a command for another app", form(aCommand({ api_app_id: "A0OTHER" }))],
    ["a press in another workspace", pressed(aPress({ team: { id: "T0OTHER" }, user: { id: "U0BOB" } }))],
    ["a press without a workspace", pressed(aPress({ team: null, user: { id: "U0BOB" } }))],
    ["a press for another app", pressed(aPress({ api_app_id: "A0OTHER" }))],
  ])("is refused when it is %s: told, reported for the trail, not heard", async (_, body) => {
    const { url, asks, presses, refused, slack } = await anHttpApp();

    expect(await post(url, body, signed(body))).toBe(200);

    await eventually(() => slack.privately.length === 1);
    expect(slack.privately[0]?.text).toContain("does not serve this workspace or app");
    expect(refused).toHaveLength(1);
    expect([...asks, ...presses]).toEqual([]);
  });

  it("T17 of strangers is asked of their own gate: they take nothing of what ours may ask, and no more of the trail than it lets", async () => {
    const limit = { atOnce: 2, perMinute: 1 };
    const aGate = () => createGate({ limits: { person: limit, all: limit }, flood: { refused: () => {} }, monotonicMs: () => 0 });
    const { url, asks, refused } = await anHttpApp({ gate: aGate(), strangersGate: aGate() });
    const strange = (at: number) => form(aCommand({ team_id: "T0OTHER", user_id: `U0EVE${at}`, trigger_id: `t-${at}` }));

    for (let at = 0; at < 10; at += 1) await post(url, strange(at), signed(strange(at)));
    const ours = form(aCommand());
    await post(url, ours, signed(ours));

    await eventually(() => asks.length === 1);
    expect(refused.map(({ userId }) => userId)).toEqual(["U0EVE0", "U0EVE1"]);
  });

  it.each([
    ["another", "E0EVIL", 0],
    ["no", undefined, 0],
    ["the configured", "E0ACME", 1],
  ])("of %s enterprise is heard only where that is ours", async (_, enterprise, heard) => {
    const { url, asks, slack } = await anHttpApp({ enterprise: "E0ACME" });
    const body = form(aCommand(enterprise === undefined ? {} : { enterprise_id: enterprise }));

    await post(url, body, signed(body));

    await eventually(() => slack.privately.length === 1);
    expect(asks).toHaveLength(heard);
  });

  it.each<[string, string]>([
    ["two users", `${form(aCommand())}&user_id=U0EVE`],
    ["an id that is no text", form(aCommand({ user_id: "" }))],
    ["a place that is no message", pressed(aPress({ container: { type: "view", view_id: "V1" } }))],
    ["a time that is none", pressed(aPress({ container: { type: "message", channel_id: "C0OPS", message_ts: "now" } }))],
  ])("that holds %s is dropped", async (_, body) => {
    const { url, asks, presses, log } = await anHttpApp();

    expect(await post(url, body, signed(body))).toBe(200);

    await eventually(() => log.lines.some((line) => line.includes("an unreadable payload was dropped")));
    expect([...asks, ...presses]).toEqual([]);
  });
});

describe("T17 senders that do not go on", () => {
  it("are cut, all of them, and others are heard meanwhile", async () => {
    const { url, asks } = await anHttpApp();
    const hanging = await hangInEveryWay(Number(new URL(url).port), 40);

    const body = form(aCommand());
    expect(await post(url, body, signed(body))).toBe(200);
    await eventually(() => asks.length === 1);

    expect(await hanging.cutTooSoon()).toEqual([]);
  }, 30_000);

  it("are no more than so many at a time", async () => {
    const { url } = await anHttpApp();

    const hanging = await hangOn(Number(new URL(url).port), "", 600);

    await eventually(() => hanging.open() <= 500, 4_000);
  });
});

describe("a listener", () => {
  it("never throws, whatever the desk, Slack or the trail does", async () => {
    const { lane, log } = await aSlack();
    const failing = async () => Promise.reject(new Error("canary"));
    const listener = createListener({
      gate: openGate,
      strangersGate: openGate,
      commandService: { command: failing, press: failing, mistakesIn: () => [], fill: failing },
      home: failing,
      directory: { actor: failing, approvers: failing },
      admitted: { appIds: new Set(["A0BOT"]), teamIds: new Set(["T0HOME"]), enterpriseId: undefined },
      refused: failing,
      respond: failing,
      lane,
      language: "en",
      translators,
      inFlight: { track: () => {}, drained: async () => true },
      log,
    });
    const heard = { ack: failing, ackWith: failing, isKnownFresh: true };

    await listener.command({ ...heard, body: aCommand() });
    await listener.command({ ...heard, body: aCommand({ team_id: "T0OTHER" }) });
    await listener.press("approve", { ...heard, body: aPress() });
    await listener.home({ body: { api_app_id: "A0BOT", team_id: "T0HOME", event: { user: "U0BOB", tab: "home" } } });

    expect(log.lines.length).toBeGreaterThan(6);
    expect(log.lines.join()).not.toContain("canary");
  });
});
