import { checkedAddress } from "./address.ts";
import { authorityIn } from "./certificate.ts";
import type { EnvironmentReader } from "./environment.ts";

/** Which Vault, and how it is known to be the one. */
export interface VaultServer {
  readonly address: string;
  /** PEM of the authority to trust instead of the system's. */
  readonly ca: string | undefined;
  readonly namespace: string | undefined;
}

/** As the vault CLI reads them: https://developer.hashicorp.com/vault/docs/commands#environment-variables */
export function vaultServer(variables: EnvironmentReader, whatFor = ""): VaultServer {
  const example = "https://vault.example:8200";
  const name = "VAULT_ADDR";
  const address = variables.required(name, `the address of Vault, such as ${example}${whatFor}`);
  checkedAddress(name, address, { example, mayHavePath: false }, variables);
  const ca = authorityIn("VAULT_CACERT", "Vault's certificate", variables);
  const namespace = variables.optional("VAULT_NAMESPACE");
  if (!/^(|0|f|false)$/i.test(variables.optional("VAULT_SKIP_VERIFY") ?? ""))
    variables.mistake(
      "VAULT_SKIP_VERIFY is set: nothing is sent to a Vault that cannot be verified. Unset it and name its authority's PEM file in VAULT_CACERT.",
    );
  return { address, ca, namespace };
}
