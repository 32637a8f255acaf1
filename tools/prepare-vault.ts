import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { type BotIdentity, declarePlatform } from "../demo/parts/platform.ts";
import { createVaultApi } from "../demo/parts/vault-api.ts";

const usage = `npm run prepare-vault -- [--identity all|ingress|worker] --wrapped-to FILE

Creates in a Vault what vault/ declares and what is missing there: policies, AppRoles, the bot's signing keys. What exists is
left as it is. Then issues one SecretID for the bot, response-wrapped, and writes the wrapping token to FILE (mode 0600).
Needs VAULT_ADDR, VAULT_CACERT and VAULT_TOKEN (a token that may write policies and auth methods; revoke it afterwards).`;

const identities: readonly BotIdentity[] = ["all", "ingress", "worker"];

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { identity: { type: "string", default: "all" }, "wrapped-to": { type: "string" } } });
  const identity = identities.find((name) => name === values.identity);
  const { VAULT_ADDR: address, VAULT_CACERT: caFile, VAULT_TOKEN: token } = process.env;
  const file = values["wrapped-to"];
  if (identity === undefined || file === undefined || !address || !caFile || !token) throw new Error(usage);

  const { api, close } = await createVaultApi({ address: () => address, caFile, rootToken: () => token });
  try {
    const { bot, approleMount } = await declarePlatform(
      { api },
      {
        existing: "leave",
        report: (what, happened) => console.log(`${happened === "written" ? "✔" : "·"} ${what}: ${happened}`),
      },
    );
    const { role, roleId } = bot[identity];
    const { status, body } = await api("POST", `auth/${approleMount}/role/${role}/secret-id`, {}, token, {
      "x-vault-wrap-ttl": "1h",
    });
    if (body.wrap_info === undefined || body.wrap_info === null)
      throw new Error(`Vault answered ${status} when asked for the bot's SecretID.`);
    await writeFile(file, `${body.wrap_info.token}\n`, { mode: 0o600, flag: "wx" });
    console.log(`\nVAULT_ROLE_ID=${roleId}\nThe wrapping token in ${file} opens the bot's SecretID once, within an hour:`);
    console.log(`  VAULT_TOKEN=$(cat ${file}) vault unwrap -field=secret_id`);
  } finally {
    await close();
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : "failed");
  process.exitCode = 1;
});
