import type { OperationPorts } from "../../domain/operation.ts";

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "value.may-be-used": { path: string; version: number };
  }
}

/** More than clocks differ by unnoticed. */
const clocksDifferByMs = 60_000;
/** Who waits for a value reads it within minutes. */
const unreadForMs = 10 * 60_000;

export interface WrittenVersion {
  readonly path: string;
  readonly version: number;
  readonly ports: OperationPorts;
  readonly signal: AbortSignal;
  readonly now: () => number;
}

/**
 * Whether somebody may use what a request wrote as the first version of an entry. To be asked before it is deleted: our notes may be older
 * than the world, or somebody else's. It may be in use where it has been there for a while, where the trail has lost what came after it, where
 * any request has noted itself at the entry, which is done last, where a newer version is there, and where a destination of the entry changed since.
 */
export async function useOfVersion({ path, version, ports, signal, now }: WrittenVersion): Promise<"gone" | "maybe" | "none"> {
  const info = await ports.entries.look(path, signal);
  const written = info?.versions.find((one) => one.version === version);
  if (written === undefined) return "gone";
  const lostUntilMs = await ports.trailGaps.lostUntilMs({ isFresh: true });
  // Vault's clock dates the version, GitHub's the secret, and the bot's the trail.
  const writtenAtMs = written.createdAtMs - Math.max(0, ports.vaultClock.aheadMs()) - clocksDifferByMs;
  const isForgotten = lostUntilMs !== undefined && writtenAtMs <= lostUntilMs;
  const isDescribed = info?.about["request"] !== undefined || info?.currentVersion !== version;
  const isOld = now() + ports.vaultClock.aheadMs() - written.createdAtMs > unreadForMs;
  if (isForgotten || isDescribed || isOld) return "maybe";
  const states = await Promise.all(
    (ports.deliveries.get(path) ?? []).map(({ destination }) => ports.destinations.changed(destination, signal)),
  );
  return states.some(({ updatedAtMs }) => updatedAtMs !== null && updatedAtMs >= writtenAtMs) ? "maybe" : "none";
}
