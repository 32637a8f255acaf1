import { NotAllowedError } from "../../domain/errors.ts";
import { conflicts, type Planned, pending } from "../../domain/platform-plan.ts";
import { say } from "../../domain/sentence.ts";
import type { BotIdentity, DeclaredPlatform } from "../../ports/declared-platform.ts";
import { abandon, handOver, prepareHandOver } from "./hand-over.ts";
import { planLines, what } from "./plan-lines.ts";
import type { Terminal } from "./terminal.ts";

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "bootstrap.connected": { address: string; version: string };
    "bootstrap.not-root": NoParams;
    "bootstrap.conflicts": NoParams;
    "bootstrap.drift": { count: number };
    "bootstrap.no-drift": NoParams;
    "bootstrap.root-tokens": { count: number };
    "bootstrap.no-root-tokens": NoParams;
    "bootstrap.root-tokens-unseen": NoParams;
    "bootstrap.nothing": NoParams;
    "bootstrap.will-hand-over": { identities: readonly string[] };
    "bootstrap.will-renew-keys": NoParams;
    "bootstrap.will-revoke": NoParams;
    "bootstrap.hand-over-needs-folder": NoParams;
    "bootstrap.not-interactive": NoParams;
    "bootstrap.question": { address: string };
    "bootstrap.declined": NoParams;
    "bootstrap.interrupted": { done: number; count: number };
    "bootstrap.still-different": { count: number };
    "bootstrap.complete": { count: number };
    "bootstrap.keys-renewed": NoParams;
    "bootstrap.revoked": NoParams;
    "bootstrap.revoke-it": NoParams;
  }
}

export interface BootstrapOptions {
  /** Look and say, change nothing. */
  readonly check: boolean;
  /** Nobody is asked. */
  readonly yes: boolean;
  /** Make a new pair of keys that sign decisions. */
  readonly newSigningKeys: boolean;
  /** End the root token when all is done. */
  readonly revokeRoot: boolean;
  readonly identities: readonly BotIdentity[];
  readonly folder: string | undefined;
}

export interface Bringing {
  readonly platform: DeclaredPlatform;
  readonly address: string;
  readonly options: BootstrapOptions;
  readonly terminal: Terminal;
}

/** 0: as declared; 1: not done; 2: drift, or something else has to be typed or mended first. */
export type ExitStatus = 0 | 1 | 2;

/**
 * Shows the difference between what is declared and what Vault has, asks, and removes it.
 * @throws AppError when Vault or the file system refuses; what was made before it stays, and the next run goes on from there
 */
export async function bringToDeclared({ platform, address, options, terminal }: Bringing): Promise<ExitStatus> {
  const { identities, newSigningKeys, revokeRoot } = options;
  const version = await platform.version();
  const isRoot = await platform.hasRootToken();
  if (revokeRoot && !isRoot) throw new NotAllowedError("bootstrap.not-root", say("bootstrap.not-root", {}));
  const plan = await platform.plan();
  const work = pending(plan);

  terminal.say(say("bootstrap.connected", { address, version }));
  for (const line of planLines(plan, terminal.plain)) terminal.write(line);
  if (conflicts(plan).length > 0) {
    terminal.warn(say("bootstrap.conflicts", {}));
    return 2;
  }
  if (options.check) {
    terminal.say(work.length === 0 ? say("bootstrap.no-drift", {}) : say("bootstrap.drift", { count: work.length }));
    const isRootTokenLeft = sayRootTokens(await platform.otherRootTokens(), terminal);
    return work.length === 0 && !isRootTokenLeft ? 0 : 2;
  }
  if (work.length === 0 && identities.length === 0 && !newSigningKeys && !revokeRoot) {
    terminal.say(say("bootstrap.nothing", {}));
    if (isRoot) terminal.say(say("bootstrap.revoke-it", {}));
    return 0;
  }
  if (newSigningKeys) terminal.say(say("bootstrap.will-renew-keys", {}));
  if (identities.length > 0) terminal.say(say("bootstrap.will-hand-over", { identities }));
  if (revokeRoot) terminal.say(say("bootstrap.will-revoke", {}));
  const refusal = await unlessAgreed({ platform, address, options, terminal });
  if (refusal !== undefined) return refusal;

  const places = await prepareHandOver(options);
  try {
    await makeAll(work, platform, terminal);
    if (newSigningKeys) await platform.renewSigningKeys();
    const left = pending(await platform.plan());
    if (left.length > 0) {
      terminal.warn(say("bootstrap.still-different", { count: left.length }));
      await abandon(places);
      return 1;
    }
  } catch (error) {
    await abandon(places);
    throw error;
  }
  terminal.say(work.length === 0 ? say("bootstrap.nothing", {}) : say("bootstrap.complete", { count: work.length }));
  if (newSigningKeys) terminal.say(say("bootstrap.keys-renewed", {}));
  await handOver(platform, places, terminal);
  if (revokeRoot) await platform.revokeOwnToken();
  if (isRoot) terminal.say(revokeRoot ? say("bootstrap.revoked", {}) : say("bootstrap.revoke-it", {}));
  return 0;
}

/** @returns whether one is alive that nobody uses for this */
function sayRootTokens(count: number | undefined, terminal: Terminal): boolean {
  if (count === undefined) terminal.say(say("bootstrap.root-tokens-unseen", {}));
  else terminal.say(count === 0 ? say("bootstrap.no-root-tokens", {}) : say("bootstrap.root-tokens", { count }));
  return count !== undefined && count > 0;
}

/** `undefined`: go on. */
async function unlessAgreed({ address, options, terminal }: Bringing): Promise<ExitStatus | undefined> {
  if (options.identities.length > 0 && options.folder === undefined && !terminal.isInteractive) {
    terminal.warn(say("bootstrap.hand-over-needs-folder", {}));
    return 2;
  }
  if (options.yes) return undefined;
  if (!terminal.isInteractive) {
    terminal.warn(say("bootstrap.not-interactive", {}));
    return 2;
  }
  if (await terminal.agrees(say("bootstrap.question", { address }))) return undefined;
  terminal.say(say("bootstrap.declined", {}));
  return 1;
}

async function makeAll(work: readonly Planned[], platform: DeclaredPlatform, terminal: Terminal): Promise<void> {
  let done = 0;
  try {
    for (const planned of work) {
      await platform.make(planned);
      done += 1;
      terminal.write(`✔ ${terminal.plain(what(planned.thing))}`);
    }
  } catch (error) {
    terminal.warn(say("bootstrap.interrupted", { done, count: work.length }));
    throw error;
  }
}
