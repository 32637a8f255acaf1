import type { EntryPath } from "../domain/entry-path.ts";
import { textOfScalar } from "../domain/json.ts";
import { Secret } from "../domain/secret.ts";
import { readVersion } from "./kv.ts";
import { vaultPath } from "./paths.ts";
import type { VaultClient } from "./transport.ts";

/** An entry as a program may be given it. */
export interface EntryTexts {
  /** Texts, and what JSON writes in one way only as JSON writes it, by field. */
  readonly texts: ReadonlyMap<string, Secret>;
  /** Fields that are no one text: lists, objects, null, and numbers that are not read exactly. */
  readonly others: ReadonlySet<string>;
}

/** @returns the newest version; `undefined` when there is none. @throws UpstreamError (service "vault"). Nothing changed. */
export type ReadTexts = (path: EntryPath, signal?: AbortSignal) => Promise<EntryTexts | undefined>;

/** Values that people and other programs wrote: whoever wants one field does not need the others to be texts. */
export const createEntryTexts =
  ({ session, mount, base }: { readonly session: VaultClient; readonly mount: string; readonly base: string }): ReadTexts =>
  async (path, signal) => {
    const segments = path.split("/").map((segment) => ({ path: segment }));
    const entry = await readVersion(session, { path: vaultPath(`${mount}/data/${base}`, ...segments), signal });
    if (entry === undefined) return undefined;
    const texts = new Map<string, Secret>();
    const others = new Set<string>();
    for (const [name, value] of Object.entries(entry.data)) {
      const text = textOfScalar(value);
      if (text === undefined) others.add(name);
      else texts.set(name, new Secret(text));
    }
    return { texts, others };
  };
