import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";

/** What the bot is built from; the archive's own comment names the commit. */
const parts = ["src", "github", "vault", "manifest.yml", "package.json", "profinaut.yml.example"];

/**
 * `npx tsx tools/keep-release.ts <commit>`: keeps the source of a release for the test that starts today's bot on what that one left.
 * In the history alone it would be missing from a clone without one.
 */
const [commit] = process.argv.slice(2);
if (commit === undefined) throw new Error("Which release? npx tsx tools/keep-release.ts <commit>");
const archive = execFileSync("git", ["archive", commit, ...parts], { maxBuffer: 100 * 2 ** 20 });
writeFileSync(
  fileURLToPath(new URL("../test/last-release/source.tar.br", import.meta.url)),
  brotliCompressSync(archive, { params: { [constants.BROTLI_PARAM_LGWIN]: 24 } }),
);
