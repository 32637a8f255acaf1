import { createServer } from "node:http";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import type { RunningVault } from "../../demo/parts/vault-server.ts";
import { aPlatform, put } from "../cli/an-exec.ts";
import { lockOut, lockoutOn } from "../vault/locked.ts";
import { aRunner } from "./a-runner.ts";
import { anUnevenVault } from "./an-uneven-vault.ts";
import { byAppRole } from "./by-app-role.ts";

const source = "source .github/profinaut/vault.sh\nvault_pauses=(0.1)\n";
const login = "auth/approle/login";
let platform: Awaited<ReturnType<typeof aPlatform>>;
let vault: RunningVault;

beforeAll(async () => {
  platform = await aPlatform();
  vault = platform.vault;
  await put(vault, "db/credentials", { password: "p" });
});
afterAll(() => platform.stop());

async function plainServer(): Promise<string> {
  const server = createServer((_, response) => response.end("hello"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return `127.0.0.1:${Object(server.address()).port}`;
}

/** What is wrong, how, what is said of it; what is advised nowhere else is a rotation. */
const onTheWay: readonly (readonly [string, () => Promise<Record<string, string>>, string])[] = [
  ["nobody listens", async () => ({ PROFINAUT_VAULT_ADDR: "https://127.0.0.1:9" }), "nobody answers at PROFINAUT_VAULT_ADDR"],
  ["a name nobody has", async () => ({ PROFINAUT_VAULT_ADDR: "https://vault.invalid:8200" }), "finds no machine by the name"],
  ["a certificate of somebody else", async () => ({ PROFINAUT_VAULT_CACERT: "" }), "variable PROFINAUT_VAULT_CACERT"],
  ["a text in the place of a certificate", async () => ({ PROFINAUT_VAULT_CACERT: "none" }), "holds no certificate (PEM)"],
  [
    "a port without TLS",
    async () => ({ PROFINAUT_VAULT_ADDR: `https://${await plainServer()}` }),
    "there is no TLS at PROFINAUT_VAULT_ADDR",
  ],
  ["a seal", async () => refusing(503, '{"errors":["Vault is sealed"]}'), "Vault is sealed or not ready (Vault is sealed)"],
  ["a redirect", async () => refusing(307, ""), "Vault answered 307"],
  [
    "a page of a proxy",
    async () => refusing(200, "<html>welcome</html>"),
    "gave no token: is PROFINAUT_VAULT_ADDR that of Vault?",
  ],
  [
    "a fault of Vault",
    async () => refusing(500, '{"errors":["internal error 100%"]}'),
    "Vault answered 500 (internal error 100%25)",
  ],
];

async function refusing(status: number, body: string): Promise<Record<string, string>> {
  const always = Array.from({ length: 2 }, () => ({ path: login, status, body }));
  return { ...(await anUnevenVault(vault, always)).env };
}

it.each(onTheWay)("%s is said as what it is, and rotates nothing", async (_, change, said) => {
  const { code, stdout } = await aRunner().step(`${source}vault_login; echo went on`, {
    ...(await byAppRole(vault)),
    ...(await change()),
  });

  expect(code).toBe(1);
  expect(stdout.match(/^::error title=Vault::/gm)).toHaveLength(1);
  expect(stdout).toContain(said);
  expect(stdout).not.toMatch(/went on|rotate/);
});

it.each(["curl", "jq"])("a runner without %s says so", async (program) => {
  const runner = aRunner();
  const other = program === "curl" ? "jq" : "curl";
  runner.program(other, "exit 1");

  const { code, stdout } = await runner.step(`PATH=$HOME/../bin; ${source}vault_login`, await byAppRole(vault));

  expect([code, stdout]).toEqual([
    1,
    `::error title=Vault::this runner has no ${program}: install it; without it nothing is read from Vault.\n`,
  ]);
});

it("Vault's own refusals are quoted: only a SecretID that it does not know is to be rotated, a locked AppRole is to be unlocked", async () => {
  const env = await byAppRole(vault, "profinaut-kafka");
  const wrong = { ...env, PROFINAUT_VAULT_SECRET_ID: "00000000-0000-0000-0000-000000000000" };

  const refused = await aRunner().step(`${source}vault_login`, wrong);
  await lockoutOn(vault, { threshold: 3 });
  await lockOut(vault, env["PROFINAUT_VAULT_ROLE_ID"] ?? "");
  const locked = await aRunner().step(`${source}vault_login`, env);

  expect(refused.stdout).toContain("Vault refused the login by AppRole: Vault answered 400 (invalid role or secret ID)");
  expect(refused.stdout).toContain("/profinaut rotate and the AppRole's name");
  expect(locked.stdout).toMatch(/Vault answered 403 \(.*permission denied.*\).*\/profinaut unlock/);
});
