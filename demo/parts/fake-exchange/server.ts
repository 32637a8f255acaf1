import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { jsonBodyOf } from "../json-body.ts";
import type { Answer } from "./answer.ts";
import { answerAsBinance } from "./binance.ts";
import { answerAsBybit } from "./bybit.ts";
import type { Call } from "./call.ts";
import { answerToControl, createControl, type FakeExchangeControl, type SeenRequest } from "./control.ts";
import { createFaults, faultAnswer } from "./faults.ts";
import { createKeys } from "./keys.ts";
import { createLimits } from "./limits.ts";
import { FakeExchangeOptions } from "./options.ts";

export interface FakeExchange extends FakeExchangeControl {
  /** The address of both APIs, on loopback: their paths do not meet. */
  readonly url: string;
  /** `POST` of `/key`, `/mode` and so on. */
  readonly controlUrl: string;
  stop(): Promise<void>;
}

/** A Binance and a Bybit of our own, over real HTTP, as far as they are asked about keys. */
export async function startFakeExchange(options: FakeExchangeOptions = {}, now: () => number = Date.now): Promise<FakeExchange> {
  const settings = FakeExchangeOptions.parse(options);
  const keys = createKeys(now);
  for (const key of settings.keys) keys.add(key);
  const faults = createFaults();
  const limits = createLimits(settings.limits);
  const clock = { aheadMs: settings.clockAheadMs };
  const log: SeenRequest[] = [];
  const control = createControl({ keys, faults, limits, log, clock });

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const [path = "/", query = ""] = (request.url ?? "/").split("?");
    const method = request.method ?? "GET";
    if (path.startsWith("/_double/")) {
      const body = await jsonBodyOf(request);
      return send(response, answerToControl(control, method, path.slice("/_double/".length), body));
    }

    log.push({ method, path });
    const nowMs = now() + clock.aheadMs;
    const mode = faults.meet(path);
    if (mode.mode === "drop") return void request.socket.destroy();
    if (mode.mode === "hang") return;
    if (mode.mode === "half") {
      response.writeHead(200, { "content-type": "application/json", "content-length": 1000 });
      return void response.write('{"retCode":');
    }
    const fault = faultAnswer(mode, path, { query, headers: request.headers }, nowMs);
    if (fault !== undefined) return send(response, fault);

    const call: Call = {
      method,
      path,
      query,
      header: (name) => String(request.headers[name] ?? ""),
      ip: (request.socket.remoteAddress ?? "").replace(/^::ffff:/, ""),
      nowMs,
    };
    const { headers, refusal } = limits.of(call);
    const answer = refusal ?? (path.startsWith("/v5/") ? answerAsBybit(call, keys) : answerAsBinance(call, keys, settings));
    return send(response, { ...answer, headers: { ...headers, ...answer.headers } });
  };

  const server = createServer((request, response) => {
    handle(request, response).catch(() => {
      if (!response.headersSent) send(response, { status: 400, body: { message: "not readable" } });
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(settings.port, "127.0.0.1", resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the fake has no port");
  const url = `http://127.0.0.1:${address.port}`;

  return {
    ...control,
    url,
    controlUrl: `${url}/_double`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function send(response: ServerResponse, { status, body, headers = {} }: Answer): void {
  const text = body === undefined ? "" : typeof body === "string" ? body : JSON.stringify(body);
  const type = typeof body === "string" ? "text/html" : "application/json; charset=utf-8";
  response.writeHead(status, { "content-type": type, "content-length": Buffer.byteLength(text), ...headers });
  response.end(text);
}
