/**
 * The only place where text is cut by length. Limits are UTF-16 units, as Slack and our own stores count them; what is left is whole
 * letters as a reader sees them, and never half a character: that is an escape in JSON which other readers of it refuse.
 */
const letters = new Intl.Segmenter("en", { granularity: "grapheme" });

/** The beginning of a text, at most `most` units long. */
export function firstLetters(text: string, most: number): string {
  const whole = text.toWellFormed();
  const end = letterAt(whole, most)?.index ?? whole.length;
  // Accents can be piled up until one letter has no room: then as many of its characters as there is room for.
  return whole.slice(0, end > 0 ? end : isInCharacter(whole, most) ? most - 1 : most);
}

/** The end of a text, at most `most` units long. */
export function lastLetters(text: string, most: number): string {
  const whole = text.toWellFormed();
  const from = whole.length - most;
  const letter = letterAt(whole, from);
  if (letter === undefined) return whole;
  const start = letter.index === from ? from : letter.index + letter.segment.length;
  return whole.slice(start < whole.length ? start : isInCharacter(whole, from) ? from + 1 : from);
}

/** The text itself where it fits, else its beginning and an ellipsis, together at most `most` units long. */
export const shortened = (text: string, most: number): string =>
  text.length > most ? `${firstLetters(text, most - 1)}…` : text.toWellFormed();

/** The letter that a unit belongs to; `undefined` where there is no such unit. */
const letterAt = (text: string, at: number): Intl.SegmentData | undefined => letters.segment(text).containing(at);

const isInCharacter = (text: string, at: number): boolean => /^[\udc00-\udfff]/.test(text.charAt(at));
