import type { Anchor } from "../../src/ports/anchor.ts";
import { createAnchor } from "../../src/vault/anchor.ts";
import type { AVault } from "../vault/a-vault.ts";

let count = 0;

/** In a real Vault, under the rights that the half that acts has there; one that nobody has noted anything in. */
export async function aVaultAnchor(vault: AVault): Promise<Anchor> {
  count += 1;
  const kvBase = `anchored-${count}`;
  const folder = `secret/data/${kvBase}-anchor`;
  const policy = `path "${folder}/head" { capabilities = ["create", "read", "update"] }
    path "${folder}/requests/*" { capabilities = ["create", "read"] }`;
  await vault.ok("PUT", `sys/policies/acl/${kvBase}`, { policy });
  await vault.role(kvBase, { token_policies: [kvBase], token_ttl: "1h" });
  const session = await vault.session({ credentials: await vault.credentials(kvBase) });
  return createAnchor({ session, mount: "secret", kvBase });
}
