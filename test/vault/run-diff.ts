import { PassThrough } from "node:stream";
import { type DiffTyped, runDiff } from "../../src/cli/audit/diff.ts";
import { ownDeclaration } from "../../src/wiring/commands/bootstrap.ts";
import type { AVault } from "./a-vault.ts";

/** `profinaut audit diff` as an administrator of this Vault types it; `configFile` is the `profinaut.yml` that it reads. */
export async function diffAt(
  { server: { address, caFile, rootToken } }: Pick<AVault, "server">,
  configFile: string,
  typed: Pick<DiffTyped, "vaultLog"> & Partial<DiffTyped>,
) {
  const [output, errors] = [new PassThrough({ encoding: "utf8" }), new PassThrough({ encoding: "utf8" })];
  const env = { PROFINAUT_CONFIG: configFile, VAULT_ADDR: address, VAULT_CACERT: caFile, VAULT_TOKEN: rootToken };
  const status = await runDiff({ clockSkew: "0", from: ownDeclaration, ...typed }, { output, errors }, env);
  return { status, out: String(output.read() ?? ""), errors: String(errors.read() ?? "") };
}
