import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { HttpMethod } from "../../demo/parts/vault-api.ts";
import type { RunningVault } from "../../demo/parts/vault-server.ts";
import { aValue, everyAppRole } from "./every-app-role.ts";
import { capabilities, entries, granted, isWrappedForBot, paths, roles } from "./policy-table.ts";

const wrapped = { "x-vault-wrap-ttl": "60s" };
/** A version that no entry has: an allowed write is refused by check-and-set, and nothing changes. */
const noVersion = { cas: 999 };

let vault: RunningVault;
let tokenOf: (role: string) => string;
beforeAll(async () => {
  ({ vault, tokenOf } = await everyAppRole());
}, 120_000);
afterAll(() => vault?.stop());

const seen = async (role: string, path: string): Promise<readonly string[]> => {
  const { status, body } = await vault.api("POST", "sys/capabilities", { token: tokenOf(role), paths: [path] });
  expect(status).toBe(200);
  const has = body.data?.["capabilities"];
  if (!Array.isArray(has)) throw new Error(`Vault says nothing of ${path}`);
  return capabilities.filter((capability) => has.includes(capability) || has.includes("root"));
};

describe("T15 every AppRole, every path, every capability", () => {
  it("is asked about in full: thousands of denials, and every kind of permission", () => {
    const cells = roles.flatMap((role) => paths.map((path) => granted(role, path).length));
    const allowed = cells.reduce((sum, count) => sum + count, 0);

    expect(new Set(paths).size).toBe(paths.length);
    expect(cells.length * capabilities.length - allowed).toBeGreaterThan(20_000);
    expect(allowed).toBeGreaterThan(700);
    expect(roles.map(tokenOf)).not.toContain("");
  });

  it.each(roles)("T15 %s may do what the table grants, and nothing else", async (role) => {
    const wrong: object[] = [];
    for (const path of paths) {
      const [has, may] = [await seen(role, path), granted(role, path)];
      if (String(has) !== String(may)) wrong.push({ path, has, may });
    }

    expect(wrong).toEqual([]);
  });

  it.each([{ delete_version_after: "1s" }, { max_versions: 1 }, { cas_required: false }])(
    "T15 the worker notes what it likes of a value, and cannot have it vanish: %j",
    async (setting) => {
      const note = (body: object) =>
        vault.api(
          "POST",
          "secret/metadata/profinaut/noted",
          { custom_metadata: { owner: "me" }, ...body },
          tokenOf("profinaut-bot-worker"),
        );

      expect((await note(setting)).status).toBe(403);
      expect((await note({})).status).toBe(204);
    },
  );

  it("T15 would see a policy that grants more", async () => {
    const { body } = await vault.api("GET", "sys/policies/acl/profinaut-db");
    const policy = String(body.data?.["policy"]);
    await vault.api("POST", "sys/policies/acl/profinaut-db", {
      policy: `${policy}\npath "secret/data/profinaut/kafka" { capabilities = ["read"] }\n`,
    });

    const more = await seen("profinaut-db", "secret/data/profinaut/kafka");
    await vault.api("POST", "sys/policies/acl/profinaut-db", { policy });

    expect(more).toEqual(["read"]);
    expect(await seen("profinaut-db", "secret/data/profinaut/kafka")).toEqual([]);
  });
});

