// `seal.mjs <public key in base64>`: seals what it reads for GitHub, as `gh secret set` does.
import { readFileSync } from "node:fs";
import sodium from "libsodium-wrappers";

await sodium.ready;
const value = readFileSync(0, "utf8").trim();
const key = Buffer.from(process.argv[2] ?? "", "base64");
const sealed = sodium.crypto_box_seal(sodium.from_string(value), key);
process.stdout.write(sodium.to_base64(sealed, sodium.base64_variants.ORIGINAL));
