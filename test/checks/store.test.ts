import { describe, expect, it } from "vitest";
import { store } from "../../src/checks/store.ts";
import { lookWith } from "./looking.ts";

const redis = (weak: readonly string[], isDurabilityRequired = true) => ({
  storeHealth: { isDurabilityRequired, look: async () => ({ version: "7.2.16", weak }) },
});

describe("the store", () => {
  it("is in order while it keeps what it acknowledges", async () => {
    expect(await lookWith(store, redis([]))).toEqual([]);
  });

  it.each([
    [true, "alarm"],
    [false, "warning"],
  ])("is found weak, durability being required: %s", async (required, severity) => {
    expect(await lookWith(store, redis(["appendonly yes"], required))).toMatchObject([
      { about: "store/weak", severity, what: { params: { settings: ["appendonly yes"] } } },
    ]);
  });
});
