import { describe, expect, it } from "vitest";
import { startVault } from "../../demo/parts/vault-server.ts";
import { pending } from "../../src/domain/platform-plan.ts";
import { aDeclaredPlatform, anEmptyVault, Died, failingWrite, makeAll, type PlatformCase } from "./a-declared-platform.ts";
import { comparable } from "./declared-state.ts";

describe("a run that is killed", () => {
  const writesOf = async () => {
    const vault = await anEmptyVault();
    let writes = 0;
    await makeAll(
      await aDeclaredPlatform(vault, {
        through: (transport) =>
          failingWrite(transport, (count) => {
            writes = count;
            return undefined;
          }),
      }),
    );
    return { writes, state: await comparable(vault) };
  };

  it("T21 before the first or after any of its writes is finished by the next, with the same result", async () => {
    const { writes, state } = await writesOf();
    const unfinished: object[] = [];
    const dieAt = async (nth: number, when: "before" | "after"): Promise<void> => {
      const vault = await startVault();
      try {
        const through: PlatformCase["through"] = (transport) =>
          failingWrite(transport, (count) => (count === nth ? when : undefined));
        const died = await makeAll(await aDeclaredPlatform(vault, { through })).catch((error: unknown) => error);
        const platform = await aDeclaredPlatform(vault);
        await makeAll(platform);
        const isDone = pending(await platform.plan()).length === 0;
        const isSame = JSON.stringify(await comparable(vault)) === JSON.stringify(state);
        if (!(died instanceof Died) || !isDone || !isSame) unfinished.push({ nth, when, died, isDone, isSame });
      } finally {
        await vault.stop();
      }
    };
    const lane = async (parity: number): Promise<void> => {
      for (let nth = 1; nth <= writes; nth++) if (nth % 2 === parity) await dieAt(nth, "after");
    };
    await dieAt(1, "before");
    await Promise.all([lane(0), lane(1)]);

    expect(writes).toBeGreaterThan(30);
    expect(unfinished).toEqual([]);
  });
});

describe("two runs at once", () => {
  it("end as one would have, by the next at the latest", async () => {
    const vault = await anEmptyVault();

    await Promise.allSettled([makeAll(await aDeclaredPlatform(vault)), makeAll(await aDeclaredPlatform(vault))]);
    const platform = await aDeclaredPlatform(vault);
    await makeAll(platform);

    const read = async (half: string) =>
      Object((await vault.api("GET", `secret/data/profinaut-keys/${half}/decisions`)).body.data?.["data"]);
    expect(pending(await platform.plan())).toEqual([]);
    expect(Object.keys(JSON.parse((await read("public")).keys))).toContain((await read("signing")).kid);
  });
});
