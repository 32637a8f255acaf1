import { type Sentences, say } from "../domain/sentence.ts";
import { checkedAddress } from "./address.ts";
import { authorityIn } from "./certificate.ts";
import type { EnvironmentReader } from "./environment.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "config.for.vault-address": { example: string };
    "config.for.vault-keys": { example: string };
    "config.for.vault-hashes": { example: string };
    "config.of.vault": NoParams;
    "config.skip-verify": NoParams;
  }
}

/** Which Vault, and how it is known to be the one. */
export interface VaultServer {
  readonly address: string;
  /** PEM of the authority to trust instead of the system's. */
  readonly ca: string | undefined;
  readonly namespace: string | undefined;
}

/** As the vault CLI reads them: https://developer.hashicorp.com/vault/docs/commands#environment-variables */
export function vaultServer(
  variables: EnvironmentReader,
  whatFor: Extract<keyof Sentences, `config.for.vault-${string}`> = "config.for.vault-address",
): VaultServer {
  const example = "https://vault.example:8200";
  const name = "VAULT_ADDR";
  const address = variables.required(name, say(whatFor, { example }));
  checkedAddress(name, address, { example, mayHavePath: false }, variables);
  const ca = authorityIn("VAULT_CACERT", say("config.of.vault", {}), variables);
  const namespace = variables.optional("VAULT_NAMESPACE");
  if (!/^(|0|f|false)$/i.test(variables.optional("VAULT_SKIP_VERIFY") ?? "")) variables.mistake(say("config.skip-verify", {}));
  return { address, ca, namespace };
}
