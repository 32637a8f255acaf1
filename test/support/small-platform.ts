import { generateKeyPairSync } from "node:crypto";
import { type AVault, aVault, textOf } from "../vault/a-vault.ts";

/** A role to rotate, with the SecretID that people gave it before there was a bot. */
export interface RoleByHand {
  readonly role: string;
  readonly accessor: string;
  readonly secretId: string;
}

/** One real Vault for many cases: keys that sign decisions, and a role of its own for each case. */
export interface SmallPlatform {
  readonly vault: AVault;
  newRole(): Promise<RoleByHand>;
  stop(): Promise<void>;
}

export async function startSmallPlatform(options: Parameters<typeof aVault>[0] = {}): Promise<SmallPlatform> {
  const vault = await aVault(options);
  const pair = generateKeyPairSync("ed25519", {
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  });
  await vault.ok("POST", "secret/data/profinaut-keys/public/decisions", {
    data: { keys: JSON.stringify({ k1: pair.publicKey }) },
  });
  await vault.ok("POST", "secret/data/profinaut-keys/signing/decisions", { data: { kid: "k1", privateKey: pair.privateKey } });
  await vault.ok("POST", "sys/auth/approle/tune", { max_lease_ttl: "8760h" });
  let count = 0;
  return {
    vault,
    newRole: async () => {
      count += 1;
      const role = `profinaut-${String(count).padStart(4, "0")}`;
      await vault.role(role, { token_policies: ["default"], secret_id_ttl: "2400h", token_ttl: "10m" });
      const { body } = await vault.ok("POST", `auth/approle/role/${role}/secret-id`);
      return { role, accessor: textOf(body.data?.["secret_id_accessor"]), secretId: textOf(body.data?.["secret_id"]) };
    },
    stop: () => vault.stop(),
  };
}
