import type { Digest } from "../domain/digest.ts";
import type { CardPlace } from "./request-view.ts";

/** Where digests are read. Throws `UpstreamError` (service "slack"). */
export interface DigestView {
  /** Not idempotent: call `find` first when an earlier post may have got through. */
  post(slot: string, digest: Digest): Promise<CardPlace>;
  /** The digest of a slot, if it was posted since then. */
  find(slot: string, sinceMs: number): Promise<CardPlace | undefined>;
  linkTo(place: CardPlace): Promise<string>;
}
