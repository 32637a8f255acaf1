import { readFileSync } from "node:fs";
import { createServer, request, type Server } from "node:https";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import type { RunningVault } from "../../demo/parts/vault-server.ts";
import { aPlatform, asRole, put, startExec, tokens } from "./an-exec.ts";

const canary = ["canary", "of", "refusals"].join("-");
let platform: Awaited<ReturnType<typeof aPlatform>>;
let vault: RunningVault;
beforeAll(async () => {
  platform = await aPlatform();
  vault = platform.vault;
  await put(vault, "db/credentials", { password: canary, nul: `${canary}\0rest` });
  await put(vault, "staging/db/credentials", { password: canary });
  await put(vault, "db/odd", { password: canary, number: 7, list: [canary] });
});
afterAll(() => platform.stop());

const wanted = "P=db/credentials#password";
const exec = (env: NodeJS.ProcessEnv, ...args: readonly string[]) => startExec([...args, "--", "echo", "started"], env).ended;
const logins = () => readFileSync(`${vault.folder}/audit.log`, "utf8").split('"auth/approle/login"').length;

describe("profinaut exec starts nothing, says why, and leaves no token when", () => {
  it.each<readonly [what: string, role: string, changes: NodeJS.ProcessEnv, args: readonly string[], words: RegExp]>([
    ["there is no value", "profinaut-db", {}, ["--env", "P=db/nothing#password"], /P: there is no value at db\/nothing/],
    ["there is no such field", "profinaut-db", {}, ["--env", "P=db/credentials#pasword"], /has no field pasword/],
    ["a value holds a NUL", "profinaut-db", {}, ["--env", "P=db/credentials#nul"], /NUL/],
    ["a field is a list", "profinaut-db", {}, ["--env", "P=db/odd#list"], /list/],
    ["the path is another role's", "profinaut-db", {}, ["--env", "P=kafka/x#password"], /AppRole profinaut-db read kafka\/x/],
    [
      "staging asks for production",
      "profinaut-staging-db",
      {},
      ["--env", wanted],
      /AppRole profinaut-staging-db read db\/credentials/,
    ],
    [
      "production asks for staging",
      "profinaut-db",
      {},
      ["--env", "P=staging/db/credentials#password"],
      /profinaut-db read staging\/db/,
    ],
    [
      "the credential is another role's",
      "profinaut-kafka",
      {},
      ["--role", "profinaut-db", "--env", wanted],
      /belongs to the AppRole profinaut-kafka/,
    ],
    ["one of several is missing", "profinaut-db", {}, ["--env", wanted, "--env", "Q=db/nothing#x"], /Q: there is no value/],
    [
      "there is a token in place of a credential",
      "profinaut-db",
      { VAULT_TOKEN: "a-token", VAULT_SECRET_ID: "" },
      ["--env", wanted],
      /never uses a token/,
    ],
    [
      "nothing is set",
      "profinaut-db",
      { VAULT_ROLE_ID: "", VAULT_ADDR: "" },
      ["--env", wanted],
      /VAULT_ADDR.*[\s\S]*VAULT_ROLE_ID/,
    ],
    ["TLS is not checked", "profinaut-db", { VAULT_SKIP_VERIFY: "1" }, ["--env", wanted], /VAULT_SKIP_VERIFY is set/],
    [
      "nobody is there",
      "profinaut-db",
      { VAULT_ADDR: "https://127.0.0.1:1" },
      ["--env", wanted],
      /127\.0\.0\.1:1 \(ECONNREFUSED\)/,
    ],
    ["the certificate is unknown", "profinaut-db", { VAULT_CACERT: "" }, ["--env", wanted], /VAULT_CACERT/],
    ["the reader is Japanese", "profinaut-db", { LANG: "ja_JP.UTF-8" }, ["--env", "P=db/nothing#x"], /値がない/],
  ])("%s", async (_, role, changes, args, words) => {
    const env = { ...(await asRole(vault, role)), ...changes };
    const before = await tokens(vault);

    const ended = await exec(env, ...args);

    expect(ended).toMatchObject({ status: 1, out: "", errors: expect.stringMatching(words) });
    for (const secret of [canary, env["VAULT_SECRET_ID"] || canary]) expect(ended.errors).not.toContain(secret);
    expect(await tokens(vault)).toEqual(before);
  });

  it("the values are in a KV of version 1, and says so", async () => {
    await vault.api("POST", "sys/mounts/old", { type: "kv", options: { version: "1" } });
    await vault.api("PUT", "sys/policies/acl/old", { policy: 'path "old/*" { capabilities = ["read"] }' });
    await vault.api("POST", "auth/approle/role/profinaut-old", { token_policies: ["old"] });

    const ended = await exec(await asRole(vault, "profinaut-old"), "--kv-mount", "old", "--env", wanted);

    expect(ended).toMatchObject({
      status: 1,
      out: "",
      errors: expect.stringMatching(/old is KV of version 1.*enable-versioning/),
    });
  });

  it("the SecretID is wrong: one login, and no more", async () => {
    const env = { ...(await asRole(vault, "profinaut-db")), VAULT_SECRET_ID: "no-such-secret-id" };
    await exec(env, "--env", wanted);
    const before = logins();

    const ended = await exec(env, "--role", "profinaut-db", "--env", wanted, "--env", "Q=db/odd#x");

    expect(ended).toMatchObject({ status: 1, out: "", errors: expect.stringMatching(/profinaut-db.*not tried again/) });
    // A request and its answer.
    expect(logins() - before).toBe(2);
  });

  it("the wrapping token wraps something else, which stays unopened", async () => {
    const wrap = await vault.api("POST", "sys/wrapping/wrap", { secret_id: "x" }, undefined, { "x-vault-wrap-ttl": "60s" });
    const { token } = Object(wrap.body).wrap_info;
    const env = { ...(await asRole(vault, "profinaut-db")), VAULT_SECRET_ID: "", VAULT_SECRET_ID_WRAPPED: token };

    const ended = await exec(env, "--env", wanted);

    expect(ended).toMatchObject({ status: 1, out: "", errors: expect.stringMatching(/sys\/wrapping\/wrap.*not opened/) });
    expect((await vault.api("POST", "sys/wrapping/unwrap", undefined, token)).status).toBe(200);
  });

  it("somebody ends it between login and start: the token is revoked, and the status says the signal", async () => {
    const { address, reached } = await aSlowVault(vault);
    const env = { ...(await asRole(vault, "profinaut-db")), VAULT_ADDR: address };
    const before = await tokens(vault);
    const started = startExec(["--env", wanted, "--", "echo", "started"], env);
    await reached;
    expect((await tokens(vault)).length).toBe(before.length + 1);

    started.child.kill("SIGTERM");

    expect(await started.ended).toMatchObject({ status: 143, out: "", errors: "" });
    expect(await tokens(vault)).toEqual(before);
  });

  it("Vault is sealed", async () => {
    const env = await asRole(vault, "profinaut-db");
    await vault.seal();
    onTestFinished(() => vault.unseal());

    expect(await exec(env, "--env", wanted)).toMatchObject({ status: 1, out: "", errors: expect.stringMatching(/sealed/) });
  });
});

/** In front of Vault: what is asked of a value is never answered. */
async function aSlowVault(behind: RunningVault): Promise<{ readonly address: string; readonly reached: Promise<void> }> {
  const ca = readFileSync(behind.caFile);
  const file = (name: string) => readFileSync(join(behind.folder, name));
  let server: Server | undefined;
  const reached = new Promise<void>((resolve) => {
    server = createServer({ cert: file("server.pem"), key: file("server-key.pem") }, (asked, answer) => {
      if (asked.url?.startsWith("/v1/secret/")) return resolve();
      const { method, headers, url } = asked;
      const passed = request(new URL(url ?? "/", behind.address), { method, headers, ca }, (got) => {
        answer.writeHead(got.statusCode ?? 500, got.headers);
        got.pipe(answer);
      });
      asked.pipe(passed);
    });
  });
  await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server?.closeAllConnections();
    server?.close();
  });
  return { address: `https://127.0.0.1:${Object(server?.address()).port}`, reached };
}
