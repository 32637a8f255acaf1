import { describe, expect, it } from "vitest";
import { createClocks, createWatchClocks } from "../../src/app/clocks.ts";
import type { AuditEvent } from "../../src/domain/audit.ts";
import { noon } from "../support/builders.ts";

const minute = 60_000;

/** A process whose host says `hostMs`, beside two servers; `true` time is what Redis says. */
function aHost({ offMs = 0, vaultOffMs = 0, redisOffMs = 0 } = {}) {
  const self = { trueMs: noon, offMs, vaultOffMs, redisOffMs, answerTakesMs: 0, isVaultThere: true, isRedisThere: true };
  const clocks = createClocks(
    () => self.trueMs + self.offMs,
    () => self.trueMs,
  );
  const told = (isThere: boolean, serverOffMs: number) => async () => {
    self.trueMs += self.answerTakesMs;
    return isThere ? self.trueMs + serverOffMs : undefined;
  };
  const servers = {
    vault: () => told(self.isVaultThere, self.vaultOffMs)(),
    redis: () => told(self.isRedisThere, self.redisOffMs)(),
  };
  const [said, trail]: [string[], AuditEvent[]] = [[], []];
  const say = (fields: object, sentence: string): void => void said.push(`${sentence} ${JSON.stringify(fields)}`);
  const runChecks = createWatchClocks({
    clocks,
    servers,
    audit: {
      append: async (events) => {
        trail.push(...events);
        return [];
      },
    },
    actor: "bot:ingress",
    host: "a-host",
    inWords: ({ key }) => key,
    log: { info: say, warn: say, error: say },
  });
  return { self, clocks, servers, runChecks, said, trail };
}

