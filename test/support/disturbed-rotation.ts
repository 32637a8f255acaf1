import { drive } from "./drive.ts";
import { aRotationCase, type CaseOptions, type RotationCase } from "./rotation-case.ts";
import type { SmallPlatform } from "./small-platform.ts";

/** A test with a case of its own. */
export const withCase =
  (platform: () => SmallPlatform, test: (aCase: RotationCase) => Promise<void>, options?: CaseOptions) =>
  async (): Promise<void> => {
    const aCase = await aRotationCase(platform(), options);
    try {
      await test(aCase);
    } finally {
      await aCase.stop();
    }
  };

export interface Disturbance {
  /** The call just before which it happens, once. */
  readonly at: string;
  readonly happens: (given: readonly unknown[]) => void | Promise<void>;
  /** How it ends: whenever the bot waits, and before somebody presses Retry. */
  readonly ends?: () => void | Promise<void>;
  readonly retries?: number;
}

/** A whole rotation with one disturbance; returns what did not hold before and after what it replaced was due. */
export async function rotationWith(aCase: RotationCase, { at, happens, ends, retries = 1 }: Disturbance) {
  let [count, isOver] = [0, false];
  const states: string[] = [];
  const processRun = await aCase.processRun({
    onCall: async ({ name, given }) => {
      if (name !== at || count > 0) return;
      count += 1;
      await happens(given);
    },
  });
  const onWait = async (): Promise<void> => {
    states.push(String((await aCase.newest())?.state));
    if (count === 0 || isOver) return;
    isOver = true;
    await ends?.();
  };
  const early: string[] = [];
  const onOverlap = async (): Promise<void> => void early.push(...(await aCase.broken()));
  await drive(aCase, processRun, { command: (role) => `rotate ${role} weekly`, retries, onWait, onOverlap });
  return { request: await aCase.newest(), broken: [...early, ...(await aCase.broken())], hasHappened: count === 1, states };
}
