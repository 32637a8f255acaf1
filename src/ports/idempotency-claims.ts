/** Lets a thing that arrives twice be handled once, across processes. Throws `UpstreamError` (service "redis"). */
export interface IdempotencyClaims {
  /** True for the first caller with this key within `forMs`. */
  claim(key: string, forMs: number): Promise<boolean>;
}
