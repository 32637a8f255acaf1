/** How long to wait before something is tried again, in the words of https://docs.temporal.io/encyclopedia/retry-policies */
export interface RetryPolicy {
  readonly initialIntervalMs: number;
  /** What an interval is multiplied by for the next one; 1 keeps them the same. */
  readonly backoffCoefficient: number;
  readonly maximumIntervalMs: number;
}

/** The wait before the next try. @param retries how many there were after the first try: 0 gives the initial interval */
export function retryIntervalMs(
  { initialIntervalMs, backoffCoefficient, maximumIntervalMs }: RetryPolicy,
  retries: number,
): number {
  return Math.min(maximumIntervalMs, initialIntervalMs * backoffCoefficient ** Math.max(0, retries));
}
