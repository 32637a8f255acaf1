import { destinationName } from "../../domain/destination.ts";
import { ConflictError, NotAllowedError } from "../../domain/errors.ts";
import type { LookContext } from "../../domain/operation.ts";
import { say } from "../../domain/sentence.ts";
import type { EntryInfo } from "../../ports/kv-entries.ts";
import type { RegisterInput } from "./input.ts";
import { type Inspected, inspect } from "./inspect.ts";
import { type Kind, kindOf } from "./kinds.ts";

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "register.value-gone": NoParams;
    "register.token-opened": { path: string };
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
  readonly seen: Inspected | null;
  /** When the wrapping token ends; `null` without one. */
  readonly tokenEndsAtMs: number | null;
  readonly signingKey: {
    readonly fingerprint: string;
    readonly userIds: readonly string[];
    readonly expiresAtMs: number | null;
  } | null;
  /** Secrets that get a field of it, and when each last changed; `null`: it is not there yet. Left out where nothing is delivered. */
  readonly deliveries?: readonly {
    readonly field: string;
    readonly destination: string;
    readonly updatedAtMs: number | null;
  }[];
};

/** Step 0: what is there now, and as much of the new value as may be looked at before anybody approves. */
export async function lookBeforeRegistering({
  requestId,
  input,
  ports,
  signal,
  nowMs,
}: LookContext<RegisterInput, RegisterFacts>): Promise<RegisterFacts> {
  const { path, handed } = input;
  const missing = await ports.entries.missingCapabilities(path, ["look", "write", "delete"], signal);
  if (missing.length > 0) throw new NotAllowedError("value.may-not", say("value.may-not", { path, missing }));
  const waiting = await ports.waiting.read(requestId, signal);
  if (waiting === undefined) throw valueGone();
  const newest = newestOf(await ports.entries.look(path, signal));
  const kind = kindOf(path, ports.exchanges);
  const token = "wrappingToken" in waiting ? await ports.wrapping.look(waiting.wrappingToken, signal) : null;
  if (token === undefined) throw new ConflictError("register.token-opened", say("register.token-opened", { path }));
  const deliveries = await Promise.all(
    (ports.deliveries.get(path) ?? []).map(async ({ field, destination }) => ({
      field,
      destination: destinationName(destination),
      ...(await ports.destinations.look(destination, signal)),
    })),
  );
  const publicKey = kind === "signing-key" ? await ports.signingKeys.readPublic(handed?.publicKey ?? "", nowMs) : null;
  return {
    kind,
    ...newest,
    seen: "fields" in waiting ? await inspect(input, waiting.fields, { ports, signal, nowMs }) : null,
    tokenEndsAtMs: token?.expiresAtMs ?? null,
    signingKey:
      publicKey === null
        ? null
        : { fingerprint: publicKey.fingerprint, userIds: [...publicKey.userIds], expiresAtMs: publicKey.expiresAtMs },
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
