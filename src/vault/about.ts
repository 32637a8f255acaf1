import { InputError } from "../domain/errors.ts";
import { isNotable, mostNoted } from "../domain/noted.ts";
import { say } from "../domain/sentence.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "kv.about-too-many": { most: number };
    "kv.about-unfit": { name: string; longestName: number; longestText: number };
  }
}

const { things: most, nameBytes: longestName, textBytes: longestText } = mostNoted;

/**
 * Checks what is to be noted about an entry against the limits of `custom_metadata`, so that the refusal says what is wrong.
 * @throws InputError; nothing was sent
 */
export function requireFittingAbout(about: { readonly [name: string]: string }): void {
  const noted = Object.entries(about);
  if (noted.length > most) throw new InputError("kv.about-too-many", say("kv.about-too-many", { most }));
  const unfit = noted.find(([name, text]) => !isNotable(name, longestName) || !isNotable(text, longestText));
  if (unfit !== undefined) {
    const [name] = unfit;
    throw new InputError("kv.about-unfit", say("kv.about-unfit", { name, longestName, longestText }));
  }
}
