import { expect, it } from "vitest";
import { compareAndSet, moved } from "../../src/domain/compare-and-set.ts";

it("is tried anew as long as others write in between, and gives what was written", async () => {
  const tried: number[] = [];

  const written = await compareAndSet(async (retries) => {
    tried.push(retries);
    return retries < 3 ? moved : "written";
  });

  expect(written).toBe("written");
  expect(tried).toEqual([0, 1, 2, 3]);
});

it("is given up after as many attempts as there may be", async () => {
  let tried = 0;
  const attempt = async () => {
    tried += 1;
    return moved;
  };

  await expect(compareAndSet(attempt, { attempts: 3, otherwise: () => new Error("busy") })).rejects.toThrow("busy");
  expect(tried).toBe(3);
});

it("any other failure is thrown at once: nobody knows whether it was written", async () => {
  let tried = 0;

  const trying = compareAndSet(async () => {
    tried += 1;
    throw new Error("no answer");
  });

  await expect(trying).rejects.toThrow("no answer");
  expect(tried).toBe(1);
});

it("nothing is a result too", async () => {
  expect(await compareAndSet(async () => undefined)).toBeUndefined();
});
