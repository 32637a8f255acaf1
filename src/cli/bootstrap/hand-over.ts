import { type FileHandle, mkdir, open, rm } from "node:fs/promises";
import { join } from "node:path";
import { InputError } from "../../domain/errors.ts";
import { say } from "../../domain/sentence.ts";
import type { BotIdentity, DeclaredPlatform } from "../../ports/declared-platform.ts";
import type { Terminal } from "./terminal.ts";

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "bootstrap.file-refused": { path: string };
    "bootstrap.handed-over": { role: string; roleId: string };
    "bootstrap.open-file": { path: string };
    "bootstrap.open-shown": NoParams;
  }
}

/** For how long a wrapping token opens its SecretID. */
const wrapTtlS = 60 * 60;

export interface HandOver {
  readonly identities: readonly BotIdentity[];
  /** A folder for the wrapping tokens, one file each; `undefined`: they are shown on the terminal. */
  readonly folder: string | undefined;
}

interface Place {
  readonly identity: BotIdentity;
  readonly path: string | undefined;
  readonly file: FileHandle | undefined;
}

/**
 * Opens the files before anything is issued: a token that cannot be written down would be lost.
 * @throws InputError when a file is there already or cannot be made. Nothing changed.
 */
export async function prepareHandOver({ identities, folder }: HandOver): Promise<readonly Place[]> {
  const places: Place[] = [];
  try {
    if (folder !== undefined && identities.length > 0) await mkdir(folder, { recursive: true, mode: 0o700 });
    for (const identity of identities) {
      const path = folder === undefined ? undefined : join(folder, `${fileNames[identity]}.wrap`);
      places.push({ identity, path, file: path === undefined ? undefined : await create(path) });
    }
    return places;
  } catch (error) {
    await abandon(places);
    if (error instanceof InputError) throw error;
    throw new InputError("bootstrap.file-refused", say("bootstrap.file-refused", { path: folder ?? "" }));
  }
}

const fileNames: { readonly [identity in BotIdentity]: string } = { all: "bot", ingress: "ingress", worker: "worker" };

async function create(path: string): Promise<FileHandle> {
  try {
    return await open(path, "wx", 0o600);
  } catch {
    throw new InputError("bootstrap.file-refused", say("bootstrap.file-refused", { path }));
  }
}

/** Removes files that nothing was written to. */
export async function abandon(places: readonly Place[]): Promise<void> {
  for (const { file, path } of places) {
    await file?.close().catch(() => undefined);
    if (path !== undefined) await rm(path, { force: true });
  }
}

/**
 * Issues a SecretID for each place and gives its wrapping token to the person. A token that could not be written down is taken
 * back; files that are not needed any more are removed.
 */
export async function handOver(platform: DeclaredPlatform, places: readonly Place[], terminal: Terminal): Promise<void> {
  const waiting = [...places];
  try {
    for (let place = waiting[0]; place !== undefined; waiting.shift(), place = waiting[0]) {
      const { role, roleId, wrappingToken, takeBack } = await platform.handOver(place.identity, wrapTtlS);
      if (place.file === undefined || place.path === undefined) {
        terminal.say(say("bootstrap.handed-over", { role, roleId }));
        terminal.say(say("bootstrap.open-shown", {}));
        terminal.write(`  ${wrappingToken.reveal()}`);
        continue;
      }
      try {
        await place.file.writeFile(`${wrappingToken.reveal()}\n`);
        await place.file.close();
      } catch (error) {
        await takeBack();
        throw error;
      }
      terminal.say(say("bootstrap.handed-over", { role, roleId }));
      terminal.say(say("bootstrap.open-file", { path: place.path }));
    }
  } finally {
    await abandon(waiting);
  }
}
