import { z } from "zod";
import { FakeKey } from "./keys.ts";
import { Limits } from "./limits.ts";

/** What the fake's world holds at the start. Keys can be added later. */
export const FakeExchangeOptions = z.strictObject({
  keys: z.array(FakeKey).default([]),
  limits: Limits.prefault({}),
  /** Binance's test network has no `/sapi`: https://developers.binance.com/docs/binance-spot-api-docs/testnet/general-info */
  isTestNetwork: z.boolean().default(false),
  /** How far the exchanges' clock is ahead of this machine's. */
  clockAheadMs: z.int().default(0),
  /** 0: any free one. */
  port: z.int().min(0).max(65_535).default(0),
});
export type FakeExchangeOptions = z.input<typeof FakeExchangeOptions>;
