import type { Json } from "../domain/json.ts";

/** Reads what steps saved beside their record (`DocumentWrite`). Throws `UpstreamError` (service "redis"). */
export interface Documents {
  read(document: string): Promise<Json | undefined>;
}
