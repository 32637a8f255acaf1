import type { VaultSession } from "../../src/vault/session.ts";
import type { Transport } from "../../src/vault/transport.ts";
import type { AVault } from "./a-vault.ts";

/** What the half that hears people needs of the values, and nothing else. */
const theIngress = `
path "secret/metadata/profinaut/*" { capabilities = ["read", "list"] }
path "profinaut-pending/data/*" { capabilities = ["create"] }
path "sys/capabilities-self" { capabilities = ["update"] }
`;

/** What the half that acts needs of them: it reads values of exchanges as they are, all others only wrapped. */
const theWorker = `
path "secret/data/profinaut/*" {
  capabilities = ["create", "read", "update"]
  min_wrapping_ttl = "1s"
  max_wrapping_ttl = "1h"
}
path "secret/data/profinaut/binance" { capabilities = ["create", "read", "update"] }
path "secret/data/profinaut/binance/*" { capabilities = ["create", "read", "update"] }
path "secret/metadata/profinaut/*" { capabilities = ["create", "read", "update", "list"] }
path "secret/delete/profinaut/*" { capabilities = ["update"] }
path "profinaut-pending/data/*" { capabilities = ["read"] }
path "profinaut-pending/metadata/*" { capabilities = ["read", "list", "delete"] }
path "sys/capabilities-self" { capabilities = ["update"] }
`;

export interface BotIdentities {
  readonly transport: Transport;
  readonly ingress: VaultSession;
  readonly worker: VaultSession;
  /** A session with these rights alone. */
  sessionWith(name: string, policy: string): Promise<VaultSession>;
}

/** The two halves of the bot, and the mount in which values wait. */
export async function botIdentities(vault: AVault, transport: Transport = vault.transport()): Promise<BotIdentities> {
  const sessionWith: BotIdentities["sessionWith"] = async (name, policy) => {
    await vault.ok("PUT", `sys/policies/acl/${name}`, { policy });
    await vault.role(name, { token_policies: [name], token_no_default_policy: true });
    return vault.session({ transport, credentials: await vault.credentials(name) });
  };
  const mounts = (await vault.ok("GET", "sys/mounts")).body.data ?? {};
  if (!("profinaut-pending/" in mounts))
    await vault.ok("POST", "sys/mounts/profinaut-pending", { type: "kv", options: { version: "2" } });
  return {
    transport,
    sessionWith,
    ingress: await sessionWith("values-ingress", theIngress),
    worker: await sessionWith("values-worker", theWorker),
  };
}
