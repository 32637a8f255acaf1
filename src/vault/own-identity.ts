import { ConflictError, UpstreamError } from "../domain/errors.ts";
import { say } from "../domain/sentence.ts";
import { type Capability, missingOf } from "./capabilities.ts";
import { requireKv2 } from "./kv-mount.ts";
import { versionOf } from "./meet.ts";
import type { VaultSession } from "./session.ts";
import type { Transport } from "./transport.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "vault.not-own-role": { role: string; identity: string; lacks: string };
  }
}

export interface OwnIdentity {
  readonly transport: Transport;
  readonly session: VaultSession;
  readonly kvMount: string;
  readonly kvBase: string;
  /** Which of `bot` in `vault/roles.yml` the login has to be. */
  readonly identity: "all" | "ingress" | "worker";
}

/**
 * That this is a Vault, that our login is of the AppRole this process is meant to have, and that the values are where they are looked
 * for. To be called at start.
 * @throws ConflictError, UpstreamError (service "vault") with what to mend. Nothing changed.
 */
export async function requireOwnIdentity({ transport, session, kvMount, kvBase, identity }: OwnIdentity): Promise<void> {
  await versionOf(transport.client());
  const role = (await session.role()) ?? "";
  const waiting = `${kvBase}-pending/data/${kvBase}`;
  const hears: readonly Capability[] = [
    ["read", `${kvMount}/data/${kvBase}-keys/signing/decisions`],
    ["create", waiting],
  ];
  const acts: readonly Capability[] = [["read", waiting]];
  const needed = { all: [...hears, ...acts], ingress: hears, worker: acts }[identity];
  const [lacks] = await missingOf(session, needed).catch((error: unknown) => {
    // AppRoles that are none of the bot's may not even ask.
    if (error instanceof UpstreamError && error.code === "vault.denied") return ["update sys/capabilities-self"];
    throw error;
  });
  if (lacks !== undefined) throw new ConflictError("vault.not-own-role", say("vault.not-own-role", { role, identity, lacks }));
  await requireKv2(session, kvMount);
}
