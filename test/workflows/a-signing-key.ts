import { findOnPath } from "../../demo/parts/find-on-path.ts";
import { createTempFolder } from "../../demo/parts/temp-folder.ts";
import { run } from "../stack/command.ts";

/** A signing key as `register release` writes it, and its public half. @throws Error when gpg is missing or refuses */
export async function aSigningKey() {
  if ((await findOnPath("gpg", process.env)) === undefined) throw new Error("gpg is missing: apt-get install gnupg");
  const home = createTempFolder("gnupg");
  const env = { ...process.env, GNUPGHOME: home.path };
  const gpg = async (...args: readonly string[]): Promise<string> => {
    const { code, stdout, stderr } = await run("gpg", ["--batch", "--quiet", "--passphrase", "", ...args], { env });
    if (code !== 0) throw new Error(stderr);
    return stdout;
  };
  try {
    await gpg("--quick-generate-key", "Release <release@profinaut.example>", "ed25519", "sign", "1y");
    const [, fingerprint = ""] = /^fpr:+([0-9A-F]+):/m.exec(await gpg("--with-colons", "--list-keys")) ?? [];
    const armored = await gpg("--pinentry-mode", "loopback", "--armor", "--export-secret-keys");
    return { armored, fingerprint, publicKey: await gpg("--armor", "--export") };
  } finally {
    await run("gpgconf", ["--kill", "all"], { env });
    await home.remove();
  }
}
