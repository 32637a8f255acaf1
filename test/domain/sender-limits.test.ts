import { expect, it } from "vitest";
import { senderLimits } from "../../src/domain/sender-limits.ts";

it("T17 slow senders are looked for often enough that they are cut when they should be", () => {
  expect(senderLimits).toMatchObject({ headersTimeout: 5_000, requestTimeout: 10_000 });
  expect(senderLimits.connectionsCheckingInterval).toBeLessThanOrEqual(1_000);
});