describe("T15 real requests", () => {
  type Ask = readonly [what: "read" | "list" | "write" | "delete", method: HttpMethod, path: string, body?: object];
  const asks: readonly Ask[] = entries.flatMap((entry): readonly Ask[] => [
    ["read", "GET", `secret/data/profinaut/${entry}`],
    ["write", "POST", `secret/data/profinaut/${entry}`, { data: {}, options: noVersion }],
    ["read", "GET", `secret/metadata/profinaut/${entry}`],
    ["delete", "POST", `secret/delete/profinaut/${entry}`, { versions: [999] }],
  ]);
  const needed = { read: "read", list: "list", write: "update", delete: "update" } as const;

  it.each(roles)("T15 of %s get what the table says", async (role) => {
    const isBot = role.startsWith("profinaut-bot");
    const wrong: object[] = [];
    const expectOf = async (ask: Ask, headers: Record<string, string>, may: boolean) => {
      const [what, method, path, body] = ask;
      const { status } = await vault.api(method, path, body, tokenOf(role), headers);
      // 400: past the policies, and stopped by check-and-set.
      const expected = !may ? 403 : what === "write" ? 400 : what === "delete" ? 204 : 200;
      if (status !== expected) wrong.push({ what, path, headers, status, expected });
    };
    for (const ask of asks) {
      const [what, , path] = ask;
      const may = granted(role, path).includes(needed[what]);
      await expectOf(ask, {}, may && !(isBot && isWrappedForBot(path)));
      if (isBot && isWrappedForBot(path)) await expectOf(ask, wrapped, may);
    }

    expect(wrong).toEqual([]);
  });

  it("T15 of the worker write with a wrapped answer that holds the version and no value", async () => {
    const token = tokenOf("profinaut-bot-worker");
    const path = "secret/data/profinaut/written";

    const written = await vault.api("POST", path, aValue("written"), token, wrapped);
    const opened = await vault.api("POST", "sys/wrapping/unwrap", undefined, written.body.wrap_info?.token);
    const read = await vault.api("GET", path, undefined, token, wrapped);
    const tooLong = await vault.api("GET", path, undefined, token, { "x-vault-wrap-ttl": "2h" });

    expect(opened.body.data).toMatchObject({ version: 1, destroyed: false });
    expect(JSON.stringify(opened.body)).not.toContain("canary");
    expect(JSON.stringify(read.body)).not.toContain("canary");
    expect(read.body.wrap_info?.ttl).toBe(60);
    expect(tooLong.status).toBe(403);
  });

  it("T15 to write without check-and-set are refused to those who may write", async () => {
    const blind = { data: { value: "blind" } };
    const admin = await vault.api("POST", "secret/data/profinaut/db", blind, tokenOf("profinaut-admin"));
    const worker = await vault.api("POST", "secret/data/profinaut/binance", blind, tokenOf("profinaut-bot-worker"));

    expect([admin.status, worker.status]).toEqual([400, 400]);
  });

  const forbidden: readonly (readonly [HttpMethod, string, object?, Record<string, string>?])[] = [
    ["POST", "sys/policies/acl/profinaut-db", { policy: 'path "*" { capabilities = ["sudo"] }' }],
    ["DELETE", "sys/policies/acl/profinaut-bot-worker"],
    ["POST", "sys/mounts/mine", { type: "kv" }],
    ["DELETE", "sys/mounts/secret"],
    ["POST", "secret/config", { cas_required: false }],
    ["POST", "profinaut-pending/config", { delete_version_after: "0s" }],
    ["POST", "sys/auth/mine", { type: "userpass" }],
    ["POST", "sys/auth/approle/tune", { max_lease_ttl: "1h" }],
    ["DELETE", "sys/audit/file"],
    ["PUT", "sys/seal"],
    ["POST", "auth/token/create", { policies: ["root"] }],
    ["POST", "auth/token/create-orphan", {}],
    ["POST", "auth/approle/role/mine", { token_policies: ["root"] }],
    ["POST", "auth/approle/role/profinaut-db", { token_policies: ["root"] }],
    ["POST", "auth/approle/role/profinaut-db/policies", { token_policies: ["root"] }],
    ["GET", "auth/approle/role/profinaut-db/role-id"],
    ["POST", "auth/approle/role/profinaut-db/secret-id", {}],
    ["POST", "auth/approle/role/profinaut-db/custom-secret-id", { secret_id: "chosen" }, wrapped],
    ["POST", "auth/approle/role/profinaut-old/secret-id", {}, wrapped],
    ["POST", "auth/approle/role/profinaut-bot/secret-id", {}, wrapped],
    ["POST", "auth/approle/role/profinaut-bot-ingress/secret-id", {}, wrapped],
    ["LIST", "auth/approle/role"],
    ["LIST", "sys/policies/acl"],
    ["POST", "secret/data/profinaut-keys/signing/decisions", { data: {}, options: noVersion }],
    ["POST", "secret/data/profinaut-keys/public/decisions", { data: {}, options: noVersion }],
    ["POST", "secret/destroy/profinaut-keys/public/decisions", { versions: [1] }],
    ["DELETE", "secret/metadata/profinaut-keys/signing/decisions"],
    ["POST", "secret/data/elsewhere", { data: {}, options: noVersion }],
    ["POST", "profinaut-pending/undelete/req_1", { versions: [1] }],
    ["POST", "profinaut-pending/data/req_1", { data: {}, options: { cas: 1 } }],
  ];

  it.each(roles)("T15 of %s change nothing that gives rights, and nothing of the bot's", async (role) => {
    const allowed: string[] = [];
    for (const [method, path, body, headers] of forbidden) {
      const { status } = await vault.api(method, path, body, tokenOf(role), headers);
      if (status !== 403) allowed.push(`${status} ${method} ${path}`);
    }

    expect(allowed).toEqual([]);
  });

  it("T15 the worker has one text hashed by the audit device, to see that it is there, and no other", async () => {
    const hash = async (role: string, input: string) =>
      (await vault.api("POST", "sys/audit-hash/file", { input }, tokenOf(role))).status;

    expect(await hash("profinaut-bot-worker", "profinaut-check")).toBe(200);
    expect(await hash("profinaut-bot-worker", "a guess")).toBe(403);
    expect(await hash("profinaut-bot-ingress", "profinaut-check")).toBe(403);
  });

  it("T15 the signing key is read by those who sign, and by nobody else", async () => {
    const readers: string[] = [];
    for (const role of roles) {
      const answers = [{}, wrapped].map((headers) =>
        vault.api("GET", "secret/data/profinaut-keys/signing/decisions", undefined, tokenOf(role), headers),
      );
      if ((await Promise.all(answers)).some(({ status }) => status !== 403)) readers.push(role);
    }

    expect(readers).toEqual(["profinaut-bot-ingress", "profinaut-bot"]);
  });

  it("T15 staging and production never cross", async () => {
    const crossings: string[] = [];
    for (const role of roles.filter((name) => !name.startsWith("profinaut-bot"))) {
      const isStaging = role.startsWith("profinaut-staging-");
      for (const entry of entries.filter((name) => name.startsWith("staging/") !== isStaging))
        for (const method of ["GET", "LIST"] as const)
          for (const kind of ["data", "metadata"]) {
            const { status } = await vault.api(method, `secret/${kind}/profinaut/${entry}`, undefined, tokenOf(role));
            if (status !== 403) crossings.push(`${role} ${method} ${kind}/${entry}: ${status}`);
          }
    }
    const listed = async (role: string, folder: string) =>
      (await vault.api("LIST", `secret/metadata/${folder}`, undefined, tokenOf(role))).status;

    expect(crossings).toEqual([]);
    expect(await listed("profinaut-readonly", "profinaut")).toBe(200);
    expect(await listed("profinaut-readonly", "profinaut/staging")).toBe(403);
    expect(await listed("profinaut-staging-readonly", "profinaut/staging")).toBe(200);
    expect(await listed("profinaut-staging-readonly", "profinaut")).toBe(403);
  });
});
