import { describe, expect, it } from "vitest";
import { ConflictError, type UpstreamError } from "../../src/domain/errors.ts";
import { holdingOn } from "../../src/operations/register/hold-on.ts";
import { upstream } from "../app/a-bot.ts";
import { noon } from "../support/builders.ts";

const minute = 60_000;

/** Does it at an upstream system that fails so often, waits by a clock of its own, and tells when it asked. */
async function tried(times: number, failure: () => UpstreamError) {
  const askedAfterMs: number[] = [];
  let nowMs = noon;
  const act = async (): Promise<string> => {
    askedAfterMs.push(nowMs - noon);
    if (askedAfterMs.length <= times) throw failure();
    return "done";
  };
  const pause = async (ms: number): Promise<void> => {
    nowMs += ms;
  };
  const outcome = await holdingOn(act, new AbortController().signal, () => nowMs, pause).catch((error: unknown) => error);
  return { outcome, askedAfterMs };
}

describe("holding on to a value that exists here alone", () => {
  it("tries again, ever later, for half a minute", async () => {
    const { outcome, askedAfterMs } = await tried(6, () => upstream());

    expect(outcome).toBe("done");
    expect(askedAfterMs).toEqual([0, 500, 1_500, 3_500, 7_500, 15_500, 31_500]);
  });

  it.each([20_000, 2 * minute])("does not ask again before the %d ms that it was told to wait", async (askedMs) => {
    const { outcome, askedAfterMs } = await tried(1, () => upstream({ untilAtMs: noon + askedMs }));

    expect(outcome).toBe("done");
    expect(askedAfterMs).toEqual([0, askedMs]);
  });

  it("asks nobody again who wants to be left alone for longer, and says that the value is lost", async () => {
    const { outcome, askedAfterMs } = await tried(1, () => upstream({ untilAtMs: noon + 2 * minute + 1 }));

    expect(outcome).toMatchObject({ code: "register.given-up" });
    expect(askedAfterMs).toEqual([0]);
  });

  it("gives up after the last attempt", async () => {
    const { outcome, askedAfterMs } = await tried(99, () => upstream());

    expect(outcome).toBeInstanceOf(ConflictError);
    expect(askedAfterMs).toHaveLength(7);
  });

  it.each([
    ["what time does not heal", upstream({ retryable: false })],
    ["what may have been done", upstream({ effect: "unknown" })],
  ])("hands on at once %s", async (_, failure) => {
    const { outcome, askedAfterMs } = await tried(1, () => failure);

    expect(outcome).toBe(failure);
    expect(askedAfterMs).toEqual([0]);
  });
});
