import { createServer } from "node:http";
import { describe, expect, it, onTestFinished } from "vitest";
import { failureOf } from "../../src/cli/bootstrap/failure.ts";
import { aDeclaration, asAdministrator, aVaultServer, bootstrap } from "./a-bootstrap.ts";

const nowhere = { VAULT_ADDR: "https://127.0.0.1:1", VAULT_TOKEN: "a-token" };

describe("profinaut bootstrap says what is wrong, and what to type instead, when", () => {
  const run = (env: NodeJS.ProcessEnv, from: string) => bootstrap({ from, yes: true }, env);

  it("the environment is not set", async () => {
    const { status, errors } = await run({}, aDeclaration().folder);

    expect(status).toBe(2);
    expect(errors).toContain("VAULT_ADDR (or VAULT_ADDR_FILE) is not set");
    expect(errors).toContain("VAULT_TOKEN (or VAULT_TOKEN_FILE) is not set");
  });

  it.each<readonly [what: string, env: NodeJS.ProcessEnv, status: number, words: RegExp]>([
    ["checks of TLS are off", { VAULT_SKIP_VERIFY: "1" }, 2, /VAULT_SKIP_VERIFY is set.*VAULT_CACERT/],
    ["the address is none", { VAULT_ADDR: "http://vault.example:8200" }, 2, /VAULT_ADDR must be an https address/],
    ["nobody is there", { VAULT_ADDR: "https://127.0.0.1:1" }, 1, /cannot be reached at https:\/\/127\.0\.0\.1:1.*ECONNREFUSED/],
    ["the certificate is somebody else's", { VAULT_CACERT: "" }, 1, /cannot be trusted.*VAULT_CACERT/],
    [
      "the authority's file is not there",
      { VAULT_CACERT: "/nowhere/ca.pem" },
      2,
      /VAULT_CACERT names a file that cannot be read/,
    ],
    ["the token is unknown", { VAULT_TOKEN: "no-such-token" }, 2, /does not accept VAULT_TOKEN/],
  ])("%s", async (_, env, status, words) => {
    const vault = await aVaultServer();

    const answer = await run({ ...asAdministrator(vault), ...env }, aDeclaration().folder);

    expect(answer).toMatchObject({ status, errors: expect.stringMatching(words) });
    expect(Object.keys((await vault.api("GET", "sys/auth")).body.data ?? {})).toEqual(["token/"]);
  });

  it("Vault is sealed", async () => {
    const vault = await aVaultServer();
    await vault.seal();

    const answer = await run(asAdministrator(vault), aDeclaration().folder);

    expect(answer).toMatchObject({ status: 1, errors: expect.stringMatching(/vault operator unseal/) });
  });

  it.each([
    ["Vault is not initialised", 501, { version: "1.21.4" }, /vault operator init/],
    ["what answers is no Vault", 200, { hello: "world" }, /is no Vault/],
    ["there is nothing of Vault's", 404, {}, /is no Vault/],
    ["Vault is overloaded", 200, { version: "1.21.4" }, /slow down/],
  ])("%s", async (_, status, body, words) => {
    const server = createServer((request, response) => {
      response.writeHead(request.url === "/v1/sys/health" ? status : 429, { "content-type": "application/json" });
      response.end(JSON.stringify(body));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void server.close());
    const { port } = Object(server.address());

    const answer = await run({ ...nowhere, VAULT_ADDR: `http://127.0.0.1:${port}` }, aDeclaration().folder);

    expect(answer).toMatchObject({ status: 1, errors: expect.stringMatching(words) });
  });

  it("it is a mistake of its own, without what the mistake quotes", () => {
    expect(failureOf(new TypeError("a-token"), "https://vault.example:8200")).toEqual({
      key: "bootstrap.unexpected",
      params: { kind: "TypeError" },
    });
    expect(failureOf("a-token", "https://vault.example:8200").params).toEqual({ kind: "string" });
  });

  it("the token may not do it", async () => {
    const vault = await aVaultServer();
    const created = await vault.api("POST", "auth/token/create", { policies: ["default"] });

    const answer = await run({ ...asAdministrator(vault), VAULT_TOKEN: created.body.auth?.client_token }, aDeclaration().folder);

    expect(answer).toMatchObject({
      status: 1,
      errors: expect.stringMatching(/does not allow this token sys\/audit.*generate-root/),
    });
  });

  it("Vault cannot write its audit log there", async () => {
    const [vault, { folder, edit, path }] = [await aVaultServer(), aDeclaration()];
    edit("roles.yml", path("audit.log"), `${vault.caFile}/audit.log`);

    const answer = await run(asAdministrator(vault), folder);

    expect(answer).toMatchObject({
      status: 1,
      errors: expect.stringMatching(/audit device at .*under audit in vault\/roles\.yml/),
    });
  });

  it("something else is where the platform belongs", async () => {
    const vault = await aVaultServer();
    await vault.api("POST", "sys/auth/approle", { type: "userpass" });

    const { status, out, errors } = await run(asAdministrator(vault), aDeclaration().folder);

    expect(status).toBe(2);
    expect(out).toContain("vault.approleMount in profinaut.yml");
    expect(errors).toContain("nothing was changed");
    expect((await vault.api("GET", "sys/policies/acl/profinaut-db")).status).toBe(404);
  });

  it.each([
    ["a setting that does not exist", "casRequired: true", "casRequird: true", /roles\.yml:\d+: kv\.casRequird is not a setting/],
    ["a name that is reserved", "  profinaut-kafka:", "  profinaut-staging-x:", /reserved/],
    ["a SecretID that Vault would shorten", "maxLeaseTtl: 366d", "maxLeaseTtl: 30d", /secretIdTtl is longer than appRole/],
    ["a token that outlives itself", "tokenMaxTtl: 1h", "tokenMaxTtl: 1m", /tokenTtl is longer than its tokenMaxTtl/],
    ["a policy without a file", "{ policy: admin,", "{ policy: amin,", /policies\/amin\.hcl: cannot be read/],
    ["another way to lock out", "userLockout: none", "userLockout: never", /write none, or/],
    ["no absolute path", /path: \/.*/, "path: audit.log", /absolute path/],
  ])("the files have %s", async (_, from, to, words) => {
    const { folder, edit } = aDeclaration();
    edit("roles.yml", from, to);

    expect(await run(nowhere, folder)).toMatchObject({ status: 2, errors: expect.stringMatching(words) });
  });

  it("a policy has a placeholder that nothing fills, or the files are not there", async () => {
    const { folder, edit, path } = aDeclaration();
    edit("policies/consumer.hcl", "{base}", "{bass}");

    const placeholder = await run(nowhere, folder);
    const missing = await run(nowhere, path("nowhere"));

    expect(placeholder).toMatchObject({ status: 2, errors: expect.stringMatching(/consumer\.hcl: nothing fills in \$\{bass\}/) });
    expect(missing).toMatchObject({ status: 2, errors: expect.stringMatching(/nowhere\/roles\.yml: cannot be read\..*--from/) });
  });
});
