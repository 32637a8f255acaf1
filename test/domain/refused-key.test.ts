import { expect, it } from "vitest";
import { type RefusedBecause, whyRefused } from "../../src/domain/refused-key.ts";

it.each<RefusedBecause>(["unknown", "other-network", "secret", "expired", "rights"])(
  "a key refused as %s is said in a sentence of its own",
  (because) => {
    expect(whyRefused("binance", because)).toEqual({ key: `refused-key.${because}`, params: { exchange: "binance" } });
  },
);
