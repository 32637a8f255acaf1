import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTempFolder, type TempFolder } from "../../demo/parts/temp-folder.ts";
import { findVaultBinary } from "../../demo/parts/vault-binary.ts";
import { VaultInit } from "../../demo/parts/wire.ts";
import { run } from "./command.ts";
import { projectPath, projectText } from "./project-files.ts";
import { startStackVault } from "./stack-vault.ts";

let folder: TempFolder;
beforeAll(() => {
  folder = createTempFolder("vault-config");
});
afterAll(() => folder?.remove());

/** Vault's own parser on a server configuration. An installed `vault` has no mode that only parses; the built one has. */
async function parsed(hcl: string) {
  const { path } = await findVaultBinary({ kind: "server" });
  const file = join(folder.path, "vault.hcl");
  await writeFile(file, hcl);
  return run(path, ["-config", file, "-check"]);
}

describe("vault/config/vault.hcl", () => {
  const hcl = projectText("vault/config/vault.hcl");

  it("parses by Vault itself, with no key that it does not know", async () => {
    expect(await parsed(hcl)).toEqual({ code: 0, stdout: "", stderr: "" });
  });

  it.each([
    ["a key that Vault does not know", "api_addr     =", "api_adr     =", "api_adr"],
    ["a listener's key that it does not know", "tls_min_version          =", "tls_minimum_version      =", "tls_minimum_version"],
    ["a value it cannot read", '"10s"', '"soon"', "soon"],
    ["text that is no HCL", 'listener "tcp" {', 'listener "tcp"', ""],
  ])("would be refused with %s", async (_, from, to, says) => {
    expect(hcl).toContain(from);

    const { code, stderr } = await parsed(hcl.replace(from, to));

    expect(code).toBe(1);
    expect(stderr).toContain(says);
  });

  it("has no value that Vault warns of when it is initialised and unsealed", async () => {
    const vault = await startStackVault();
    const { body } = await vault.api("PUT", "sys/init", { secret_shares: 1, secret_threshold: 1 });
    const { keys_base64: keys } = VaultInit.parse(body);
    await vault.api("PUT", "sys/unseal", { key: keys[0] });
    await expect.poll(async () => (await vault.api("GET", "sys/health")).status).toBe(200);
    // The built server logs what is a warning or worse, and its address.
    const lines = vault.log();
    await vault.stop();

    expect(lines).toEqual([expect.stringContaining(vault.address)]);
  });

  it("names files that the init service makes, and Consul's HTTPS port", () => {
    const files = [...hcl.matchAll(/"\/tls\/([\w-]+\.pem)"/g)].map(([, name]) => name);
    const compose = projectText("docker-compose.yml");

    expect(new Set(files)).toEqual(new Set(["cert.pem", "key.pem", "ca.pem", "consul-client-cert.pem", "consul-client-key.pem"]));
    expect(compose).toContain("tls_vault:/stack/tls/vault");
    expect(projectText("vault/config/consul.hcl")).toMatch(/https\s+= 8501/);
    expect(hcl).toMatch(/address\s+= "profinaut_consul:8501"/);
    expect(hcl).toMatch(/scheme\s+= "https"/);
  });
});

describe("vault/config/consul.hcl", () => {
  const hcl = projectText("vault/config/consul.hcl");

  it("lets nobody in without a client certificate, and plain HTTP on the loopback only", () => {
    expect(hcl).toMatch(/verify_incoming = true/);
    expect(hcl).toMatch(/http\s+= "127\.0\.0\.1"/);
    for (const port of ["dns", "grpc", "grpc_tls", "serf_wan"]) expect(hcl).toMatch(new RegExp(`^ +${port} += -1$`, "m"));
  });

  it("is HCL by the parser that Vault has, too", async () => {
    // Vault knows none of Consul's keys and says so of each of the outermost; a mistake in the text would be said instead.
    const { code, stderr } = await parsed(`${hcl}\nlistener "tcp" { tls_disable = true }\nstorage "inmem" {}\n`);

    expect(code).toBe(1);
    expect(stderr).toContain("unknown or unsupported field bootstrap_expect");
    expect(stderr).not.toMatch(/error parsing|expected/i);
    expect((await parsed(`${hcl.replace("tls {", "tls ")}`)).stderr).not.toContain("bootstrap_expect");
  });
});

describe("the stack's folders", () => {
  it("hold the configuration where docker-compose.yml mounts it from", () => {
    for (const path of ["vault/config/vault.hcl", "vault/config/consul.hcl"]) {
      expect(projectText("docker-compose.yml")).toContain(`./${path}:`);
      expect(projectPath(path)).toContain(path);
    }
  });
});
