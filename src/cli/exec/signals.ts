import { constants } from "node:os";

/** These end us while we prepare; all of them go to the command once it runs. */
const ending = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"] as const;
const others = ["SIGUSR1", "SIGUSR2", "SIGWINCH"] as const;

/** A terminal sends these to us and to the command alike, so passing them on would double them. */
const fromTerminal: readonly NodeJS.Signals[] = ["SIGINT", "SIGQUIT", "SIGWINCH"];

/** Somebody wanted us to end before the command had started. */
export class Stopped extends Error {
  readonly status: number;

  constructor(signal: NodeJS.Signals) {
    super(signal);
    this.status = statusOf(signal);
  }
}

/** As shells say it. */
export const statusOf = (signal: NodeJS.Signals): number => 128 + constants.signals[signal];

export interface Signals {
  /** Aborted by the first signal that ends us. */
  readonly signal: AbortSignal;
  /** @throws Stopped as soon as we are to end */
  orStopped<T>(work: Promise<T>): Promise<T>;
  /** @throws Stopped */
  throwIfStopped(): void;
  /** From now on signals are the command's. */
  passTo(kill: (signal: NodeJS.Signals) => void): void;
  stop(): void;
}

export function listenForSignals(): Signals {
  const controller = new AbortController();
  let stopped: Stopped | undefined;
  let pass: ((signal: NodeJS.Signals) => void) | undefined;
  const isAtTerminal = [process.stdin, process.stdout, process.stderr].some(({ isTTY }) => isTTY);

  const hear = (signal: NodeJS.Signals): void => {
    if (pass !== undefined) {
      if (!isAtTerminal || !fromTerminal.includes(signal)) pass(signal);
      return;
    }
    if (!ending.some((each) => each === signal)) return;
    stopped ??= new Stopped(signal);
    controller.abort();
  };
  for (const signal of [...ending, ...others]) process.on(signal, hear);

  const throwIfStopped = (): void => {
    if (stopped !== undefined) throw stopped;
  };
  return {
    signal: controller.signal,
    throwIfStopped,
    orStopped: (work) =>
      new Promise((resolve, reject) => {
        const onAbort = (): void => reject(stopped);
        if (controller.signal.aborted) onAbort();
        controller.signal.addEventListener("abort", onAbort, { once: true });
        work.then(resolve, reject);
      }),
    passTo: (kill) => {
      pass = kill;
    },
    stop: () => {
      for (const signal of [...ending, ...others]) process.off(signal, hear);
    },
  };
}