describe("the clock that a process goes by", () => {
  it("is never GitHub's, of which it knows how far that is, also when the host's is set", async () => {
    const { self, clocks, servers } = aHost();
    let says: number | undefined = noon + 7 * minute;
    await clocks.measure({ ...servers, github: async () => says });
    const first = clocks.readings();
    says = undefined;
    self.offMs = -minute;
    await clocks.measure({ ...servers, github: async () => says });

    expect(clocks.now()).toBe(self.trueMs);
    expect([first.githubAheadMs, clocks.readings().githubAheadMs]).toEqual([7 * minute, 8 * minute]);
  });

  it.each([10 * minute, -10 * minute, 36 * 60 * minute])("is right although the host's is off by %d ms", async (offMs) => {
    const { self, clocks, servers } = aHost({ offMs });

    await clocks.measure(servers);

    expect(clocks.now()).toBe(self.trueMs);
    expect(clocks.vaultClock.aheadMs()).toBe(0);
    expect(clocks.readings()).toEqual({ vaultAheadMs: -offMs, redisAheadMs: -offMs });
  });

  it("is the host's while Vault's alone is wrong, and knows how far that is", async () => {
    const { self, clocks, servers } = aHost({ vaultOffMs: -7 * minute });
    expect(clocks.vaultClock.aheadMs()).toBe(0);

    await clocks.measure(servers);

    expect(clocks.now()).toBe(self.trueMs);
    expect(clocks.vaultClock.aheadMs()).toBe(-7 * minute);
  });

  it.each([0, 540 * minute, -3 * minute])(
    "goes on evenly when the host's clock is set, so that nothing is due at once: to %d ms",
    async (offMs) => {
      const { self, clocks, servers } = aHost({ offMs: 10 * minute });
      expect(await clocks.measure(servers)).toBe(0);

      self.offMs = offMs;
      self.trueMs += 20_000;

      expect(clocks.now()).toBe(self.trueMs);
      expect(await clocks.measure(servers)).toBe(0);
      expect(clocks.now()).toBe(self.trueMs);
      expect(clocks.readings()).toEqual({ vaultAheadMs: 0 - offMs, redisAheadMs: 0 - offMs });
    },
  );

  it("knows by how much a server differs from a host's clock that was set while it did not answer", async () => {
    const { self, clocks, servers } = aHost({ offMs: 10 * minute });
    await clocks.measure(servers);

    self.isVaultThere = false;
    self.offMs = 0;
    await clocks.measure(servers);

    expect(clocks.readings()).toEqual({ vaultAheadMs: 0, redisAheadMs: 0 });
    expect([clocks.now(), clocks.vaultClock.aheadMs()]).toEqual([self.trueMs, 0]);
  });

  it("is the host's, also when that is set, while no server says what time it is", async () => {
    const host = { nowMs: noon };
    const clocks = createClocks(() => host.nowMs);
    const silent = { vault: async () => undefined, redis: async () => undefined };
    await clocks.measure(silent);

    host.nowMs += 60 * minute;
    await clocks.measure(silent);

    expect(clocks.readings()).toEqual({ vaultAheadMs: null, redisAheadMs: null });
    expect(Math.abs(clocks.now() - host.nowMs)).toBeLessThan(minute);
  });

  it("is the host's, jumps and all, while it was never compared", () => {
    const { self, clocks } = aHost();

    self.offMs = 60 * minute;

    expect(clocks.now()).toBe(self.trueMs + 60 * minute);
  });

  it.each(["lost", "slow"])("T26 is right from the start, also where the first answer is %s", async (first) => {
    const { self, clocks, servers } = aHost({ offMs: -10 * minute });
    let asked = 0;
    const vault = async (): Promise<number | undefined> => {
      asked += 1;
      if (asked > 1) return servers.vault();
      if (first === "slow") self.trueMs += 2_001;
      return first === "slow" ? self.trueMs : undefined;
    };

    await clocks.measure({ ...servers, vault });

    expect(asked).toBe(2);
    expect(clocks.readings()).toEqual({ vaultAheadMs: 10 * minute, redisAheadMs: 10 * minute });
    expect(clocks.now()).toBe(self.trueMs);
  });

  it("T26 asks three times at most for what it never knew, and once for what it knew", async () => {
    const { clocks, servers } = aHost();
    let asked = 0;
    const vault = async (): Promise<undefined> => {
      asked += 1;
      return undefined;
    };

    await clocks.measure({ ...servers, vault });
    expect([asked, clocks.readings().vaultAheadMs]).toEqual([3, null]);
    await clocks.measure(servers);
    await clocks.measure({ ...servers, vault });
    expect([asked, clocks.readings().vaultAheadMs]).toEqual([4, 0]);
  });

  it("keeps what it knew while a server does not answer, or takes too long", async () => {
    const { self, clocks, servers } = aHost({ offMs: 10 * minute });
    await clocks.measure(servers);
    const before = clocks.readings();

    self.isVaultThere = false;
    self.isRedisThere = false;
    await clocks.measure(servers);
    expect(clocks.readings()).toEqual(before);

    self.isVaultThere = true;
    self.isRedisThere = true;
    self.vaultOffMs = 7 * minute;
    self.answerTakesMs = 2_001;
    await clocks.measure(servers);
    expect(clocks.readings()).toEqual(before);
  });
});

describe("watching the clocks", () => {
  it("says once that one is wrong, and once that it is over", async () => {
    const { self, runChecks, said } = aHost({ offMs: -10 * minute });

    await runChecks();
    await runChecks();
    expect(said).toEqual([expect.stringMatching(/^the clocks differ .*"vaultAheadMs":600000.*"says":"clocks\.own"/)]);

    self.offMs = 0;
    await runChecks();
    await runChecks();
    expect(said.slice(1)).toEqual(["the clocks agree again {}"]);
  });

  it("notes on the trail how far Vault's clock is from the trail's, every half hour and when it changes", async () => {
    const { self, runChecks, trail } = aHost({ vaultOffMs: 3 * minute });
    await runChecks();
    expect(trail).toEqual([]);

    await runChecks();
    await runChecks();
    expect(trail).toMatchObject([
      { actor: "bot:ingress", action: "clocks.differ", details: { host: "a-host", vaultAheadMs: 3 * minute } },
    ]);
    self.trueMs += 30 * minute;
    await runChecks();
    expect(trail).toHaveLength(2);
    self.vaultOffMs = 8 * minute;
    await runChecks();
    await runChecks();
    expect(trail).toHaveLength(3);
    self.vaultOffMs = 0;
    await runChecks();
    await runChecks();
    expect(trail).toHaveLength(3);
  });
});
