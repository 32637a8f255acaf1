import { describe, expect, it } from "vitest";
import { inLanes } from "../../src/domain/in-lanes.ts";

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("work in lanes", () => {
  it("gives what came of each item in the items' order, never more at once than there are lanes", async () => {
    let running = 0;
    let most = 0;

    const results = await inLanes(3, [5, 1, 4, 2, 3, 0], async (item) => {
      running += 1;
      most = Math.max(most, running);
      for (let at = 0; at < item; at += 1) await turn();
      running -= 1;
      return item * 10;
    });

    expect(results).toEqual([50, 10, 40, 20, 30, 0]);
    expect(most).toBe(3);
  });

  it("has nothing to do for nothing", async () => {
    expect(await inLanes(3, [], async (item: number) => item)).toEqual([]);
  });

  it("throws the first failure, and begins nothing after it", async () => {
    const begun: number[] = [];

    const working = inLanes(2, [0, 1, 2, 3, 4, 5], async (item) => {
      begun.push(item);
      await turn();
      if (item === 1) throw new Error("item 1");
      await turn();
    });

    await expect(working).rejects.toThrow("item 1");
    for (let at = 0; at < 10; at += 1) await turn();
    expect(begun).toEqual([0, 1]);
  });
});
