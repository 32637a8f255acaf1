import fc from "fast-check";
import { parseCommand } from "../../src/domain/command.ts";
import { InputError } from "../../src/domain/errors.ts";
import { randomNumbers } from "./random-numbers.ts";

const batch = 500;
const words = [
  "rotate",
  "--leaked",
  "profinaut-db",
  "../..",
  "%2e%2e",
  "<!everyone>",
  "\u202e",
  "hvs.",
  "'; --",
  "\0",
  "🔐",
  "ａ",
  "İ",
];

/** `undefined` when it was refused; anything but a refusal is thrown on. */
export function understood(text: string) {
  try {
    return parseCommand(text);
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

/** Parses so many lines. @returns how many were parsed or refused. @throws what is no refusal, with the numbers that make it again */
export function parseRandomLines(count: number): number {
  let lines = 0;
  fc.assert(
    fc.property(fc.array(fc.nat(), { minLength: 12, maxLength: 12 }), (seeds) => {
      const next = randomNumbers(seeds);
      for (let line = 0; line < batch; line++) {
        understood(randomLine(next));
        lines++;
      }
    }),
    { numRuns: count / batch },
  );
  return lines;
}

/** Half of it made of words that mean something somewhere, half of any UTF-16 unit. */
function randomLine(next: () => number): string {
  let line = "";
  for (let left = next() % 12; left > 0; left--) {
    const dice = next();
    line += dice % 2 === 0 ? (words[dice % words.length] ?? "") : String.fromCharCode(dice % 0x10000);
    if (dice % 3 === 0) line += " ";
  }
  return line;
}
