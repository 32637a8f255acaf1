import { chmod, mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { findOnPath } from "../../demo/parts/find-on-path.ts";
import { applyPlatform } from "../../demo/parts/platform.ts";
import { createTempFolder, type TempFolder } from "../../demo/parts/temp-folder.ts";
import { type RunningVault, startVault } from "../../demo/parts/vault-server.ts";
import { run } from "./command.ts";
import { projectPath, projectText } from "./project-files.ts";

const roleId = "11111111-2222-3333-4444-555555555555";
const token = ["hvs", "not-a-token"].join(".");
let folder: TempFolder;
const inFolder = (...path: string[]): string => join(folder.path, ...path);
const handOver = (service: string, input: string, settings: NodeJS.ProcessEnv = {}) =>
  run("sh", [projectPath("vault/hand-over.sh"), ...(service === "" ? [] : [service])], {
    env: { PATH: `${inFolder("bin")}:${process.env["PATH"]}`, ...settings },
    input,
  });
const text = (...path: string[]): Promise<string> => readFile(inFolder(...path), "utf8").catch(() => "");

// No Docker here: one that notes what it is asked, empties the agent's memory on a restart, and runs what is for the container's shell.
beforeEach(async () => {
  folder = createTempFolder("hand-over");
  for (const name of ["bin", "approle"]) await mkdir(inFolder(name));
  await writeFile(inFolder("approle", "secret_id"), "an older one");
  await writeFile(
    inFolder("bin", "docker"),
    `#!/bin/sh
echo "$*" | tr '\\n' ' ' >> "${inFolder("asked")}"
echo >> "${inFolder("asked")}"
[ "$1" = compose ] || exit 64
case $2 in
  config) [ -z "\${UNREADABLE:-}" ] || { echo "required variable PROFINAUT_SECRETS is missing a value" >&2; exit 15; } ;;
  ps) [ -n "\${STOPPED:-}" ] || echo 0123456789ab ;;
  restart) rm -f "${inFolder("approle")}"/* ;;
  exec) [ "$3" = -T ] && [ "$5" = sh ] && [ "$6" = -c ] && exec sh -c "$(echo "$7" | sed 's|/approle|${inFolder("approle")}|g')" ;;
  *) exit 64 ;;
esac
`,
  );
  await chmod(inFolder("bin", "docker"), 0o755);
});
afterEach(() => folder.remove());

it("restarts the agent, so that it reads at once, and gives it RoleID and token through standard input", async () => {
  const { code, stdout, stderr } = await handOver("postgres", `${roleId}\n${token}\n`);

  const asked = await text("asked");
  expect(stderr).toBe("");
  expect(code).toBe(0);
  expect(asked.split("\n").map((line) => line.split(" ")[1])).toEqual(["config", "ps", "restart", "exec", "exec", undefined]);
  expect(asked).toMatch(/^compose restart .*profinaut_agent_postgres/m);
  expect(await text("approle", "role_id")).toBe(`${roleId}\n`);
  expect(await text("approle", "secret_id")).toBe(`${token}\n`);
  expect((await readdir(inFolder("approle"))).sort()).toEqual(["role_id", "secret_id"]);
  for (const name of ["role_id", "secret_id"])
    expect(((await stat(inFolder("approle", name))).mode & 0o777).toString(8)).toBe("600");
  expect(`${asked}${stdout}`).not.toContain(token);
});

it.each([
  ["no service", "", `${roleId}\n${token}\n`, "usage"],
  ["a service without an agent", "redis", `${roleId}\n${token}\n`, "usage"],
  ["no token", "kafka", `${roleId}\n`, "wrapping token was expected"],
  ["what is no token", "kafka", `${roleId}\n$(reboot)\n`, "no wrapping token"],
  ["what is no RoleID", "kafka", `../role\n${token}\n`, "no RoleID"],
])("with %s nothing is changed in Docker", async (_, service, input, says) => {
  const { code, stderr } = await handOver(service, input);

  expect(code).toBe(1);
  expect(stderr).toContain(says);
  expect(await text("asked")).not.toMatch(/restart|exec/);
});

describe("with a token for Vault", () => {
  let vault: RunningVault;
  let roles: Awaited<ReturnType<typeof applyPlatform>>["roles"];
  let token: string;
  // The policy as the guide shows it.
  const [, policy = ""] = /```hcl\n([\s\S]*?)```/.exec(projectText("docs/stack.md")) ?? [];
  beforeAll(async () => {
    vault = await startVault();
    ({ roles } = await applyPlatform(vault));
    await vault.api("PUT", "sys/policies/acl/profinaut-hand-over", { policy });
    const created = await vault.api("POST", "auth/token/create", {
      policies: ["profinaut-hand-over"],
      no_default_policy: true,
      ttl: "5m",
    });
    token = created.body.auth?.client_token ?? "";
  });
  afterAll(() => vault?.stop());
  const settings = (): NodeJS.ProcessEnv => ({ VAULT_ADDR: vault.address, VAULT_CACERT: vault.caFile, VAULT_TOKEN: token });

  it.each([
    ["postgres", "profinaut-db"],
    ["mongodb", "profinaut-db"],
    ["kafka", "profinaut-kafka"],
  ])("it issues for %s a SecretID of %s that nobody but the agent opens", async (service, role) => {
    const curl = (await findOnPath("curl", process.env)) ?? "";
    await writeFile(inFolder("bin", "curl"), `#!/bin/sh\necho "$*" >> "${inFolder("asked")}"\nexec ${curl} "$@"\n`);
    await chmod(inFolder("bin", "curl"), 0o755);

    const { code, stdout, stderr } = await handOver(service, "", settings());

    const [roleIdFile, wrapping] = [(await text("approle", "role_id")).trim(), (await text("approle", "secret_id")).trim()];
    expect(stderr).toBe("");
    expect(code).toBe(0);
    expect(roleIdFile).toBe(roles[role]?.roleId);
    const looked = await vault.api("GET", "sys/wrapping/lookup", undefined, wrapping);
    expect(looked.body.data).toMatchObject({ creation_path: `auth/approle/role/${role}/secret-id`, creation_ttl: 300 });
    expect(projectText(`vault/agent/${service}.hcl`)).toContain(`"${String(looked.body.data?.["creation_path"])}"`);
    for (const secret of [token, wrapping]) expect(`${await text("asked")}${stdout}`).not.toContain(secret);
  });

  it.each([
    ["a token that may not", { VAULT_TOKEN: "not-a-token" }, "does not tell the RoleID"],
    ["text that is no token", { VAULT_TOKEN: 'x"\nurl = "https://example.com' }, "VAULT_TOKEN is no token"],
    ["no authority to trust", { VAULT_CACERT: "" }, "VAULT_CACERT must name"],
  ])("with %s nothing is changed in Docker", async (_, changes, says) => {
    const { code, stderr } = await handOver("kafka", "", { ...settings(), ...changes });

    expect(code).toBe(1);
    expect(stderr).toContain(says);
    expect(await text("asked")).not.toMatch(/restart|exec/);
  });

  it.each([
    ["docker compose cannot read its files", { UNREADABLE: "yes" }, "COMPOSE_ENV_FILES"],
    ["the agent does not run", { STOPPED: "yes" }, "docker compose up -d profinaut_agent_mongodb"],
  ])("when %s no SecretID is issued", async (_, changes, says) => {
    const accessors = async () =>
      (await vault.api("GET", "auth/approle/role/profinaut-db/secret-id?list=true")).body.data?.["keys"] ?? [];
    const before = await accessors();

    const { code, stderr } = await handOver("mongodb", "", { ...settings(), ...changes });

    expect(code).toBe(1);
    expect(stderr).toContain(says);
    expect(stderr).toContain("No SecretID was issued");
    expect(await accessors()).toEqual(before);
    expect(await text("asked")).not.toMatch(/restart|exec/);
  });

  it("the guide's policy issues nothing that is not wrapped, and nothing for another role", async () => {
    const issue = (role: string, headers = {}) => vault.api("POST", `auth/approle/role/${role}/secret-id`, {}, token, headers);

    expect((await issue("profinaut-db")).status).not.toBe(200);
    expect((await issue("profinaut-release", { "x-vault-wrap-ttl": "60s" })).status).toBe(403);
    expect((await issue("profinaut-db", { "x-vault-wrap-ttl": "60s" })).status).toBe(200);
    expect((await vault.api("GET", "secret/data/profinaut/db/credentials", undefined, token)).status).toBe(403);
  });
});
