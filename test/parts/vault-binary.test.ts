import { existsSync, readFileSync } from "node:fs";
import { chmod, mkdir, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createTempFolder, type TempFolder } from "../../demo/parts/temp-folder.ts";
import { findVaultBinary } from "../../demo/parts/vault-binary.ts";

let folder: TempFolder;
let bin: string;
let env: NodeJS.ProcessEnv;
let said: string[];
const progress = (sentence: string) => said.push(sentence);

beforeEach(async () => {
  folder = createTempFolder("binary");
  bin = join(folder.path, "bin");
  await mkdir(bin);
  env = { PATH: bin, XDG_CACHE_HOME: join(folder.path, "cache") };
  said = [];
});

afterEach(() => folder.remove());

const install = async (name: string, script: string): Promise<string> => {
  const path = join(bin, name);
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
  return path;
};

// Notes each build, takes a moment, and writes where `-o` says.
const installGo = () =>
  install(
    "go",
    `echo built >> "${folder.path}/builds"
/bin/sleep 0.5
while [ "$1" != -o ]; do shift; done
echo '#!/bin/sh' > "$2" && /bin/chmod 755 "$2"`,
  );
const builds = () => readFileSync(join(folder.path, "builds"), "utf8").trim().split("\n").length;
const inCache = () => readdir(join(folder.path, "cache", "profinaut"));

it("VAULT_BIN is used before all else", async () => {
  await install("vault", "exit 0");
  const named = await install("my-vault", "exit 1");

  await expect(findVaultBinary({ env: { ...env, VAULT_BIN: named } })).resolves.toEqual({ path: named, kind: "server" });
});

it("a VAULT_BIN that is not there is an error, not a reason to take another", async () => {
  await install("vault", "exit 0");

  await expect(findVaultBinary({ env: { ...env, VAULT_BIN: "/nowhere/vault" } })).rejects.toThrow("VAULT_BIN");
});

it.for(["vault", "bao"])("%s on the PATH is used as the command it is", async (name) => {
  const path = await install(name, `[ "$1" = version ]`);

  await expect(findVaultBinary({ env })).resolves.toEqual({ path, kind: "command" });
});

it("without any of them it names the three ways out", async () => {
  await expect(findVaultBinary({ env })).rejects.toThrow(/vault.*bao.*VAULT_BIN.*Go/s);
});

it("it is built once, with a word about how long that takes, and found the next time", async () => {
  await installGo();

  const built = await findVaultBinary({ env, progress });
  const found = await findVaultBinary({ env, progress });

  expect(found).toEqual(built);
  expect(existsSync(built.path)).toBe(true);
  expect(builds()).toBe(1);
  expect(said[0]).toContain("two minutes, once");
  expect(await inCache()).toHaveLength(1);
});

it("two at once make one build, and the second says that it waits", async () => {
  await installGo();

  const [one, other] = await Promise.all([findVaultBinary({ env, progress }), findVaultBinary({ env, progress })]);

  expect(one).toEqual(other);
  expect(builds()).toBe(1);
  expect(said.join()).toContain("Waiting for another process");
});

it.for([
  { why: "of a process that died", pid: 2 ** 22 + 1, ageS: 0 },
  { why: "that nobody has touched for minutes", pid: process.pid, ageS: 300 },
])("a lock $why is taken over", async ({ pid, ageS }) => {
  await installGo();
  const { path } = await findVaultBinary({ env, progress });
  const lock = `${path}.lock`;
  await rm(path);
  await writeFile(lock, JSON.stringify({ host: hostname(), pid }));
  const then = new Date(Date.now() - ageS * 1000);
  await utimes(lock, then, then);

  await findVaultBinary({ env, progress });

  expect(builds()).toBe(2);
  expect(existsSync(lock)).toBe(false);
});

it("a build that fails leaves nothing and shows what Go said", async () => {
  await install("go", "echo 'stubs/okta: undefined' >&2; exit 1");

  await expect(findVaultBinary({ env, progress })).rejects.toThrow(/could not be built.*stubs\/okta: undefined/s);
  expect(await inCache()).toEqual([]);
});
