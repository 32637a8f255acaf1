import { destinationName } from "../../domain/destination.ts";
import { doubtOfMemory } from "../../domain/doubt.ts";
import { type Edition, editionAsApproved } from "../../domain/edition.ts";
import { ConflictError, NotAllowedError, NotFoundError } from "../../domain/errors.ts";
import { isLabelled } from "../../domain/ledger.ts";
import type { OperationSettings, PlanContext } from "../../domain/operation.ts";
import { type Sentence, say } from "../../domain/sentence.ts";
import type { AppRole } from "../../ports/app-roles.ts";
import type { RoleSettings } from "../../ports/role-settings.ts";
import { type CanaryFacts, lookAtCanary } from "./canary.ts";
import type { RotateInput } from "./input.ts";
import { type Replaced, replacedBy, stillCovered } from "./replaced.ts";
import { lookAtRuns, type RunsUnderWay } from "./runs-under-way.ts";

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "rotate.not-configured": { role: string; configured: readonly string[] };
    "rotate.no-destination": { role: string };
    "rotate.capabilities": { role: string; missing: readonly string[] };
    "rotate.ttl-above-role": { role: string; askedMs: number; limitMs: number };
    "rotate.ttl-too-short": { role: string; ttlMs: number; neededMs: number };
  }
}

/** What the rotation found in the world and will act on; exactly this is approved. */
export type RotateFacts = {
  readonly role: string;
  readonly policies: readonly string[];
  /** What Vault will really grant, in seconds. */
  readonly secretIdTtlS: number;
  /** What the configuration asks for, where Vault grants less. */
  readonly askedTtlS?: number;
  readonly secretIdNumUses: number;
  /** The role logs in without a SecretID: ending one keeps nobody out. */
  readonly bindSecretId?: false;
  /** Networks to which the SecretID or its token is bound, where it is. */
  readonly bound?: { readonly secretId: readonly string[]; readonly token: readonly string[] };
  readonly overlapMs: number;
  readonly destinations: readonly { readonly name: string; readonly exists: boolean }[];
  /** The workflow that proves it, where one is configured. */
  readonly canary?: CanaryFacts;
  /** Why none of those that it replaces ends: the bot may have forgotten which of them is in use. */
  readonly keeps?: Sentence;
} & RunsUnderWay &
  Replaced &
  Edition;

/** Between a SecretID's warning on the weekly digest and its end, somebody must have had the chance to read it. */
const digestIntervalMs = 7 * 24 * 3_600_000;

/** The configuration of a role. @throws NotFoundError when it has none */
export function settingsOf(role: string, { roles }: OperationSettings): RoleSettings {
  const settings = roles.get(role);
  if (settings === undefined)
    throw new NotFoundError("rotate.not-configured", say("rotate.not-configured", { role, configured: [...roles.keys()] }));
  if (settings.deliverTo.length === 0) throw new ConflictError("rotate.no-destination", say("rotate.no-destination", { role }));
  return settings;
}

/** Step 0: what must be true before anybody is asked, and again before anything is done. */
export async function lookBeforeRotating({
  input,
  ports,
  signal,
  nowMs,
  approved,
}: PlanContext<RotateInput, RotateFacts>): Promise<RotateFacts> {
  const { role, leaked } = input;
  const settings = settingsOf(role, ports);
  const overlapMs = leaked ? 0 : settings.overlapMs;
  const [found, missing] = await Promise.all([
    ports.appRoles.role(role, signal),
    ports.appRoles.missingCapabilities(role, signal),
  ]);
  if (missing.length > 0) throw new NotAllowedError("rotate.capabilities", say("rotate.capabilities", { role, missing }));
  const secretIdTtlS = grantedTtlS(settings, found);
  const neededMs = (settings.rotateEveryMs ?? 0) + settings.overlapMs + digestIntervalMs;
  if (secretIdTtlS * 1000 < neededMs)
    throw new ConflictError("rotate.ttl-too-short", say("rotate.ttl-too-short", { role, ttlMs: secretIdTtlS * 1000, neededMs }));
  const [states, live, ledger, lostUntilMs, canary, running] = await Promise.all([
    Promise.all(settings.deliverTo.map((destination) => ports.destinations.look(destination, signal))),
    ports.appRoles.live(role, signal),
    ports.ledgers.read(role),
    ports.trailGaps.lostUntilMs({ isFresh: false }),
    lookAtCanary(settings, { ports, signal }),
    lookAtRuns(settings, leaked, { ports, signal, nowMs }),
  ]);
  const isKnown = isLabelled(ledger);
  const replaced = replacedBy(live, (info) => isKnown(info) || info.metadata["request"] !== undefined);
  const keeps = doubtOfMemory(ledger, { live, lostUntilMs });
  return {
    ...editionAsApproved(approved),
    role,
    policies: [...found.policies].sort(),
    secretIdTtlS,
    ...(secretIdTtlS < Math.floor(settings.secretIdTtlMs / 1000) ? { askedTtlS: Math.floor(settings.secretIdTtlMs / 1000) } : {}),
    secretIdNumUses: found.secretIdNumUses,
    ...loginLimits(found),
    overlapMs,
    destinations: settings.deliverTo.map((destination, at) => ({
      name: destinationName(destination),
      exists: states[at]?.updatedAtMs !== null,
    })),
    ...stillCovered(approved, live, replaced),
    ...(keeps === undefined ? {} : { keeps }),
    ...(canary === undefined ? {} : { canary }),
    // Runs come and go; that others run by now is no reason to ask again.
    ...(approved === undefined ? running : runsIn(approved)),
  };
}

/** Only what is unusual, so that a plan of an older release is still the same. */
const loginLimits = ({
  bindSecretId,
  secretIdBoundCidrs,
  tokenBoundCidrs,
}: AppRole): Pick<RotateFacts, "bindSecretId" | "bound"> => ({
  ...(bindSecretId ? {} : { bindSecretId }),
  ...(secretIdBoundCidrs.length + tokenBoundCidrs.length === 0
    ? {}
    : { bound: { secretId: secretIdBoundCidrs.toSorted(), token: tokenBoundCidrs.toSorted() } }),
});

const runsIn = ({ failing, runsUnseen }: RunsUnderWay): RunsUnderWay => ({
  ...(failing === undefined ? {} : { failing }),
  ...(runsUnseen === undefined ? {} : { runsUnseen }),
});

/** Vault refuses a TTL above the role's own and silently clamps one above the mount's; say both before it happens. */
function grantedTtlS(
  { role, secretIdTtlMs }: RoleSettings,
  limits: { readonly secretIdTtlS: number; readonly mountMaxTtlS: number },
): number {
  const askedS = Math.floor(secretIdTtlMs / 1000);
  if (limits.secretIdTtlS > 0 && askedS > limits.secretIdTtlS)
    throw new ConflictError(
      "rotate.ttl-above-role",
      say("rotate.ttl-above-role", { role, askedMs: askedS * 1000, limitMs: limits.secretIdTtlS * 1000 }),
    );
  return Math.min(askedS, limits.mountMaxTtlS);
}
