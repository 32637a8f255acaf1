import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { generateKey } from "openpgp";
import type { IssuedKeys } from "../exchange-keys.ts";
import type { World } from "../world.ts";

/** What the walk-through needs to know of a running demo. */
export interface Facts {
  /** Of the page to click in. */
  readonly web: string;
  readonly address: string;
  readonly caFile: string;
  readonly auditLog: string;
  readonly roles: { readonly [role: string]: { readonly roleId: string } };
  readonly secrets: string;
  readonly exchangeControl: string;
  readonly exchangeKeys: IssuedKeys;
  readonly unsealKey: string;
  /** The public half of a signing key that was made for this demo. */
  readonly publicKey: string;
  /** `.demo`, with the endpoints, the signing key and a copy of `vault/` in it. */
  readonly folder: string;
}

const declared = fileURLToPath(new URL("../../vault", import.meta.url));

/** Lays a throw-away signing key and a copy of what this Vault was made from into the demo's own folder, which goes with it. */
export async function prepareFacts(world: World, folder: { readonly name: string; readonly path: string }): Promise<Facts> {
  const { vault, slack, github, exchange, exchangeKeys, platform } = world;
  const { publicKey, privateKey } = await generateKey({
    // What GnuPG can import: the newer kinds of OpenPGP.js it cannot.
    type: "ecc",
    curve: "ed25519Legacy",
    userIDs: [{ name: "Release of the demo", email: "release@profinaut.example" }],
    keyExpirationTime: 365 * 86_400,
    format: "armored",
  });
  await writeFile(join(folder.path, "signing-key.asc"), privateKey, { mode: 0o600 });
  const auditLog = join(vault.folder, "audit.log");
  const copy = join(folder.path, "vault");
  await cp(declared, copy, { recursive: true });
  const roles = await readFile(join(copy, "roles.yml"), "utf8");
  await writeFile(join(copy, "roles.yml"), roles.replace(/^( {2}path: ).*$/m, `$1${auditLog}`));
  return {
    web: slack.url,
    address: vault.address,
    caFile: vault.caFile,
    auditLog,
    roles: platform.roles,
    secrets: github.secretsUrl,
    exchangeControl: exchange.controlUrl,
    exchangeKeys,
    unsealKey: vault.unsealKey,
    publicKey: publicKey.trim(),
    folder: folder.name,
  };
}
