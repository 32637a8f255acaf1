import { readFileSync } from "node:fs";
import { z } from "zod";
import { parseCheckpoint, type TrailCheckpoint } from "../../domain/audit.ts";
import { InputError } from "../../domain/errors.ts";
import { say } from "../../domain/sentence.ts";
import { readingFailed } from "./byte-lines.ts";

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "audit-file.no-keys": { path: string };
    "audit-file.no-witness": { path: string };
  }
}

const Keys = z.record(z.string(), z.string());

/** Public keys as Vault's entry holds them: JSON of key id → PEM. @throws InputError that says how to get such a file */
export function readKeysFile(path: string): ReadonlyMap<string, string> {
  const found = Keys.safeParse(jsonIn(textOf(path))).data ?? {};
  const keys = new Map(Object.entries(found));
  if (keys.size === 0) throw new InputError("audit-file.no-keys", say("audit-file.no-keys", { path }));
  return keys;
}

/** Checkpoints among whatever else was copied from the channel. @throws InputError when there is none */
export function readWitnessFile(path: string): readonly TrailCheckpoint[] {
  const witnesses = textOf(path)
    .split("\n")
    .flatMap((line) => parseCheckpoint(line) ?? []);
  if (witnesses.length === 0) throw new InputError("audit-file.no-witness", say("audit-file.no-witness", { path }));
  return witnesses;
}

function textOf(path: string): string {
  try {
    return readFileSync(path === "-" ? 0 : path, "utf8");
  } catch (error) {
    throw readingFailed(error, path);
  }
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
