import { describe, expect, it } from "vitest";
import { startFakeExchange } from "../../demo/parts/fake-exchange/server.ts";
import { InputError } from "../../src/domain/errors.ts";
import { createKeyProbes } from "../../src/exchange/key-probes.ts";
import { describeKeyProbes, type WishedRights } from "../ports/key-probes.ts";
import { aKey, atFake, type Kind } from "./arrange.ts";

const rightsAtBinance = ({ trade, withdraw }: WishedRights) => ({
  rights: { enableSpotAndMarginTrading: trade === true, enableWithdrawals: withdraw === true },
});
const rightsAtBybit = ({ trade, withdraw }: WishedRights) => ({
  permissions: { Spot: trade ? ["SpotTrade"] : [], Wallet: withdraw ? ["Withdraw"] : [] },
});

const worldOf = (kind: Kind) => async () => {
  const fake = await startFakeExchange();
  const probes = createKeyProbes({
    exchanges: new Map([[kind, { kind, api: fake.url }]]),
    now: Date.now,
    timeoutMs: 1_000,
    repeatAfterMs: 5,
  });

  return {
    probes,
    exchange: kind,
    async createKey(wishes: WishedRights) {
      const key = aKey(kind);
      const about = {
        ...atFake(key),
        ips: [...(wishes.ips ?? [])],
        ...(wishes.expiresAtMs === undefined ? {} : { expiresAtMs: wishes.expiresAtMs }),
      };
      if (kind === "binance") fake.addKey({ exchange: kind, ...about, ...rightsAtBinance(wishes) });
      else fake.addKey({ exchange: kind, ...about, ...rightsAtBybit(wishes) });
      return key;
    },
    unknownKey: () => aKey(kind),
    removeKey: async (key: ReturnType<typeof aKey>) => fake.removeKey(key.apiKey.reveal()),
    break: async (mode: "server-error" | "maintenance" | "garbage" | "hang" | "drop", times?: number) =>
      fake.mode({ mode, ...(times === undefined ? {} : { times }) }),
    limit: async (retryAfterS: number) => fake.mode({ mode: "limited", retryAfterS, times: 1 }),
    clockAhead: async (ms: number) => fake.clock(ms),
    requests: async () => fake.requests().length,
    async stop() {
      await probes.close();
      await fake.stop();
    },
  };
};

describeKeyProbes("Binance", worldOf("binance"));
describeKeyProbes("Bybit", worldOf("bybit"));

describe("T14: an exchange's address", () => {
  const make = (api: string) =>
    createKeyProbes({ exchanges: new Map([["main", { kind: "binance", api }]]), now: Date.now, timeoutMs: 1 });

  it.each([
    "http://api.binance.com",
    "http://127.0.0.1.evil.example",
    "ftp://localhost",
    "https://user:word@api.binance.com",
    "https://api.binance.com/sapi",
    "https://api.binance.com?x=1",
    "https://api.binance.com#x",
    "api.binance.com",
    "",
  ])("%j is none", (api) => {
    expect(() => make(api)).toThrow(InputError);
    expect(() => make(api)).toThrow("exchange.bad-url");
  });

  it.each(["https://api.binance.com", "https://api.bybit.com/", "http://127.0.0.1:1", "http://localhost:1", "http://[::1]:1"])(
    "%s is one",
    async (api) => {
      await expect(make(api).close()).resolves.toBeUndefined();
    },
  );

  it("there may be no exchange at all", async () => {
    const probes = createKeyProbes({ exchanges: new Map(), now: Date.now, timeoutMs: 1 });

    await expect(probes.probe("binance", aKey("binance"))).rejects.toThrow("exchange.unknown");
  });
});
