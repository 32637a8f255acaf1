import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { type AppliedPlatform, applyPlatform } from "../../demo/parts/platform.ts";
import { type RunningVault, startVault } from "../../demo/parts/vault-server.ts";
import { Secret } from "../../src/domain/secret.ts";
import { createTranslators } from "../../src/locale/translator.ts";
import { type OwnIdentity, requireOwnIdentity } from "../../src/vault/own-identity.ts";
import { createSession } from "../../src/vault/session.ts";
import { createTransport } from "../../src/vault/transport.ts";
import { lockOut, lockoutOn, loginOf } from "./locked.ts";

let vault: RunningVault;
let platform: AppliedPlatform;
beforeAll(async () => {
  vault = await startVault();
  platform = await applyPlatform(vault);
});
afterAll(() => vault.stop());

type Login = { readonly roleId: string; readonly secretId: Secret };
interface Case {
  readonly login?: Login;
  readonly identity?: OwnIdentity["identity"];
  readonly address?: string;
  readonly approleMount?: string;
  readonly kvMount?: string;
  readonly namespace?: string;
}

/** What the bot is told at start; `undefined` when it may start. */
async function said({
  login = platform.bot.all,
  identity = "all",
  approleMount = "approle",
  kvMount = "secret",
  ...server
}: Case) {
  const ca = readFileSync(vault.caFile, "utf8");
  const transport = createTransport({ address: vault.address, ca, timeoutMs: 5_000, now: Date.now, ...server });
  onTestFinished(() => transport.close());
  const session = createSession({ transport, mount: approleMount, ...login, now: Date.now });
  onTestFinished(() => session.stop());
  try {
    await requireOwnIdentity({ transport, session, kvMount, kvBase: "profinaut", identity });
    return undefined;
  } catch (error) {
    return createTranslators("UTC").en.plain(Object(error).sentence);
  }
}

const listening = async (server: ReturnType<typeof createServer>): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return Object(server.address()).port;
};

