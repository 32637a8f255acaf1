import { SocketModeReceiver } from "@slack/bolt";
import type { UpstreamError } from "../domain/errors.ts";
import { type RetryPolicy, retryIntervalMs } from "../domain/retry-policy.ts";
import type { Secret } from "../domain/secret.ts";
import type { Log } from "../ports/log.ts";
import { failureOf } from "./failures.ts";
import type { PayloadReceiver } from "./receiver.ts";
import { createSdkLogger } from "./sdk-logger.ts";
import { tokenFault } from "./token-fault.ts";

export interface SocketOptions {
  readonly appToken: Secret;
  readonly apiUrl: string;
  readonly log: Log;
  readonly now: () => number;
}

const connections = 2;
const retryPolicy: RetryPolicy = { initialIntervalMs: 500, backoffCoefficient: 2, maximumIntervalMs: 15_000 };
/** A connection that lives shorter than this is made again with a pause, so that Slack is not hammered. */
const shortLifeMs = 5_000;
/** How long Slack may take to say hello. */
const helloMs = 15_000;

/**
 * Socket Mode over two connections (Slack allows ten and sends each envelope over one of them): Slack refreshes every
 * connection a few times a day, and socket-mode 3.1.0 reconnects only after five seconds, and never after some failures.
 * So its own reconnecting is off; a lost connection is made again here, at once and then ever more slowly, for as long
 * as the app runs.
 */
export function createSocketConnections({ appToken, apiUrl, log, now }: SocketOptions): PayloadReceiver {
  let isStopping = false;
  const all = Array.from({ length: connections }, (_, at) => {
    const receiver = new SocketModeReceiver({
      appToken: appToken.reveal(),
      logger: createSdkLogger(log),
      autoReconnectEnabled: false,
      installerOptions: {
        clientOptions: { slackApiUrl: apiUrl, timeout: 8_000, retryConfig: { retries: 0 }, rejectRateLimitedCalls: true },
      },
    });
    return connection(receiver, at + 1);
  });

  function connection(receiver: SocketModeReceiver, number: number) {
    const { client } = receiver;
    let isConnected = false;
    let connectedAtMs = 0;
    let failures = 0;
    let timer: NodeJS.Timeout | undefined;
    client.on("connected", () => {
      isConnected = true;
      connectedAtMs = performance.now();
      log.info({ connection: number }, "Socket Mode is connected");
    });
    client.on("close", () => {
      if (!isConnected) return;
      isConnected = false;
      failures = performance.now() - connectedAtMs < shortLifeMs ? failures + 1 : 0;
      if (isStopping) return;
      log.info({ connection: number }, "Socket Mode was disconnected");
      again();
    });

    const connect = async (): Promise<UpstreamError | undefined> => {
      const tooLate = setTimeout(() => void client.disconnect(), helloMs);
      try {
        await client.start();
        if (isStopping) await client.disconnect();
        return undefined;
      } catch (thrown) {
        return failureOf(thrown, "auth.test", now()).error;
      } finally {
        clearTimeout(tooLate);
      }
    };
    const again = (): void => {
      const pauseMs = failures === 0 ? 0 : retryIntervalMs(retryPolicy, failures - 1);
      timer = setTimeout(async () => {
        const failure = await connect();
        if (failure === undefined || isStopping) return;
        failures += 1;
        log.warn({ connection: number, failures, code: failure.code }, "Socket Mode could not connect");
        again();
      }, pauseMs);
    };

    return {
      receiver,
      connect,
      again,
      isConnected: () => isConnected,
      async disconnect() {
        clearTimeout(timer);
        await client.disconnect();
      },
    };
  }

  return {
    receiver: {
      init: (app) => {
        for (const { receiver } of all) receiver.init(app);
      },
      async start() {
        const failures = await Promise.all(all.map(({ connect }) => connect()));
        if (!all.some(({ isConnected }) => isConnected())) {
          const failure = failures.find((each) => each !== undefined) ?? failureOf(undefined, "auth.test", now()).error;
          throw tokenFault(failure, "SLACK_APP_TOKEN") ?? failure;
        }
        for (const { again } of all.filter((_, at) => failures[at] !== undefined)) again();
      },
      async stop() {
        isStopping = true;
        await Promise.all(all.map(({ disconnect }) => disconnect()));
      },
    },
    isListening: () => all.some(({ isConnected }) => isConnected()),
    port: () => undefined,
  };
}
