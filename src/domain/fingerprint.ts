import { firstLetters } from "./cut.ts";
import { digestOf, type Json } from "./json.ts";

/** What of a configuration can be compared without being shown: each setting by its name, as a hash. */
export type Fingerprint = { readonly [setting: string]: string };

/** Enough to see a difference, and no more. */
const digits = 12;
/** An address may have a password in it, and a short one could be guessed from its hash. */
const credentials = /\/\/[^/@\s]*@/g;

/**
 * Hashes settings by the first two words of their names (`approval.required`, `roles.profinaut-db`).
 * @param settings Nothing of it may be secret: who can read the hashes can try values out
 */
export const fingerprintOf = (settings: { readonly [name: string]: Json }): Fingerprint =>
  Object.fromEntries(
    Object.entries(settings).flatMap(([name, value]) =>
      isGroup(value)
        ? Object.entries(value).map(([inner, each]) => [`${name}.${inner}`, hashOf(each)] as const)
        : [[name, hashOf(value)] as const],
    ),
  );

const isGroup = (value: Json): value is { readonly [key: string]: Json } =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const hashOf = (value: Json): string => firstLetters(digestOf(withoutCredentials(value)), digits);

function withoutCredentials(value: Json): Json {
  if (typeof value === "string") return value.replaceAll(credentials, "//");
  if (Array.isArray(value)) return value.map(withoutCredentials);
  if (!isGroup(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, withoutCredentials(each)]));
}

/** As far as it is compared. */
export interface Configured {
  readonly part: "all" | "ingress" | "worker";
  readonly version: string;
  readonly fingerprint?: Fingerprint | undefined;
}

/**
 * Settings that are not the same everywhere, by name. The two halves of the bot share the file, and not the environment; another release reads
 * the same file otherwise, so it is not compared; and one that says nothing of its configuration is not judged.
 */
export function differingSettings(all: readonly Configured[]): readonly string[] {
  const names = all.flatMap((one, at) => all.slice(at + 1).flatMap((other) => differences(one, other)));
  return [...new Set(names)].sort();
}

function differences(one: Configured, other: Configured): readonly string[] {
  const [mine, theirs] = [one.fingerprint, other.fingerprint];
  if (mine === undefined || theirs === undefined || one.version !== other.version) return [];
  return [...new Set([...Object.keys(mine), ...Object.keys(theirs)])].filter((name) => {
    if (isVariable(name) && one.part !== other.part) return false;
    return mine[name] !== theirs[name];
  });
}

const isVariable = (name: string): boolean => /^[A-Z_]+$/.test(name);
