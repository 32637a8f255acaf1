import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { releaser } from "../openpgp/arrange.ts";

/** The words that begin a call of one gpg. */
export type GnuPg = readonly [command: string, ...words: string[]];

/** The machine's own: 2.2.40 on Debian 12. */
export const installedGnuPg: GnuPg = ["gpg"];

/** With a home of its own: what this gpg says of a key, and keys that it makes. Only a wrong passphrase is never asked for. */
export function aGnuPg([command, ...begin]: GnuPg = installedGnuPg) {
  const home = mkdtempSync(join(tmpdir(), "gnupg-"));
  onTestFinished(() => {
    spawnSync("gpgconf", ["--homedir", home, "--kill", "all"]);
    rmSync(home, { recursive: true, force: true });
  });
  const gpg = (words: readonly string[], input = "", passphrase = "") =>
    spawnSync(
      command,
      [...begin, "--homedir", home, "--batch", "--pinentry-mode", "loopback", "--passphrase", passphrase, ...words],
      { input },
    );
  return {
    version: (): string => gpg(["--version"]).stdout.toString().split("\n")[0] ?? "",
    make: (kind: string, export_ = "--export-secret-keys"): string => {
      gpg(["--quick-generate-key", `${releaser.name} <${releaser.email}>`, kind, "sign", "never"]);
      return gpg(["--armor", export_]).stdout.toString();
    },
    signsWith: (armored: string, passphrase: string): boolean =>
      gpg(["--import"], armored).status === 0 && gpg(["--detach-sign", "-o", "-"], "release", passphrase).status === 0,
  };
}

const packages = ["gpg", "gpg-agent", "gpgconf"];

/**
 * GnuPG 2.4 as Debian 13 has it, with the libraries it was built for, about 25 MB from the mirror that this machine's apt uses: unpacked into a
 * folder, never installed. Debian 12 has none, and neither have its backports.
 */
export function unpackGnuPg24(folder: string): GnuPg {
  const mirror = execFileSync(
    "apt-get",
    ["indextargets", "--format", "$(REPO_URI)", "Created-By: Packages", "Codename: bookworm"],
    {
      encoding: "utf8",
    },
  ).split("\n")[0];
  for (const each of ["lists/partial", "cache/archives/partial", "root"]) mkdirSync(join(folder, each), { recursive: true });
  writeFileSync(join(folder, "status"), "");
  const key = "/usr/share/keyrings/debian-archive-keyring.gpg";
  writeFileSync(join(folder, "sources.list"), `deb [signed-by=${key}] ${mirror} trixie main\n`);
  const apt = (...words: readonly string[]) =>
    execFileSync("apt-get", [...optionsFor(folder), ...words], { stdio: ["ignore", "ignore", "inherit"] });
  apt("update");
  apt("--yes", "--no-install-recommends", "--download-only", "install", ...packages);
  const archives = join(folder, "cache/archives");
  for (const name of readdirSync(archives).filter((each) => each.endsWith(".deb")))
    execFileSync("dpkg-deb", ["-x", join(archives, name), join(folder, "root")]);
  const root = join(folder, "root/usr");
  const [loader, libraries] = [join(root, "lib64/ld-linux-x86-64.so.2"), join(root, "lib/x86_64-linux-gnu")];
  const run = (program: string): GnuPg => [loader, "--library-path", libraries, join(root, "bin", program)];
  const agent = join(folder, "gpg-agent");
  writeFileSync(agent, `#!/bin/sh\nexec ${run("gpg-agent").join(" ")} "$@"\n`, { mode: 0o755 });
  return [...run("gpg"), "--agent-program", agent];
}

/** Nothing of the machine's own state is read or changed. */
const optionsFor = (folder: string): readonly string[] =>
  Object.entries({
    "Dir::Etc::sourcelist": join(folder, "sources.list"),
    "Dir::Etc::sourceparts": "-",
    "Dir::State::lists": join(folder, "lists"),
    "Dir::State::status": join(folder, "status"),
    "Dir::Cache": join(folder, "cache"),
    "APT::Sandbox::User": "",
  }).flatMap(([name, value]) => ["-o", `${name}=${value}`]);
