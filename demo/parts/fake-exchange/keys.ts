import { z } from "zod";

const common = {
  apiKey: z.string().min(1),
  /** Addresses it is bound to, as they are seen by the server; none: not bound. */
  ips: z.array(z.string()).default([]),
  createdAtMs: z.int().optional(),
  /** When it ends (Bybit), or its right to trade (Binance). */
  expiresAtMs: z.int().optional(),
};

/** Names and defaults: https://developers.binance.com/docs/wallet/account/api-key-permission */
const BinanceKey = z
  .strictObject({
    exchange: z.literal("binance"),
    ...common,
    apiKey: z.string().regex(/^[A-Za-z0-9]{64}$/, "a Binance key has 64 letters and digits"),
    /** Of a key that Binance generated. */
    secretKey: z.string().min(1).optional(),
    /** Of a key whose private half its owner keeps, in PEM: https://developers.binance.com/docs/binance-spot-api-docs/faqs/api_key_types */
    publicKey: z.string().startsWith("-----BEGIN PUBLIC KEY-----").optional(),
    rights: z.record(z.string(), z.boolean()).default({}),
  })
  .refine(({ secretKey, publicKey }) => (secretKey === undefined) !== (publicKey === undefined), {
    message: "a Binance key has a secret half or a public one",
  })
  .refine(({ rights, ips }) => rights["enableWithdrawals"] !== true || ips.length > 0, {
    message: "Binance gives the right to withdraw only to keys that are bound to addresses",
  });

/** https://bybit-exchange.github.io/docs/v5/user/apikey-info */
const BybitKey = z
  .strictObject({
    exchange: z.literal("bybit"),
    ...common,
    /** Of a key that Bybit generated. */
    secretKey: z.string().min(1).optional(),
    /** Of a self-generated key, which is of RSA: https://bybit-exchange.github.io/docs/v5/guide */
    publicKey: z.string().startsWith("-----BEGIN PUBLIC KEY-----").optional(),
    readOnly: z.boolean().default(false),
    permissions: z.record(z.string(), z.array(z.string())).default({}),
  })
  .refine(({ secretKey, publicKey }) => (secretKey === undefined) !== (publicKey === undefined), {
    message: "a Bybit key has a secret half or a public one",
  });

export const FakeKey = z.discriminatedUnion("exchange", [BinanceKey, BybitKey]);
export type FakeKey = z.input<typeof FakeKey>;
export type KnownKey = z.output<typeof FakeKey> & { readonly createdAtMs: number };
export type KnownBinanceKey = Extract<KnownKey, { exchange: "binance" }>;
export type KnownBybitKey = Extract<KnownKey, { exchange: "bybit" }>;

/** What a key may do, without its secret half: for `GET /_double/keys`. */
export type SeenKey = Omit<KnownKey, "secretKey">;

export interface Keys {
  /** A key of the same exchange and name is replaced. */
  add(key: FakeKey): void;
  remove(apiKey: string): void;
  clear(): void;
  binance(apiKey: string): KnownBinanceKey | undefined;
  bybit(apiKey: string): KnownBybitKey | undefined;
  seen(): readonly SeenKey[];
}

export function createKeys(now: () => number): Keys {
  const binance = new Map<string, KnownBinanceKey>();
  const bybit = new Map<string, KnownBybitKey>();

  return {
    add(key) {
      const known = FakeKey.parse(key);
      const createdAtMs = known.createdAtMs ?? now();
      if (known.exchange === "binance") binance.set(known.apiKey, { ...known, createdAtMs });
      else bybit.set(known.apiKey, { ...known, createdAtMs });
    },
    remove(apiKey) {
      binance.delete(apiKey);
      bybit.delete(apiKey);
    },
    clear() {
      binance.clear();
      bybit.clear();
    },
    binance: (apiKey) => binance.get(apiKey),
    bybit: (apiKey) => bybit.get(apiKey),
    seen: () => [...binance.values(), ...bybit.values()].map(({ secretKey: _, ...rest }) => rest),
  };
}
