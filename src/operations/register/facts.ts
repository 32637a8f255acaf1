import { destinationName } from "../../domain/destination.ts";
import { type Edition, editionAsApproved } from "../../domain/edition.ts";
import { ConflictError, NotAllowedError } from "../../domain/errors.ts";
import type { PlanContext } from "../../domain/operation.ts";
import { say } from "../../domain/sentence.ts";
import type { EntryInfo } from "../../ports/kv-entries.ts";
import type { RegisterInput } from "./input.ts";
import { inspect } from "./inspect.ts";
import type { KeyAbilities } from "./key-abilities.ts";
import { type Kind, kindOf } from "./kinds.ts";
import { type SigningKeyFacts, statedKey } from "./signing-key.ts";
import { whoOpened } from "./who-opened.ts";

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "register.value-gone": NoParams;
  }
}

/** What registering will act on; exactly this is approved. */
export type RegisterFacts = {
  readonly kind: Kind;
  /** The version it replaces; 0: nothing is there. */
  readonly replaces: number;
  readonly replacedAtMs: number | null;
  readonly replacedBy: string | null;
  /** What looking at the value showed; `null` while it is inside of a wrapping token. */
  readonly seen: { readonly key: KeyAbilities | null } | null;
  /** When the wrapping token ends; `null` without one. */
  readonly tokenEndsAtMs: number | null;
  readonly signingKey: SigningKeyFacts | null;
  /** Secrets that get a field of it, and when each last changed; `null`: it is not there yet. Left out where nothing is delivered. */
  readonly deliveries?: readonly {
    readonly field: string;
    readonly destination: string;
    readonly updatedAtMs: number | null;
  }[];
} & Edition;

/** Step 0: what is there now, and as much of the new value as may be looked at before anybody approves. */
export async function lookBeforeRegistering({
  requestId,
  input,
  ports,
  signal,
  nowMs,
  approved,
}: PlanContext<RegisterInput, RegisterFacts>): Promise<RegisterFacts> {
  const { path, handed } = input;
  const missing = await ports.entries.missingCapabilities(path, ["look", "write", "delete"], signal);
  if (missing.length > 0) throw new NotAllowedError("value.may-not", say("value.may-not", { path, missing }));
  const waiting = await ports.waiting.read(requestId, signal);
  if (waiting === undefined) throw valueGone();
  const newest = newestOf(await ports.entries.look(path, signal));
  const kind = kindOf(path, ports.exchanges);
  const token = "wrappingToken" in waiting ? await ports.wrapping.look(waiting.wrappingToken, signal) : null;
  // What was approved and then done, as far as a record knows that is older than the world, has opened it.
  if (token === undefined) throw await whoOpened({ path, replaces: approved?.replaces ?? newest.replaces, ports, signal });
  const deliveries = await Promise.all(
    (ports.deliveries.get(path) ?? []).map(async ({ field, destination }) => ({
      field,
      destination: destinationName(destination),
      ...(await ports.destinations.look(destination, signal)),
    })),
  );
  return {
    ...editionAsApproved(approved),
    kind,
    ...newest,
    seen: "fields" in waiting ? { key: (await inspect(input, waiting.fields, { ports, signal, nowMs })).key } : null,
    tokenEndsAtMs: token?.expiresAtMs ?? null,
    signingKey: kind === "signing-key" ? await statedKey(handed, { ports, nowMs }) : null,
    ...(deliveries.length === 0 ? {} : { deliveries }),
  };
}

/** The value is where nobody but us can take it from, so without it there is nothing to do but to ask again. */
export const valueGone = (): ConflictError => new ConflictError("register.value-gone", say("register.value-gone", {}));

function newestOf(info: EntryInfo | undefined): Pick<RegisterFacts, "replaces" | "replacedAtMs" | "replacedBy"> {
  const newest = info?.versions.at(-1);
  return {
    replaces: info?.currentVersion ?? 0,
    replacedAtMs: newest?.createdAtMs ?? null,
    replacedBy: info?.about["requester"] ?? null,
  };
}
