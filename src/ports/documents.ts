import type { Json } from "../domain/json.ts";

/** Reads what steps saved beside their record (`DocumentWrite`). Throws `UpstreamError` (service "redis"). */
export interface Documents {
  /** @throws ConflictError when what is stored is no JSON or, since writes are signed, not what the bot wrote */
  read(document: string): Promise<Json | undefined>;
  /** Digests of all that are there, by name; `undefined` of what is not what the bot wrote. */
  digests(): Promise<ReadonlyMap<string, string | undefined>>;
  /** Signs those that are there, as they are. Only the half that acts can. */
  sign(): Promise<void>;
}