describe("the first look at Vault", () => {
  it("is content with each half's own login, and one for both", async () => {
    expect(await said({})).toBeUndefined();
    expect(await said({ login: platform.bot.ingress, identity: "ingress" })).toBeUndefined();
    expect(await said({ login: platform.bot.worker, identity: "worker" })).toBeUndefined();
  });

  it("names the AppRole of the other half, and what this one needs", async () => {
    expect(await said({ login: platform.bot.worker, identity: "ingress" })).toMatch(
      /AppRole profinaut-bot-worker, .*read secret\/data\/profinaut-keys\/signing\/decisions.*bot\.ingress.*--hand-over split/,
    );
    expect(await said({ login: platform.bot.ingress, identity: "worker" })).toMatch(
      /AppRole profinaut-bot-ingress, .*read profinaut-pending.*bot\.worker.*--hand-over split/,
    );
    expect(await said({ login: platform.bot.ingress, identity: "all" })).toMatch(/profinaut-bot-ingress.*--hand-over all/);
  });

  it.each(["profinaut-db", "profinaut-admin", "profinaut-readonly"])("names %s, which is none of the bot's", async (role) => {
    const { roleId, secretId } = await loginOf(vault, role);

    expect(await said({ login: { roleId, secretId: new Secret(secretId) }, identity: "worker" })).toMatch(
      new RegExp(`log in as the AppRole ${role}, .*bot\\.worker`),
    );
  });

  it.each<[OwnIdentity["identity"], capability: string, path: string, rule?: string]>([
    ["ingress", "read", "secret/data/profinaut-keys/public/worker"],
    ["ingress", "read", "secret/data/profinaut-anchor/head", "secret/data/profinaut-anchor/*"],
    ["worker", "read", "secret/data/profinaut-keys/public/worker"],
    ["worker", "read", "secret/data/profinaut-anchor/head"],
    ["worker", "update", "secret/data/profinaut-anchor/head"],
  ])("says what a policy of bot.%s lacks: %s %s", async (identity, lacks, path, rule = path) => {
    const role = `lacking-${identity}`;
    const { body } = await vault.api("GET", `sys/policies/acl/profinaut-bot-${identity}`);
    const whole = String(body.data?.["policy"]);
    const at = whole.indexOf(`path "${rule}"`);
    const policy = whole.slice(0, at) + whole.slice(at).replace(`"${lacks}"`, '"list"');
    await vault.api("PUT", `sys/policies/acl/${role}`, { policy });
    await vault.api("POST", `auth/approle/role/${role}`, { token_policies: [role] });
    const { roleId, secretId } = await loginOf(vault, role);

    expect(at).toBeGreaterThanOrEqual(0);
    expect(await said({ login: { roleId, secretId: new Secret(secretId) }, identity })).toContain(`(${lacks} ${path})`);
  });

  it("says that RoleID and SecretID do not belong together", async () => {
    const login = { roleId: platform.bot.ingress.roleId, secretId: platform.bot.worker.secretId };

    expect(await said({ login })).toMatch(/does not take `VAULT_ROLE_ID` with `VAULT_SECRET_ID`: .*different AppRoles/);
  });

  it("tells an AppRole mount that is not there from a RoleID that is locked", async () => {
    const { roleId, secretId } = await loginOf(vault, "profinaut-kafka");
    await lockoutOn(vault);
    await lockOut(vault, roleId);

    expect(await said({ approleMount: "approle-eu" })).toMatch(/no AppRole method at auth\/approle-eu.*vault\.approleMount/);
    expect(await said({ login: { roleId, secretId: new Secret(secretId) } })).toMatch(/has locked the RoleID in `VAULT_ROLE_ID`/);
  });

  it.each([
    [
      "KV of version 1",
      "one",
      { type: "kv", options: { version: "1" } },
      /one is KV of version 1.*vault kv enable-versioning one\//,
    ],
    ["no KV", "two", { type: "cubbyhole" }, undefined],
  ])("says what is mounted instead: %s", async (_, mount, body, words) => {
    const { status } = await vault.api("POST", `sys/mounts/${mount}`, body);
    const policy = `path "${mount}/data/*" { capabilities = ["read"] }\npath "profinaut-pending/data/*" { capabilities = ["read"] }\npath "sys/capabilities-self" { capabilities = ["update"] }`;
    await vault.api("PUT", `sys/policies/acl/${mount}`, { policy });
    await vault.api("POST", `auth/approle/role/reader-of-${mount}`, { token_policies: [mount] });
    const { roleId, secretId } = await loginOf(vault, `reader-of-${mount}`);

    const words_ = await said({ login: { roleId, secretId: new Secret(secretId) }, identity: "worker", kvMount: mount });

    if (words === undefined) expect({ status, words_ }).toMatchObject({ words_: expect.stringMatching(/no KV|no mount/) });
    else expect(words_).toMatch(words);
  });

  it("says that the mount is not there", async () => {
    expect(await said({ login: platform.bot.worker, identity: "worker", kvMount: "secrets" })).toMatch(
      /no mount secrets, .*vault\.kvMount.*VAULT_NAMESPACE/,
    );
  });

  it("says that http meets TLS, before it sends the login", async () => {
    expect(await said({ address: vault.address.replace("https:", "http:") })).toMatch(
      /`VAULT_ADDR` says http, .*speaks TLS.*https/,
    );
  });

  it("says that https meets plain http", async () => {
    const port = await listening(createServer((_, response) => void response.end("{}")));

    expect(await said({ address: `https://127.0.0.1:${port}` })).toMatch(/`VAULT_ADDR` says https, .*plain http/);
  });

  it.each([
    [200, "text/html", "<html>A page</html>", /is no Vault/],
    [404, "application/json", "{}", /is no Vault/],
    [400, "application/json", '{"errors":[]}', /is no Vault/],
    [501, "application/json", '{"initialized":false,"version":"1.21.4"}', /vault operator init/],
    [503, "application/json", '{"sealed":true,"version":"1.21.4"}', /Vault is sealed/],
  ])("sends no login to what answers %i with %s", async (status, type, body, words) => {
    const asked: (string | undefined)[] = [];
    const port = await listening(
      createServer((request, response) => {
        asked.push(request.url);
        response.writeHead(status, { "content-type": type }).end(body);
      }),
    );

    expect(await said({ address: `http://127.0.0.1:${port}` })).toMatch(words);
    expect(new Set(asked)).toEqual(new Set(["/v1/sys/health"]));
  });

  it("goes on with a namespace that Vault's community edition passes over", async () => {
    expect(await said({ namespace: "platform" })).toBeUndefined();
  });
});
