import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { jsonBodyOf } from "../json-body.ts";
import { bearerOf, callerOf } from "./access.ts";
import { type Answer, badCredentials, errorAnswer } from "./answer.ts";
import { createAppTokens } from "./app-tokens.ts";
import { answerToControl, createControl, type FakeGitHubControl, type SeenRequest } from "./control.ts";
import { faultAnswer } from "./fault-answer.ts";
import { createFaults } from "./faults.ts";
import { FakeGitHubOptions } from "./options.ts";
import { createRateLimit } from "./rate-limit.ts";
import { answerTo } from "./routes.ts";
import { loadSodium } from "./sealed-boxes.ts";
import { createWorld } from "./world.ts";

export interface FakeGitHub extends FakeGitHubControl {
  /** The API's address, on loopback. */
  readonly url: string;
  /** `GET` lists every secret with its opened value. */
  readonly secretsUrl: string;
  stop(): Promise<void>;
}

/** A GitHub of our own, over real HTTP: secrets of repositories, environments and organisations, workflows and their runs, and App tokens. */
export async function startFakeGitHub(options: FakeGitHubOptions, now: () => number = Date.now): Promise<FakeGitHub> {
  await loadSodium();
  const settings = FakeGitHubOptions.parse(options);
  const world = createWorld(settings, now);
  const faults = createFaults();
  const appTokens = createAppTokens(settings.app, now);
  const rateLimit = createRateLimit(now);
  const log: SeenRequest[] = [];
  const control = createControl(world, { faults, appTokens, log, now });
  let url = "";

  const answerOfApi = (method: string, target: URL, body: unknown, authorization: string | undefined): Answer => {
    const segments = target.pathname.split("/").slice(1).map(decodeURIComponent);
    const [, installations, installationId = "", accessTokens] = segments;
    if (method === "POST" && segments[0] === "app" && installations === "installations" && accessTokens === "access_tokens")
      return appTokens.create(installationId, bearerOf(authorization));

    const caller = callerOf(authorization, settings, appTokens);
    if (caller === undefined) return badCredentials;
    const scopes = caller.scopes === undefined ? {} : { "x-oauth-scopes": caller.scopes.join(", ") };
    const { tokenExpires } = settings;
    const expires = tokenExpires === undefined || caller.isApp ? {} : { "github-authentication-token-expiration": tokenExpires };
    const answer =
      method === "GET" && target.pathname === "/rate_limit"
        ? rateLimit.answer()
        : answerTo({ method, segments, query: target.searchParams, body, caller, nowMs: now() }, world, url);
    return { ...answer, headers: { ...scopes, ...expires, ...answer.headers } };
  };

  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const target = new URL(request.url ?? "/", url);
    const method = request.method ?? "GET";
    const body = await jsonBodyOf(request);
    if (target.pathname.startsWith("/_double/"))
      return send(response, await answerToControl(control, method, target.pathname.slice("/_double/".length), body));

    log.push({ method, path: target.pathname });
    await sleep(settings.latencyMs);
    const mode = faults.meet(method, target.pathname);
    if (mode.mode === "commit-late") {
      await once(response, "close"); // the caller has given up
      await sleep(mode.delayMs ?? 0);
    }
    if (mode.mode === "drop") return request.socket.destroy();
    if (mode.mode === "hang") return;

    const answer = faultAnswer(mode, now()) ?? answerOfApi(method, target, body, request.headers.authorization);
    if (mode.mode === "commit-then-drop") return request.socket.destroy();
    if (mode.mode === "commit-then-hang") return;
    const told = mode.mode === "commit-then-502" ? errorAnswer(502, "Server Error") : answer;
    const { etag, isKnown } = entityTag(method, told, request.headers["if-none-match"]);
    // What has not changed costs nothing of the allowance.
    if (isKnown) return send(response, { status: 304, headers: etag }, now());
    return send(response, { ...told, headers: { ...rateLimit.headers(), ...etag, ...told.headers } }, now());
  };

  const server = createServer((request, response) => {
    handle(request, response).catch(() => {
      if (!response.headersSent) send(response, errorAnswer(400, "Problems parsing JSON"));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(settings.port, "127.0.0.1", resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the fake has no port");
  url = `http://127.0.0.1:${address.port}`;

  return {
    ...control,
    url,
    secretsUrl: `${url}/_double/secrets`,
    stop: () =>
      new Promise((resolve) => {
        world.runs.clear();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api#use-conditional-requests-if-appropriate */
function entityTag(method: string, { status, body }: Answer, known: string | undefined) {
  if (method !== "GET" || status !== 200) return { etag: {}, isKnown: false };
  const etag = `W/"${createHash("sha256").update(JSON.stringify(body)).digest("hex")}"`;
  return { etag: { etag }, isKnown: known === etag };
}

function send(response: ServerResponse, { status, body, headers = {} }: Answer, nowMs = Date.now()): void {
  const text = body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body);
  const type = typeof body === "string" ? "text/html" : "application/json; charset=utf-8";
  response.writeHead(status, {
    date: new Date(nowMs).toUTCString(),
    ...(text === undefined ? {} : { "content-type": type, "content-length": Buffer.byteLength(text) }),
    "x-github-api-version-selected": "2022-11-28",
    ...headers,
  });
  response.end(text);
}
