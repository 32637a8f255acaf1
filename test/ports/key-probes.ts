import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { NotFoundError, UpstreamError } from "../../src/domain/errors.ts";
import { Secret } from "../../src/domain/secret.ts";
import type { ExchangeKey, KeyProbes } from "../../src/ports/key-probes.ts";

/** What a key may do, in the words of the port. */
export interface WishedRights {
  readonly trade?: boolean;
  readonly withdraw?: boolean;
  /** Addresses it is bound to; the probes come from 127.0.0.1. */
  readonly ips?: readonly string[];
  readonly expiresAtMs?: number;
}

/** An implementation with the exchange behind it, which the suite needs to arrange and to break. */
export interface KeyProbesWorld {
  readonly probes: KeyProbes;
  /** The one exchange of the configuration. */
  readonly exchange: string;
  createKey(rights: WishedRights): Promise<ExchangeKey>;
  /** A key that looks like one and that the exchange never issued. */
  unknownKey(): ExchangeKey;
  removeKey(key: ExchangeKey): Promise<void>;
  /** From now on, for so many requests or for good. */
  break(how: "server-error" | "maintenance" | "garbage" | "hang" | "drop", times?: number): Promise<void>;
  limit(retryAfterS: number): Promise<void>;
  clockAhead(ms: number): Promise<void>;
  /** How many requests have arrived. */
  requests(): Promise<number>;
  stop(): Promise<void>;
}

/** What every implementation of the port owes, whatever is behind it. */
export function describeKeyProbes(name: string, make: () => Promise<KeyProbesWorld>): void {
  describe(`key probes: ${name}`, () => {
    let world: KeyProbesWorld;
    beforeEach(async () => {
      world = await make();
    });
    afterEach(() => world.stop());

    const probe = (key: ExchangeKey, signal?: AbortSignal) => world.probes.probe(world.exchange, key, signal);
    const failureOf = (act: Promise<unknown>): Promise<unknown> =>
      act.then(
        () => undefined,
        (error: unknown) => error,
      );
    const nothing = {
      isValid: false,
      canRead: false,
      canTrade: false,
      canWithdraw: false,
      transferRights: [],
      isIpRestricted: false,
      expiresAtMs: null,
    };

    it("a key that may read", async () => {
      const key = await world.createKey({ ips: ["127.0.0.1"] });

      expect(await probe(key)).toEqual({ ...nothing, isValid: true, canRead: true, isIpRestricted: true });
    });

    it("a key that may trade, from anywhere", async () => {
      const key = await world.createKey({ trade: true });

      expect(await probe(key)).toMatchObject({ isValid: true, canTrade: true, canWithdraw: false, isIpRestricted: false });
    });

    it("a key that may withdraw, with the name of that right", async () => {
      const key = await world.createKey({ withdraw: true, ips: ["127.0.0.1"] });

      const health = await probe(key);

      expect(health).toMatchObject({ isValid: true, canWithdraw: true });
      expect(health.transferRights.join()).toMatch(/withdraw/i);
    });

    it("a key that ends, and when", async () => {
      const expiresAtMs = Math.floor(Date.now() / 1000 + 3600) * 1000;
      const key = await world.createKey({ trade: true, expiresAtMs });

      expect(await probe(key)).toMatchObject({ isValid: true, expiresAtMs });
    });

    it("a key that the exchange never issued is an answer", async () => {
      expect(await probe(world.unknownKey())).toEqual({ ...nothing, refusal: "unknown" });
    });

    it("so is one that was deleted", async () => {
      const key = await world.createKey({});
      await world.removeKey(key);

      expect(await probe(key)).toEqual({ ...nothing, refusal: "unknown" });
    });

    it("so is one with the wrong secret", async () => {
      const { apiKey } = await world.createKey({ trade: true });

      expect(await probe({ apiKey, secretKey: new Secret("not its secret") })).toEqual({ ...nothing, refusal: "secret" });
    });

    it.each(["", "a key\r\nx-injected: 1", "鍵", "k".repeat(300)])("%j is no key, and nothing is sent", async (text) => {
      const failure = await failureOf(probe({ apiKey: new Secret(text), secretKey: new Secret("secret") }));

      expect(failure).toMatchObject({ code: "exchange.key-unsendable" });
      expect(await world.requests()).toBe(0);
    });

    it("a key that is bound to other addresses may be in order: it is no answer, and repeating does not help", async () => {
      const key = await world.createKey({ trade: true, ips: ["203.0.113.7"] });

      const failure = await failureOf(probe(key));

      expect(failure).toBeInstanceOf(UpstreamError);
      expect(failure).toMatchObject({ service: "exchange", effect: "none", retryable: false });
      expect(failure).toHaveProperty("code", expect.stringMatching(/^exchange\.(key-or-)?address-refused$/));
      expect(await world.requests()).toBe(1);
    });

    it("an exchange that is not configured is not found, with those that are", async () => {
      const failure = await failureOf(world.probes.probe("nowhere", world.unknownKey()));

      expect(failure).toBeInstanceOf(NotFoundError);
      expect(failure).toMatchObject({ sentence: { params: { exchange: "nowhere", known: [world.exchange] } } });
    });

    it.each([-600_000, -20_000, 20_000, 600_000])("a clock that is %i ms ahead does not matter", async (aheadMs) => {
      const key = await world.createKey({ trade: true });
      await world.clockAhead(aheadMs);

      expect(await probe(key)).toMatchObject({ isValid: true, canTrade: true });
      expect(await world.requests()).toBe(3);
    });

    it.each(["server-error", "maintenance", "drop"] as const)("%s once is not noticed", async (how) => {
      const key = await world.createKey({});
      await world.break(how, 1);

      expect(await probe(key)).toMatchObject({ isValid: true });
    });

    it.each(["server-error", "maintenance", "drop", "garbage", "hang"] as const)(
      "%s for good says nothing about the key",
      async (how) => {
        const key = await world.createKey({});
        await world.break(how);

        const failure = await failureOf(probe(key));

        expect(failure).toBeInstanceOf(UpstreamError);
        expect(failure).toMatchObject({ service: "exchange", effect: "none", retryable: true });
        expect(await world.requests()).toBeLessThanOrEqual(2);
      },
    );

    it("a short limit is waited for", async () => {
      const key = await world.createKey({});
      await world.limit(1);
      const startedAtMs = performance.now();

      expect(await probe(key)).toMatchObject({ isValid: true });
      expect(performance.now() - startedAtMs).toBeGreaterThan(900);
    });

    it("a long limit is told at once, with its end, and until then nothing is sent", async () => {
      const key = await world.createKey({});
      await world.limit(600);

      const failures = [await failureOf(probe(key)), await failureOf(probe(world.unknownKey()))];

      for (const failure of failures) {
        expect(failure).toMatchObject({ service: "exchange", code: "exchange.limited", effect: "none", retryable: true });
        expect(failure).toHaveProperty("sentence.params.untilAtMs", expect.closeTo(Date.now() + 600_000, -4));
      }
      expect(await world.requests()).toBe(1);
    });

    it("a cancelled probe ends at once, sent or not", async () => {
      const key = await world.createKey({});
      await world.break("hang");
      const controller = new AbortController();

      const waiting = failureOf(probe(key, controller.signal));
      await expect.poll(() => world.requests()).toBe(1);
      controller.abort();

      expect(await waiting).toMatchObject({ service: "exchange", effect: "none" });
      expect(await failureOf(probe(key, AbortSignal.abort()))).toMatchObject({ service: "exchange", effect: "none" });
      expect(await world.requests()).toBe(1);
    });
  });
}
