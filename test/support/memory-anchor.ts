import { UpstreamError } from "../../src/domain/errors.ts";
import { say } from "../../src/domain/sentence.ts";
import type { Anchor, AnchoredHead, Beginning } from "../../src/ports/anchor.ts";

export interface MemoryAnchor extends Anchor {
  isDown: boolean;
  readonly beginnings: ReadonlyMap<string, Beginning>;
  /** @returns what makes it again as it is now */
  keep(): () => void;
}

/** What Vault would keep, in memory. */
export function createMemoryAnchor(): MemoryAnchor {
  let stands: AnchoredHead | undefined;
  const beginnings = new Map<string, Beginning>();
  const self: MemoryAnchor = {
    isDown: false,
    beginnings,
    keep: () => {
      const [headThen, beginningsThen] = [stands, [...beginnings]];
      return () => {
        stands = headThen;
        beginnings.clear();
        for (const [id, beginning] of beginningsThen) beginnings.set(id, beginning);
      };
    },
    head: async () => {
      if (self.isDown)
        throw new UpstreamError("vault.sealed", say("vault.sealed", {}), { service: "vault", effect: "none", retryable: true });
      return stands;
    },
    sign: async ({ signedFrom, ...head }) => {
      if (stands?.signedFrom !== undefined) return stands.signedFrom;
      stands = {
        continuations: [],
        ...(stands !== undefined && stands.seq >= head.seq ? stands : { ...stands, ...head }),
        signedFrom,
      };
      return signedFrom;
    },
    note: async ({ seq, hash, atMs, continuations = [] }) => {
      const known = stands?.continuations ?? [];
      const news = continuations.filter(({ signature }) => known.every((each) => each.signature !== signature));
      if (stands === undefined || seq > stands.seq || news.length > 0)
        stands = { ...stands, seq, hash, atMs, continuations: [...known, ...news] };
    },
    begin: async (beginning) => {
      const first = beginnings.get(beginning.requestId) ?? beginning;
      beginnings.set(beginning.requestId, first);
      return first;
    },
  };
  return self;
}
