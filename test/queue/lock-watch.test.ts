import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createLockWatch } from "../../src/queue/lock-watch.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
});
afterEach(() => {
  vi.useRealTimers();
});

const watchOf = (takenMsAgo = 0) => createLockWatch(10_000, takenMsAgo, () => performance.now());

it("a lock that is never renewed is lost when its time is over, counted from the asking", () => {
  const watch = watchOf(3000);

  vi.advanceTimersByTime(6999);
  const before = watch.lost.aborted;
  vi.advanceTimersByTime(1);

  expect([before, watch.lost.aborted]).toEqual([false, true]);
});

it("a renewal counts from the report before it, as it may have been sent just after that", () => {
  const watch = watchOf();
  vi.advanceTimersByTime(4000);
  watch.renewed();
  vi.advanceTimersByTime(4000);
  watch.renewed();

  vi.advanceTimersByTime(5999);
  const before = watch.lost.aborted;
  vi.advanceTimersByTime(1);

  expect([before, watch.lost.aborted]).toEqual([false, true]);
});

it("a lock that was lost stays lost, one that has ended is never lost", () => {
  const [lost, ended] = [watchOf(), watchOf()];
  lost.failed();
  ended.end();

  lost.renewed();
  vi.advanceTimersByTime(60_000);

  expect([lost.lost.aborted, ended.lost.aborted]).toEqual([true, false]);
});
