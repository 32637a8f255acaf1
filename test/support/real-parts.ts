import { findOnPath } from "../../demo/parts/find-on-path.ts";
import { findVaultBinary } from "../../demo/parts/vault-binary.ts";

/** Before any test that needs them: a real Vault (built once if there is none) and a real Redis. Says what to install when one is missing. */
export async function setup(): Promise<void> {
  if (findOnPath("redis-server", process.env) === undefined)
    throw new Error("redis-server is missing: apt-get install redis-server");
  await findVaultBinary({ progress: (sentence) => console.log(sentence) });
}
