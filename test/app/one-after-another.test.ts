import { describe, expect, it } from "vitest";
import { createOneAfterAnother } from "../../src/app/one-after-another.ts";

function aLine(atATime: number) {
  const inTurn = createOneAfterAnother(atATime);
  const [begun, ends]: [string[], Map<string, (error?: Error) => void>] = [[], new Map()];
  const ask = (userId: string, what: string): Promise<string> =>
    inTurn(userId, () => {
      begun.push(what);
      return new Promise((resolve, reject) => ends.set(what, (error) => (error ? reject(error) : resolve(what))));
    });
  return { ask, begun, end: (what: string, error?: Error) => ends.get(what)?.(error) };
}

describe("T17 what one person asks", () => {
  it("is done so many at a time, in the order in which it was asked, and keeps nobody else waiting", async () => {
    const { ask, begun, end } = aLine(2);
    const asked = ["a1", "a2", "a3", "a4"].map((what) => ask("U0ALICE", what));
    const other = ask("U0BOB", "b1");
    expect(begun).toEqual(["a1", "a2", "b1"]);

    end("a2");
    expect(await asked[1]).toBe("a2");
    expect(begun).toEqual(["a1", "a2", "b1", "a3"]);

    end("a1", new Error("it failed"));
    await expect(asked[0]).rejects.toThrow("it failed");
    for (const what of ["a3", "a4", "b1"]) end(what);
    expect(await Promise.all([...asked.slice(2), other])).toEqual(["a3", "a4", "b1"]);
  });

  it("begins at once when all before it has ended", async () => {
    const { ask, begun, end } = aLine(1);
    const first = ask("U0ALICE", "a1");
    end("a1");
    await first;

    const second = ask("U0ALICE", "a2");
    expect(begun).toEqual(["a1", "a2"]);
    end("a2");
    await second;
  });
});
