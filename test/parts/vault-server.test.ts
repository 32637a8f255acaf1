import { existsSync, readFileSync } from "node:fs";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { request } from "undici";
import { afterEach, expect, it } from "vitest";
import { createTempFolder } from "../../demo/parts/temp-folder.ts";
import { findVaultBinary } from "../../demo/parts/vault-binary.ts";
import { type RunningVault, startVault } from "../../demo/parts/vault-server.ts";
import { isListening, isRunning } from "./gone.ts";

const started: RunningVault[] = [];
const start = async (...options: Parameters<typeof startVault>): Promise<RunningVault> => {
  const vault = await startVault(...options);
  started.push(vault);
  return vault;
};

afterEach(async () => {
  await Promise.all(started.splice(0).map((vault) => vault.stop()));
});

it("it is unsealed and keeps versions of secrets", async () => {
  const vault = await start();

  const written = await vault.api("POST", "secret/data/a", { data: { b: "c" } });
  const read = await vault.api("GET", "secret/data/a");

  expect(written.status).toBe(200);
  expect(read.body.data).toMatchObject({ data: { b: "c" }, metadata: { version: 1 } });
});

it("only those who trust its own authority connect", async () => {
  const vault = await start();

  await expect(request(`${vault.address}/v1/sys/health`)).rejects.toThrow(/certificate/);
  expect(readFileSync(vault.caFile, "utf8")).toContain("BEGIN CERTIFICATE");
});

it("it can be sealed and unsealed", async () => {
  const vault = await start();

  await vault.seal();
  const whileSealed = await vault.api("GET", "secret/config");
  await vault.unseal();
  const afterwards = await vault.api("GET", "secret/config");

  expect([whileSealed.status, afterwards.status]).toEqual([503, 200]);
});

it("with file storage what was written survives a crash, at the same address", async () => {
  const vault = await start({ storage: "file" });
  await vault.api("POST", "secret/data/a", { data: { b: "c" } });

  await vault.kill();
  await vault.restart();

  expect((await vault.api("GET", "secret/data/a")).body.data).toMatchObject({ data: { b: "c" } });
});

it("in memory it refuses to restart, because it would come back empty", async () => {
  const vault = await start();

  await expect(vault.restart()).rejects.toThrow('storage: "file"');
});

it("stop leaves no process, port or file, also when it is frozen", async () => {
  const vault = await start();
  vault.freeze();

  await vault.stop();
  await vault.stop();

  expect(isRunning(vault.pid())).toBe(false);
  expect(await isListening(Number(new URL(vault.address).port))).toBe(false);
  expect(existsSync(vault.folder)).toBe(false);
});

// No package manager at hand has the real command, so its way of starting (a configuration file, initialisation and
// unsealing over HTTP) is tried with a command of the same shape around a real server.
it("a `vault` command is started with a configuration file, initialised and unsealed", async () => {
  const folder = createTempFolder("command");
  try {
    const { path } = await findVaultBinary();
    await mkdir(join(folder.path, "bin"));
    const command = join(folder.path, "bin", "vault");
    await writeFile(
      command,
      `#!${process.execPath}
const { readFileSync } = require("node:fs");
const { spawn } = require("node:child_process");
if (process.argv[2] === "version") process.exit(0);
const { listener: { tcp }, storage } = JSON.parse(readFileSync(process.argv[3].slice("-config=".length), "utf8"));
const server = spawn(${JSON.stringify(path)}, ["-data", storage.file.path, "-listen", tcp.address,
  "-tls-cert", tcp.tls_cert_file, "-tls-key", tcp.tls_key_file], { stdio: ["ignore", "pipe", "inherit"] });
server.stdout.on("data", () => console.log("==> Vault server started! Log data will stream in below:"));
`,
    );
    await chmod(command, 0o755);

    const vault = await start({ storage: "file", env: { PATH: join(folder.path, "bin") } });
    const written = await vault.api("POST", "secret/data/a", { data: { b: "c" } });
    await vault.restart();
    const read = await vault.api("GET", "secret/data/a");

    expect([written.status, read.status]).toEqual([200, 200]);
  } finally {
    await folder.remove();
  }
});
