import { afterAll, beforeAll, expect, it } from "vitest";
import type { RunningVault } from "../../demo/parts/vault-server.ts";
import { aPlatform, put, tokens } from "../cli/an-exec.ts";
import { aRunner, logOf } from "./a-runner.ts";
import { anUnevenVault, type Outage } from "./an-uneven-vault.ts";
import { byAppRole } from "./by-app-role.ts";

const canary = ["canary", "of", "outages"].join("-");
const source = "source .github/profinaut/vault.sh\nvault_pauses=(0.1 0.1 0.1)\n";
const login = "auth/approle/login";
let platform: Awaited<ReturnType<typeof aPlatform>>;
let vault: RunningVault;

beforeAll(async () => {
  platform = await aPlatform();
  vault = platform.vault;
  await put(vault, "db/credentials", { password: canary });
});
afterAll(() => platform.stop());

const sealed: Omit<Outage, "path"> = { status: 503, body: '{"errors":["Vault is sealed"]}' };
const overloaded: Omit<Outage, "path"> = { status: 502, body: '{"auth":null,"data":{"data":{"password":"nobody\'s"}}}' };

it.each([
  ["the login", [{ path: login, ...sealed }]],
  [
    "the login, twice, in two ways",
    [
      { path: login, ...overloaded },
      { path: login, status: 429, body: "<h1>patience</h1>" },
    ],
  ],
  ["a value", [{ path: "secret/data/profinaut/db/credentials", ...overloaded }]],
  ["the end of the token", [{ path: "auth/token/revoke-self", ...sealed }]],
] as const)("a refusal before %s goes through leaves nothing in what is used, and no token behind", async (_, outages) => {
  const before = (await tokens(vault)).length;
  const uneven = await anUnevenVault(vault, outages);
  const script = `${source}vault_login; vault_values 'A=db/credentials#password'; vault_logout; printf '<%s>' "$A" | sha256sum`;

  const { code, stdout, stderr } = await aRunner().step(script, { ...(await byAppRole(vault)), ...uneven.env });

  expect(code, stdout + stderr).toBe(0);
  expect(stdout).toContain("Logged in to Vault as profinaut-db, for");
  expect(stdout).toContain(`::add-mask::${canary}\n`);
  expect(logOf(stdout)).not.toContain(canary);
  const { stdout: hash } = await aRunner().step(`printf '<%s>' '${canary}' | sha256sum`);
  expect(stdout).toContain(hash);
  expect(uneven.asked).toHaveLength(3 + outages.length);
  expect(await tokens(vault)).toHaveLength(before);
});

it("who is told how long to wait waits as long, and no longer than a minute", async () => {
  const patience = { status: 429, body: "{}" };
  const uneven = await anUnevenVault(vault, [
    { path: login, ...patience, headers: { "Retry-After": "2" } },
    { path: login, ...patience, headers: { "Retry-After": "3600" } },
  ]);

  const { code, stdout } = await aRunner().step(`${source}vault_login`, { ...(await byAppRole(vault)), ...uneven.env });

  expect(code).toBe(1);
  expect(stdout).toContain("Vault answered 429");
  const [first, second] = uneven.asked.map(({ atMs }) => atMs);
  expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(1900);
  expect(uneven.asked).toHaveLength(2);
});
