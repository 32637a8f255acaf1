/** The longest ban that an upstream system announces. Whatever an answer asks for, it is asked again after this. */
const longestPauseMs = 3 * 24 * 3_600_000;

/**
 * Until when an answer asks to be left alone, in milliseconds since 1970: `Retry-After` is seconds, or a date.
 * https://www.rfc-editor.org/rfc/rfc9110#name-retry-after
 * @param header the header's value, where there is one
 * @returns `undefined` when it says nothing that can be heeded, or a time that is over
 */
export function retryAfterAtMs(header: string | number | undefined, nowMs: number): number | undefined {
  const text = String(header ?? "").trim();
  const atMs = /^\d+(\.\d+)?$/.test(text) ? nowMs + Number(text) * 1_000 : Date.parse(text);
  return atMs > nowMs ? atMostLongestPause(atMs, nowMs) : undefined;
}

/** No later than anybody may ask for. */
export const atMostLongestPause = (atMs: number, nowMs: number): number => Math.min(atMs, nowMs + longestPauseMs);
