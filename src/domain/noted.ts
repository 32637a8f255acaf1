import { firstLetters } from "./cut.ts";

/** What Vault's `custom_metadata` has room for: https://developer.hashicorp.com/vault/api-docs/secret/kv/kv-v2#create-update-metadata */
export const mostNoted = { things: 64, nameBytes: 128, textBytes: 512 } as const;

/**
 * What Vault takes is what Go calls printable: letters, marks, numbers, punctuation, symbols and the plain space; no joiner, no other
 * space. Vault is told of characters by Unicode 15.0 (also where it is built with Go 1.26) and refuses those that came later, which
 * this program may know: ideographs of extensions I and J among them, which are in people's names.
 */
const since15: readonly string[] = [
  "88f 897 c5c cdc 1acf-1aeb 1b4e-1b4f 1b7f 1c89-1c8a 20c1 2427-2429 2b96 2ffc-2fff 31e4-31ef a7cb-a7cf a7d2 a7d4",
  "a7da-a7f1 fbc3-fbd2 fd90-fd91 fdc8-fdce 105c0-105f3 10940-10959 10d40-10d8f 10ec2-10efc 11380-113e2",
  "116d0-116e3 11b60-11bf9 11db0-11de9 11f5a 13460-143fa 16100-16139 16d40-16d79 16ea0-16ed3 16ff2-16ff6",
  "187f8-187ff 18cff 18d09-18df2 1cc00-1cef0 1e5d0-1e6ff 1f6d8 1f777-1f77a 1f8b2-1f8d8 1fa54-1fa57 1fa89-1fa8f",
  "1fabe 1fac6-1facd 1fadc-1fadf 1fae9-1faef 1fbcb-1fbef 1fbfa 2b73a-2b73f 2cea2-2cead 2ebf0-2ee5d 323b0-33479",
];
const newerThanVaultKnows = new RegExp(
  `[${since15
    .join(" ")
    .replaceAll(/[0-9a-f]+/g, "\\u{$&}")
    .replaceAll(" ", "")}]`,
  "gu",
);
const unprintable = /[^\p{L}\p{M}\p{N}\p{P}\p{S} ]+/gu;

/** Whether Vault takes it as it is. */
export const isNotable = (text: string, mostBytes: number): boolean =>
  text !== "" && Buffer.byteLength(text, "utf8") <= mostBytes && text === printable(text);

/**
 * Anybody's text as Vault takes it: one line, cut between letters, with U+FFFD for what Vault does not know. Empty where nothing of it
 * can be seen.
 */
export function notedText(text: string): string {
  const line = printable(text.replace(/\s+/gu, " ")).trim();
  if (Buffer.byteLength(line, "utf8") <= mostNoted.textBytes) return line;
  let units: number = mostNoted.textBytes - Buffer.byteLength("…");
  let kept = firstLetters(line, units);
  while (Buffer.byteLength(kept, "utf8") > mostNoted.textBytes - Buffer.byteLength("…")) {
    units = Math.min(units, kept.length) - 1;
    kept = firstLetters(line, units);
  }
  return `${kept}…`;
}

/** Several people by name; of somebody whose name cannot be seen, the id. */
export const notedPeople = (people: readonly { readonly name: string; readonly userId: string }[]): string =>
  notedText(people.map(({ name, userId }) => notedText(name) || userId).join(", "));

/**
 * Everything that is noted about one value, as Vault takes it. What has no text is left out, and where there is too much, the last.
 * @param about what matters most first
 */
export const noted = (about: { readonly [name: string]: string }): { readonly [name: string]: string } =>
  Object.fromEntries(
    Object.entries(about)
      .map(([name, text]) => [name, notedText(text)] as const)
      .filter(([, text]) => text !== "")
      .slice(0, mostNoted.things),
  );

const printable = (text: string): string => text.replace(newerThanVaultKnows, "\ufffd").replace(unprintable, "");
