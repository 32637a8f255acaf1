/** One answer of an API, before headers that all of them have. */
export interface Answer {
  readonly status: number;
  /** Text is sent as a page, all else as JSON. */
  readonly body?: unknown;
  readonly headers?: { readonly [name: string]: string };
}

/** Binance's error body. https://developers.binance.com/docs/binance-spot-api-docs/errors */
export const binanceError = (
  status: number,
  code: number,
  msg: string,
  headers: { readonly [name: string]: string } = {},
): Answer => ({ status, body: { code, msg }, headers });

/** Bybit's frame around everything, refusals among it, which are a 200. https://bybit-exchange.github.io/docs/v5/guide */
export const bybitAnswer = (
  nowMs: number,
  { retCode = 0, retMsg = "", result = {} }: { readonly retCode?: number; readonly retMsg?: string; readonly result?: unknown },
): Answer => ({ status: 200, body: { retCode, retMsg, result, retExtInfo: {}, time: nowMs } });
