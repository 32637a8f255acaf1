import { createAnchor } from "../vault/anchor.ts";
import { createAppRoles } from "../vault/app-roles.ts";
import { createCertificates } from "../vault/certificates.ts";
import { createVaultHealth } from "../vault/health.ts";
import { createKv } from "../vault/kv.ts";
import { createKvEntries } from "../vault/kv-entries.ts";
import { createLockouts } from "../vault/lockouts.ts";
import { requireOwnIdentity } from "../vault/own-identity.ts";
import { createOwnLogin } from "../vault/own-login.ts";
import { createSession } from "../vault/session.ts";
import { createDecisionVerifier } from "../vault/signing-keys.ts";
import { createTransport } from "../vault/transport.ts";
import { createWaitingValues } from "../vault/waiting-values.ts";
import { createWrapping } from "../vault/wrapping.ts";
import type { Config, Part } from "./config.ts";
import type { FirstLook } from "./first-looks.ts";

const timeoutMs = 10_000;

export type VaultClients = ReturnType<typeof connectVault>;

/** Logs in when something is asked for first. */
export function connectVault(
  config: Config["vault"],
  deps: {
    readonly now: () => number;
    readonly monotonicMs: () => number;
    readonly closeLater: (close: () => void | Promise<void>) => void;
  },
) {
  const { now, monotonicMs, closeLater } = deps;
  const { kvMount, kvBase, approleMount, roleId, secretId } = config;
  const transport = createTransport({ ...config, timeoutMs, now });
  closeLater(() => transport.close());
  const session = createSession({ transport, mount: approleMount, roleId, secretId, now });
  closeLater(() => session.stop());
  return {
    transport,
    session,
    signing: { kv: createKv({ session, mount: kvMount }), kvBase, monotonicMs },
    anchor: createAnchor({ session, mount: kvMount, kvBase }),
  };
}

/** Whether Vault takes us for who we are. */
export const vaultLook = (
  { kvMount, kvBase }: Config["vault"],
  { transport, session }: VaultClients,
  identity: Part,
): FirstLook => ({
  at: "Vault",
  isNeeded: true,
  look: () => requireOwnIdentity({ transport, session, kvMount, kvBase, identity }),
});

/** @param now by Vault's clock */
export function vaultPorts(config: Config["vault"], { transport, session, signing }: VaultClients, now: () => number) {
  const { kvMount, kvBase, approleMount, secretId } = config;
  const appRoles = createAppRoles({ session, transport, mount: approleMount, now });
  return {
    appRoles,
    verifier: createDecisionVerifier(signing),
    /** Answers from memory while Vault is away. */
    laggingVerifier: createDecisionVerifier(signing, { mayLag: true }),
    vault: createVaultHealth({ transport }),
    certificates: createCertificates({ ...config, timeoutMs }),
    ownLogin: createOwnLogin({ session, appRoles, secretId }),
    lockouts: createLockouts({ session, mount: approleMount }),
    entries: createKvEntries({ session, mount: kvMount, base: kvBase, now }),
    waiting: createWaitingValues({ session, mount: `${kvBase}-pending` }),
    wrapping: createWrapping({ transport }),
  };
}
