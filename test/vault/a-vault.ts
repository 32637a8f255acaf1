import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type RunningVault, startVault } from "../../demo/parts/vault-server.ts";
import { Secret } from "../../src/domain/secret.ts";
import { createSession, type VaultSession } from "../../src/vault/session.ts";
import { createTransport, type Transport, type TransportOptions } from "../../src/vault/transport.ts";

/** What the adapters of `src/vault` need to rotate and unlock every role named `profinaut-*`, and nothing else. */
const botPolicy = `
path "auth/approle/role/profinaut-*" { capabilities = ["read", "list", "update"] }
path "sys/mounts/auth/approle/tune" { capabilities = ["read"] }
path "secret/data/profinaut-keys/*" { capabilities = ["read"] }
path "sys/mounts/auth/approle" { capabilities = ["read"] }
path "sys/locked-users" { capabilities = ["read"] }
path "sys/locked-users/+/unlock/+" { capabilities = ["update"] }
path "identity/lookup/entity" { capabilities = ["update"] }
`;

export interface BotCredentials {
  readonly roleId: string;
  readonly secretId: Secret;
}

/** A real Vault with AppRole on it, and ways to arrange it and to reach it as the bot does. */
export interface AVault {
  readonly server: RunningVault;
  readonly ca: string;
  /** Certificate and key of the server, for a proxy that stands in for it. */
  readonly tls: { readonly cert: string; readonly key: string; readonly ca: string };
  /** Creates or changes a role. */
  role(name: string, settings?: object): Promise<void>;
  /** RoleID and a new SecretID of a role, for a login. */
  credentials(role: string): Promise<BotCredentials>;
  /** Closed with the server. */
  transport(options?: Partial<TransportOptions>): Transport;
  /** A session of the role `profinaut-bot`, or of another one. */
  session(options?: {
    readonly transport?: Transport;
    readonly credentials?: BotCredentials;
    readonly now?: () => number;
  }): Promise<VaultSession>;
  /** A call that must succeed. */
  ok(...call: Parameters<RunningVault["api"]>): ReturnType<RunningVault["api"]>;
  stop(): Promise<void>;
}

export async function aVault(options: Parameters<typeof startVault>[0] = {}): Promise<AVault> {
  const server = await startVault(options);
  const ca = await readFile(server.caFile, "utf8");
  const tls = {
    ca,
    cert: await readFile(join(server.folder, "server.pem"), "utf8"),
    key: await readFile(join(server.folder, "server-key.pem"), "utf8"),
  };
  const closing: (() => Promise<void>)[] = [];

  const ok: AVault["ok"] = async (...call) => {
    const answer = await server.api(...call);
    if (answer.status >= 300) throw new Error(`${call[0]} ${call[1]} answered ${answer.status}`);
    return answer;
  };
  const role: AVault["role"] = async (name, settings = {}) => {
    await ok("POST", `auth/approle/role/${name}`, settings);
  };
  const credentials: AVault["credentials"] = async (name) => ({
    roleId: textOf((await ok("GET", `auth/approle/role/${name}/role-id`)).body.data?.["role_id"]),
    secretId: new Secret(textOf((await ok("POST", `auth/approle/role/${name}/secret-id`)).body.data?.["secret_id"])),
  });
  const transport: AVault["transport"] = (changes = {}) => {
    const made = createTransport({ address: server.address, ca, timeoutMs: 5_000, now: Date.now, ...changes });
    closing.push(() => made.close());
    return made;
  };

  await ok("POST", "sys/auth/approle", { type: "approle" });
  await ok("PUT", "sys/policies/acl/profinaut-bot", { policy: botPolicy });
  await role("profinaut-bot", { token_policies: ["profinaut-bot"], token_ttl: "1h" });

  return {
    server,
    ca,
    tls,
    role,
    credentials,
    transport,
    ok,
    async session(changes = {}) {
      const { roleId, secretId } = changes.credentials ?? (await credentials("profinaut-bot"));
      const now = changes.now ?? Date.now;
      return createSession({ transport: changes.transport ?? transport(), mount: "approle", roleId, secretId, now });
    },
    async stop() {
      await Promise.all(closing.map((close) => close()));
      await server.stop();
    },
  };
}

/** The text in an unchecked field. @throws Error when it is none */
export function textOf(value: unknown): string {
  if (typeof value !== "string" || value === "") throw new Error("Vault's answer has no such text");
  return value;
}
