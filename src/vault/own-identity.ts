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
  const [keys, anchor] = [`${kvMount}/data/${kvBase}-keys`, `${kvMount}/data/${kvBase}-anchor`];
  const both: readonly Capability[] = [
    ["read", `${keys}/public/worker`],
    ["read", `${anchor}/head`],
  ];
  const hears: readonly Capability[] = [["read", `${keys}/signing/decisions`], ["create", waiting], ...both];
  const acts: readonly Capability[] = [
    ["read", waiting],
    ["read", `${keys}/signing/worker`],
    ["update", `${anchor}/head`],
    ["create", `${anchor}/requests/${kvBase}`],
    ...both,
  ];
  const needed = { all: [...hears, ...acts], ingress: hears, worker: acts }[identity];
  const notOwn = (lacks: string) => new ConflictError("vault.not-own-role", say("vault.not-own-role", { role, identity, lacks }));
  const missing = await missingOf(session, needed).catch((error: unknown) => {
    // AppRoles that are none of the bot's may not even ask.
    if (error instanceof UpstreamError && error.code === "vault.denied") throw notOwn("update sys/capabilities-self");
    throw error;
  });
  // With its rights where values wait it is the right AppRole: what else it lacks may be for want of the mount.
  if (missing.every((lacks) => !lacks.endsWith(waiting))) await requireKv2(session, kvMount);
  const [lacks] = missing;
  if (lacks !== undefined) throw notOwn(lacks);
}
