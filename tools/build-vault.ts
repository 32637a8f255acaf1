import { findVaultBinary } from "../demo/parts/vault-binary.ts";

/** Makes sure that there is a Vault server for the demo and the tests, and prints its path. */
console.log((await findVaultBinary()).path);
