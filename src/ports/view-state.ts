import type { CardPlace } from "./request-view.ts";

/** How far the view of one request is. */
export interface Shown {
  /** `null` while a card was begun and its place is not known. */
  readonly place: CardPlace | null;
  /** Revision of the record the card shows; 0 for none. */
  readonly revision: number;
  /** Number of the newest entry in the thread. */
  readonly seq: number;
  /** Its hash, as a number is given again where the log lost its end; older releases note none. */
  readonly hash?: string | undefined;
  /** Revision about whose state the requester was told privately. */
  readonly toldState: string | null;
}

/** Remembers what is shown where. Throws `UpstreamError` (service "redis"). */
export interface ViewState {
  read(requestId: string): Promise<Shown | undefined>;
  write(requestId: string, shown: Shown): Promise<void>;
}
