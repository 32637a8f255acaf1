import { InputError } from "../domain/errors.ts";
import { say } from "../domain/sentence.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "kv.about-too-many": { most: number };
    "kv.about-unfit": { name: string; longestName: number; longestText: number };
  }
}

const most = 64;
const longestName = 128;
const longestText = 512;
/** What Go calls printable, and Vault insists on: no controls, no line breaks, no space but the plain one. */
const printable = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]+$/u;

const fits = (text: string, longestBytes: number): boolean =>
  printable.test(text) && Buffer.byteLength(text, "utf8") <= longestBytes;

/**
 * Checks what is to be noted about an entry against the limits of `custom_metadata`, so that the refusal says what is wrong.
 * https://developer.hashicorp.com/vault/api-docs/secret/kv/kv-v2#create-update-metadata
 * @throws InputError; nothing was sent
 */
export function requireFittingAbout(about: { readonly [name: string]: string }): void {
  const noted = Object.entries(about);
  if (noted.length > most) throw new InputError("kv.about-too-many", say("kv.about-too-many", { most }));
  const unfit = noted.find(([name, text]) => !fits(name, longestName) || !fits(text, longestText));
  if (unfit !== undefined) {
    const [name] = unfit;
    throw new InputError("kv.about-unfit", say("kv.about-unfit", { name, longestName, longestText }));
  }
}
