import pMap from "p-map";
import type { OperationPorts, Progress } from "../../domain/operation.ts";
import { say } from "../../domain/sentence.ts";
import type { SecretIdInfo } from "../../ports/app-roles.ts";

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "secret-id.ending": { ended: number; total: number };
  }
}

/** One entry of the audit log names as many accessors before they end. */
const pageSize = 250;
const concurrency = 8;

export interface EndMany {
  readonly role: string;
  /** What was approved to end. */
  readonly ends: (info: SecretIdInfo) => boolean;
  /** How many were approved to end, to say how far it is. */
  readonly total: number;
  /** Begins a page: recorded before any of it ends. */
  readonly mark: (note: Pick<Progress, "note"> & { readonly accessors: readonly string[] }) => Promise<void>;
  /** Looks, before each page, at what must hold for any of them to end. Throws when it does not. */
  readonly guard: () => Promise<void>;
  readonly ports: Pick<OperationPorts, "appRoles">;
  readonly signal: AbortSignal;
}

/**
 * Ends many SecretIDs of a role, in pages: each is on the trail before it ends, and the card says how far it is. What ended
 * before a crash is not listed any more, so beginning anew goes on. Returns how many ended in this run.
 */
export async function endMany({ role, ends, total, mark, guard, ports, signal }: EndMany): Promise<number> {
  const accessors = await ports.appRoles.accessors(role, signal);
  const before = Math.max(0, total - accessors.length);
  let ended = 0;
  for (let from = 0; from < accessors.length; from += pageSize) {
    const page = accessors.slice(from, from + pageSize);
    const infos = await pMap(page, (accessor) => ports.appRoles.lookUp(role, accessor, signal), { concurrency });
    await guard();
    const ending = infos.filter((info) => info !== undefined).filter(ends);
    if (ending.length === 0) continue;
    await mark({
      note: say("secret-id.ending", { ended: Math.min(before + ended, total), total }),
      accessors: ending.map(({ accessor }) => accessor),
    });
    await pMap(ending, ({ accessor }) => ports.appRoles.destroy(role, accessor, signal), { concurrency });
    ended += ending.length;
  }
  return ended;
}
