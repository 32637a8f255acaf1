/** One request as an exchange sees it. */
export interface Call {
  readonly method: string;
  readonly path: string;
  /** As it was sent, without `?`. */
  readonly query: string;
  header(name: string): string;
  /** Address it comes from. */
  readonly ip: string;
  /** The exchange's clock. */
  readonly nowMs: number;
}

/**
 * Both exchanges' rule: at most a second ahead, at most the window behind.
 * https://developers.binance.com/docs/binance-spot-api-docs/rest-api/request-security#timing-security
 * https://bybit-exchange.github.io/docs/v5/guide#parameters-for-authenticated-endpoints
 */
export const isInTime = (timestampMs: number, windowMs: number, nowMs: number): boolean =>
  timestampMs < nowMs + 1_000 && nowMs - timestampMs <= windowMs;
