import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { HTTPReceiver } from "@slack/bolt";
import { ConflictError } from "../domain/errors.ts";
import { portTrouble } from "../domain/port-trouble.ts";
import type { Secret } from "../domain/secret.ts";
import { senderLimits } from "../domain/sender-limits.ts";
import { say } from "../domain/sentence.ts";
import type { IdempotencyClaims } from "../ports/idempotency-claims.ts";
import type { Log } from "../ports/log.ts";
import { freshnessUnknown } from "./listeners.ts";
import type { PayloadReceiver } from "./receiver.ts";
import { createSdkLogger } from "./sdk-logger.ts";
import { isSignedBySlack } from "./signed-request.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "slack.signing-secret-empty": NoParams;
  }
}

export interface HttpOptions {
  readonly signingSecret: Secret;
  /** 0 takes any free one. */
  readonly port: number;
  readonly once: IdempotencyClaims;
  readonly now: () => number;
  readonly log: Log;
}

/** The one address Slack sends to: commands, interactions and events alike. */
const requestPath = "/slack/events";

const mostConnections = 500;
const largestBody = 64 * 1024;
const rememberMs = 10 * 60_000;
const claimMs = 1_000;

/**
 * Signed requests over HTTP. Before Bolt sees a request: bounded body, strict signature, time within five minutes both
 * ways, and each signature only once in ten minutes. Bolt then verifies it again and routes it.
 * @throws ConflictError when the signing secret is empty
 */
export function createHttpRequests({ signingSecret, port, once, now, log }: HttpOptions): PayloadReceiver {
  const secret = signingSecret.reveal();
  if (secret.trim() === "") throw new ConflictError("slack.signing-secret-empty", say("slack.signing-secret-empty", {}));
  const undecided = new WeakSet<IncomingMessage>();
  const receiver = new HTTPReceiver({
    signingSecret: secret,
    endpoints: [requestPath],
    logger: createSdkLogger(log),
    bodyLimit: largestBody,
    customPropertiesExtractor: (request) => ({ [freshnessUnknown]: undecided.has(request) }),
  });

  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== "POST" || request.url !== requestPath) return end(request, response, 404);
    const body = await bodyOf(request);
    if (body === undefined) return end(request, response, 413);
    const signature = request.headers["x-slack-signature"];
    const timestamp = request.headers["x-slack-request-timestamp"];
    if (!isSignedBySlack({ signature, timestamp, body }, secret, now())) {
      log.warn({}, "a request that Slack did not sign was refused");
      return end(request, response, 401);
    }
    const claim = await claimed(`sig:${String(signature)}`);
    if (claim === "replay") {
      log.warn({}, "a request that was handled before was refused");
      return end(request, response, 200);
    }
    if (claim === "unknown") undecided.add(request);
    // Bolt takes a body that was read before it (`rawBody`, bolt 5.1.0).
    receiver.requestListener(Object.assign(request, { rawBody: body }), response);
  }

  /** Whether this signature is new. When the store does not say so in time, nothing may be done on its behalf. */
  async function claimed(key: string): Promise<"new" | "replay" | "unknown"> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<"unknown">((resolve) => {
      timer = setTimeout(() => resolve("unknown"), claimMs);
    });
    const ask = async (): Promise<"new" | "replay" | "unknown"> => {
      try {
        return (await once.claim(key, rememberMs)) ? "new" : "replay";
      } catch {
        return "unknown";
      }
    };
    try {
      return await Promise.race([ask(), late]);
    } finally {
      clearTimeout(timer);
    }
  }

  const server: Server = createServer(senderLimits, (request, response) => {
    pass(request, response).catch(() => {
      log.warn({}, "a request could not be read");
      end(request, response, 400);
    });
  });

  // Slack sends over a few, and so does a proxy in front of us.
  server.maxConnections = mostConnections;

  return {
    receiver: {
      init: (app) => receiver.init(app),
      start: () =>
        new Promise<void>((resolve, reject) => {
          server.once("error", (error) => reject(portTrouble(error, { variable: "PORT", port })));
          server.listen(port, resolve);
        }),
      stop: () =>
        new Promise<void>((resolve) => {
          server.close(() => resolve());
          server.closeIdleConnections();
        }),
    },
    isListening: () => server.listening,
    port: () => {
      const address = server.address();
      return typeof address === "object" && address !== null ? address.port : undefined;
    },
  };
}

/** The whole body; `undefined` when it is larger than 64 KB. */
async function bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of request) {
    const bytes = Buffer.from(piece);
    size += bytes.length;
    if (size > largestBody) return undefined;
    pieces.push(bytes);
  }
  return Buffer.concat(pieces);
}

/** Ends an exchange without a word; the connection too, as something of the body may not have been read. */
function end(request: IncomingMessage, response: ServerResponse, status: number): void {
  if (response.headersSent) return;
  const isWhole = request.complete;
  response.writeHead(status, isWhole ? {} : { connection: "close" });
  response.end(isWhole ? undefined : () => request.destroy());
}
