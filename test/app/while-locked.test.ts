import { expect, it } from "vitest";
import { whileLocked } from "../../src/app/while-locked.ts";
import type { HeldLock } from "../../src/ports/locks.ts";

function aLock({ release = async (): Promise<void> => {} } = {}) {
  const seen: string[] = [];
  const held: HeldLock = {
    lease: { lock: "view/1", fence: 7 },
    lost: new AbortController().signal,
    release: async () => {
      seen.push("released");
      await release();
    },
  };
  return { seen, locks: { acquire: async () => held }, takenLocks: { acquire: async () => undefined } };
}

it("does something while the lock is held, gives what came of it, and lets go", async () => {
  const { seen, locks } = aLock();

  const fence = await whileLocked(locks, "view/1", async ({ lease }) => {
    seen.push("working");
    return lease.fence;
  });

  expect(fence).toBe(7);
  expect(seen).toEqual(["working", "released"]);
});

it("lets go when what it does fails, and throws that", async () => {
  const { seen, locks } = aLock();

  await expect(whileLocked(locks, "view/1", () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(seen).toEqual(["released"]);
});

it("does nothing while somebody else holds it", async () => {
  const { seen, takenLocks } = aLock();

  expect(await whileLocked(takenLocks, "view/1", async () => seen.push("working"))).toBeUndefined();
  expect(seen).toEqual([]);
});

it("takes what was done for done when the lock could not be let go of: it ends by itself", async () => {
  const { locks } = aLock({ release: () => Promise.reject(new Error("Redis is gone")) });

  expect(await whileLocked(locks, "view/1", async () => "done")).toBe("done");
});
