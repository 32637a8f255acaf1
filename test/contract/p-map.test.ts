import pMap from "p-map";
import { expect, it } from "vitest";

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

// A look that fails must not go on asking Vault, and an ending that fails must not go on ending.
it("p-map throws the first failure, and begins nothing after it", async () => {
  const begun: number[] = [];

  const working = pMap(
    [0, 1, 2, 3, 4, 5],
    async (item) => {
      begun.push(item);
      await turn();
      if (item === 1) throw new Error("item 1");
      await turn();
    },
    { concurrency: 2 },
  );

  await expect(working).rejects.toThrow("item 1");
  for (let at = 0; at < 10; at += 1) await turn();
  expect(begun).toEqual([0, 1]);
});
