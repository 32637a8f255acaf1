import { z } from "zod";
import type { Answer } from "./answer.ts";
import { type Faults, Mode } from "./faults.ts";
import { FakeKey, type Keys, type SeenKey } from "./keys.ts";
import { type createLimits, Limits } from "./limits.ts";

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
}

/** What only a fake can do. Over HTTP: `GET /_double/keys`, `GET /_double/requests`, `POST /_double/key` and so on. */
export interface FakeExchangeControl {
  /** Without their secret halves. */
  keys(): readonly SeenKey[];
  /** Of both APIs, oldest first; never a query or a header. */
  requests(): readonly SeenRequest[];
  /** Adds a key, or changes what it may do. */
  addKey(key: FakeKey): void;
  removeKey(apiKey: string): void;
  mode(mode: Mode): void;
  limits(limits: Limits): void;
  /** How far the exchanges' clock is ahead of this machine's. */
  clock(aheadMs: number): void;
  /** No keys, no requests, no fault, the usual limits, the right time. */
  reset(): void;
}

export function createControl({
  keys,
  faults,
  limits,
  log,
  clock,
}: {
  readonly keys: Keys;
  readonly faults: Faults;
  readonly limits: ReturnType<typeof createLimits>;
  readonly log: SeenRequest[];
  readonly clock: { aheadMs: number };
}): FakeExchangeControl {
  return {
    keys: keys.seen,
    requests: () => [...log],
    addKey: keys.add,
    removeKey: keys.remove,
    mode: faults.set,
    limits: limits.set,
    clock(aheadMs) {
      clock.aheadMs = aheadMs;
    },
    reset() {
      keys.clear();
      limits.set({});
      limits.clear();
      log.length = 0;
      clock.aheadMs = 0;
      faults.set({ mode: "ok" });
    },
  };
}

const RemoveKey = z.strictObject({ apiKey: z.string() });
const Clock = z.strictObject({ aheadMs: z.int() });

/** @param path behind `/_double/` */
export function answerToControl(control: FakeExchangeControl, method: string, path: string, body: unknown): Answer {
  const done: Answer = { status: 204 };
  try {
    switch (`${method} ${path}`) {
      case "GET keys":
        return { status: 200, body: control.keys() };
      case "GET requests":
        return { status: 200, body: control.requests() };
      case "POST key":
        control.addKey(FakeKey.parse(body));
        return done;
      case "POST remove-key":
        control.removeKey(RemoveKey.parse(body).apiKey);
        return done;
      case "POST mode":
        control.mode(Mode.parse(body));
        return done;
      case "POST limits":
        control.limits(Limits.parse(body));
        return done;
      case "POST clock":
        control.clock(Clock.parse(body).aheadMs);
        return done;
      case "POST reset":
        control.reset();
        return done;
      default:
        return { status: 404, body: { message: "no such control" } };
    }
  } catch (error) {
    return { status: 400, body: { message: error instanceof Error ? error.message : "bad request" } };
  }
}
