import { z } from "zod";
import type { RefusedBecause } from "../../domain/refused-key.ts";

/** What the exchange says of a key that it takes. */
export const Rights = z.object({
  /** Those by which it could move money out; empty when there are none. */
  transferRights: z.array(z.string()),
  isIpRestricted: z.boolean(),
  expiresAtMs: z.number().nullable(),
});
export type Rights = z.infer<typeof Rights>;

/**
 * What came of asking once. `refused-or-elsewhere`: the exchange has one answer for a dead key and for a key that is bound to
 * addresses without ours. `silent`: nothing can be said from here, be it a limit, a failure, or such a binding.
 */
export type Said =
  | { readonly is: "taken"; readonly rights: Rights }
  | { readonly is: "refused"; readonly because?: RefusedBecause }
  | { readonly is: "refused-or-elsewhere" | "silent" };

/** How one version of a key stands after all that was said of it. */
export const Standing = z.object({
  version: z.number(),
  /** Looks in a row that it was refused; what is silent neither counts nor ends the row. */
  refusals: z.number(),
  /** Whether the refusals leave no doubt that it is the key. */
  isCertain: z.boolean(),
  /** When the exchange last took it from here; `null`: never. */
  taken: Rights.nullable(),
});
export type Standing = z.infer<typeof Standing>;

/** One refusal may be a hiccup, of a change that has not reached all of the exchange yet; the second in a row is none. */
export const isFailing = ({ refusals }: Standing): boolean => refusals >= 2;

/** @param before how it stood; another version of the entry is another key */
export function standingAfter(before: Standing | undefined, version: number, said: Said): Standing {
  const was = before?.version === version ? before : { version, refusals: 0, isCertain: false, taken: null };
  switch (said.is) {
    case "taken":
      return { version, refusals: 0, isCertain: false, taken: said.rights };
    case "refused":
      return { ...was, refusals: was.refusals + 1, isCertain: true };
    case "refused-or-elsewhere":
      // A key that was taken from here before is bound to no other address, unless somebody changed that.
      return was.taken === null ? was : { ...was, refusals: was.refusals + 1 };
    case "silent":
      return was;
  }
}
