import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AVault, aVault, textOf } from "./a-vault.ts";

/** How a real Vault answers where the adapters rely on it. Where a newer server differs, the adapters must follow. */
describe("Vault, as the adapters rely on it", () => {
  let vault: AVault;
  const role = "auth/approle/role/profinaut-db";
  const otherRole = "auth/approle/role/profinaut-kafka";
  const noRole = "auth/approle/role/profinaut-nobody";

  beforeAll(async () => {
    vault = await aVault();
    await vault.role("profinaut-db", { token_policies: ["default"], token_ttl: "60s" });
    await vault.role("profinaut-kafka");
  }, 60_000);
  afterAll(() => vault?.stop());

  const call: AVault["server"]["api"] = (...args) => vault.server.api(...args);
  const issue = async (body: object = {}) => {
    const { data } = (await vault.ok("POST", `${role}/secret-id`, body)).body;
    return { secretId: textOf(data?.["secret_id"]), accessor: textOf(data?.["secret_id_accessor"]), data };
  };
  const issueWrapped = async (body: object = {}) => {
    const { wrap_info } = (await vault.ok("POST", `${role}/secret-id`, body, undefined, { "x-vault-wrap-ttl": "300s" })).body;
    return { token: textOf(wrap_info?.token), accessor: textOf(wrap_info?.wrapped_accessor), wrap_info };
  };

  describe("AppRole", () => {
    it("creates a role with 204 and reads it back; an unknown one is 404", async () => {
      expect((await call("POST", "auth/approle/role/profinaut-new", {})).status).toBe(204);
      expect((await call("GET", "auth/approle/role/profinaut-new")).body.data).toMatchObject({
        token_policies: [],
        secret_id_ttl: 0,
        secret_id_num_uses: 0,
        token_ttl: 0,
        token_max_ttl: 0,
      });
      expect((await call("GET", noRole)).status).toBe(404);
    });

    it("matches role names without regard to case", async () => {
      expect((await call("GET", "auth/approle/role/Profinaut-DB")).status).toBe(200);
    });

    it("tells the mount's longest TTL without sudo, 768 h by default", async () => {
      expect((await call("GET", "sys/mounts/auth/approle/tune")).body.data?.["max_lease_ttl"]).toBe(2_764_800);
    });

    it("issues a SecretID with its accessor, and takes metadata as JSON text", async () => {
      const { data } = await issue({ metadata: JSON.stringify({ request: "req_1" }), ttl: "100s", num_uses: 3 });

      expect(Object.keys(data ?? {}).sort()).toEqual(["secret_id", "secret_id_accessor", "secret_id_num_uses", "secret_id_ttl"]);
      expect(data).toMatchObject({ secret_id_ttl: 100, secret_id_num_uses: 3 });
    });

    it("refuses metadata that is an object with 400", async () => {
      expect((await call("POST", `${role}/secret-id`, { metadata: { request: "req_1" } })).status).toBe(400);
    });

    it("answers 404 to issuing for an unknown role", async () => {
      expect((await call("POST", `${noRole}/secret-id`)).status).toBe(404);
    });

    it("refuses a TTL above the role's with 400", async () => {
      await vault.role("profinaut-short", { secret_id_ttl: "1h" });

      expect((await call("POST", "auth/approle/role/profinaut-short/secret-id", { ttl: "2h" })).status).toBe(400);
    });

    it("clamps a TTL above the mount's silently, and the look-up's secret_id_ttl still says what was asked for", async () => {
      const asked = 7_776_000;
      const granted = 2_764_800;

      const { accessor, data } = await issue({ ttl: `${asked}s` });
      const seen = (await call("POST", `${role}/secret-id-accessor/lookup`, { secret_id_accessor: accessor })).body.data ?? {};

      expect(data?.["secret_id_ttl"]).toBe(granted);
      expect(seen["secret_id_ttl"]).toBe(asked);
      const lifeMs = Date.parse(textOf(seen["expiration_time"])) - Date.parse(textOf(seen["creation_time"]));
      expect(lifeMs).toBe(granted * 1000);
    });

    it("writes 'never expires' as Go's zero time", async () => {
      const { accessor } = await issue();

      const seen = await call("POST", `${role}/secret-id-accessor/lookup`, { secret_id_accessor: accessor });

      expect(seen.body.data).toMatchObject({ expiration_time: "0001-01-01T00:00:00Z", secret_id_num_uses: 0 });
    });

    it("answers a look-up by value with 200, and 204 for an unknown value or another role's", async () => {
      const { secretId, accessor } = await issue({ metadata: JSON.stringify({ request: "req_1" }) });

      const seen = await call("POST", `${role}/secret-id/lookup`, { secret_id: secretId });

      expect(seen.body.data).toMatchObject({ secret_id_accessor: accessor, metadata: { request: "req_1" } });
      expect((await call("POST", `${role}/secret-id/lookup`, { secret_id: "unknown" })).status).toBe(204);
      expect((await call("POST", `${otherRole}/secret-id/lookup`, { secret_id: secretId })).status).toBe(204);
    });

    it("answers a look-up by accessor with 200, 404 when unknown and 204 when it is another role's", async () => {
      const { accessor } = await issue();

      const lookUp = (path: string, id: string) => call("POST", `${path}/secret-id-accessor/lookup`, { secret_id_accessor: id });

      expect((await lookUp(role, accessor)).status).toBe(200);
      const unknown = await lookUp(role, "unknown");
      expect(unknown.status).toBe(404);
      expect(unknown.body.data?.["error"]).toBeTypeOf("string");
      expect((await lookUp(otherRole, accessor)).status).toBe(204);
    });

    it("answers both look-ups with 500 when the role itself is unknown", async () => {
      expect((await call("POST", `${noRole}/secret-id/lookup`, { secret_id: "x" })).status).toBe(500);
      expect((await call("POST", `${noRole}/secret-id-accessor/lookup`, { secret_id_accessor: "x" })).status).toBe(500);
    });

    it("destroys by accessor with 204, then 500, and 403 for another role's (CVE-2023-24999)", async () => {
      const { accessor, secretId } = await issue();
      const destroy = (path: string) => call("POST", `${path}/secret-id-accessor/destroy`, { secret_id_accessor: accessor });

      expect((await destroy(otherRole)).status).toBe(403);
      expect((await call("POST", `${role}/secret-id/lookup`, { secret_id: secretId })).status).toBe(200);
      expect((await destroy(role)).status).toBe(204);
      expect((await destroy(role)).status).toBe(500);
    });

    it("lists accessors; none is 404, an unknown role 400", async () => {
      await vault.role("profinaut-empty");
      const { accessor } = await issue();

      expect((await call("LIST", `${role}/secret-id`)).body.data?.["keys"]).toContain(accessor);
      expect((await call("LIST", "auth/approle/role/profinaut-empty/secret-id")).status).toBe(404);
      expect((await call("LIST", `${noRole}/secret-id`)).status).toBe(400);
    });

    it("hands the metadata to every login made with the SecretID", async () => {
      const { roleId } = await vault.credentials("profinaut-db");
      const { secretId } = await issue({ metadata: JSON.stringify({ generation: "7" }) });

      const login = await call("POST", "auth/approle/login", { role_id: roleId, secret_id: secretId }, "");

      expect(login.body.auth?.metadata).toMatchObject({ generation: "7", role_name: "profinaut-db" });
    });

    it("does not revoke a token when its SecretID is destroyed", async () => {
      const { roleId } = await vault.credentials("profinaut-db");
      const { secretId, accessor } = await issue();
      const login = await call("POST", "auth/approle/login", { role_id: roleId, secret_id: secretId }, "");

      await vault.ok("POST", `${role}/secret-id-accessor/destroy`, { secret_id_accessor: accessor });

      expect((await call("GET", "auth/token/lookup-self", undefined, login.body.auth?.client_token)).status).toBe(200);
    });

    it("locks a RoleID after five refused logins, good ones too, until it is unlocked", async () => {
      await vault.role("profinaut-locked");
      const { roleId, secretId } = await vault.credentials("profinaut-locked");
      const logIn = async (value: string) =>
        (await call("POST", "auth/approle/login", { role_id: roleId, secret_id: value }, "")).status;

      const refusals: number[] = [];
      for (let attempt = 1; attempt <= 5; attempt += 1) refusals.push(await logIn("wrong"));

      expect(refusals).toEqual([400, 400, 400, 400, 400]);
      expect(await logIn(secretId.reveal())).toBe(403);
      const mounts = (await call("GET", "sys/auth/approle")).body.data ?? {};
      await vault.ok("POST", `sys/locked-users/${textOf(mounts["accessor"])}/unlock/${roleId}`);
      expect(await logIn(secretId.reveal())).toBe(200);
    });
  });

  describe("response wrapping", () => {
    it("names the accessor of a wrapped SecretID, which can be looked up and destroyed before it is unwrapped", async () => {
      const { accessor, wrap_info } = await issueWrapped();

      expect(wrap_info).toMatchObject({ ttl: 300, creation_path: "auth/approle/role/profinaut-db/secret-id" });
      const body = { secret_id_accessor: accessor };
      expect((await call("POST", `${role}/secret-id-accessor/lookup`, body)).status).toBe(200);
      expect((await call("POST", `${role}/secret-id-accessor/destroy`, body)).status).toBe(204);
    });

    it("gives the SecretID to whoever holds the wrapping token, once; a spent and an unknown one are both 400", async () => {
      const { token, accessor } = await issueWrapped();

      const first = await call("POST", "sys/wrapping/unwrap", undefined, token);

      expect(first.body.data).toMatchObject({ secret_id_accessor: accessor, secret_id: expect.any(String) });
      expect((await call("POST", "sys/wrapping/unwrap", undefined, token)).status).toBe(400);
      expect((await call("POST", "sys/wrapping/unwrap", undefined, "unknown")).status).toBe(400);
    });

    it("shows where a wrapping token came from without spending it", async () => {
      const { token } = await issueWrapped();

      const seen = await call("POST", "sys/wrapping/lookup", { token }, "");

      expect(seen.body.data?.["creation_path"]).toBe("auth/approle/role/profinaut-db/secret-id");
      expect((await call("POST", "sys/wrapping/unwrap", undefined, token)).status).toBe(200);
    });

    it("wraps any JSON, with a creation path of its own", async () => {
      const made = await vault.ok("POST", "sys/wrapping/wrap", { a: "b" }, undefined, { "x-vault-wrap-ttl": "60s" });

      const seen = await call("POST", "sys/wrapping/lookup", { token: textOf(made.body.wrap_info?.token) }, "");

      expect(seen.body.data?.["creation_path"]).toBe("sys/wrapping/wrap");
    });

    it("does not wrap a refusal", async () => {
      const refused = await call("POST", `${noRole}/secret-id`, {}, undefined, { "x-vault-wrap-ttl": "60s" });

      expect(refused.status).toBe(404);
      expect(refused.body.wrap_info).toBeUndefined();
    });
  });

  describe("KV version 2", () => {
    it("writes by check-and-set: 0 means new, and a mismatch is 400", async () => {
      const put = (cas: number) => call("POST", "secret/data/cas", { options: { cas }, data: { field: "x" } });

      expect((await put(0)).body.data?.["version"]).toBe(1);
      expect((await put(0)).status).toBe(400);
      expect((await put(1)).body.data?.["version"]).toBe(2);
    });

    it("answers 404 to a missing entry, a deleted one and an empty list", async () => {
      await vault.ok("POST", "secret/data/gone", { data: { field: "x" } });
      await vault.ok("DELETE", "secret/data/gone");

      expect((await call("GET", "secret/data/never")).status).toBe(404);
      expect((await call("GET", "secret/data/gone")).status).toBe(404);
      expect((await call("LIST", "secret/metadata/nothing")).status).toBe(404);
    });

    it("lets `create` alone put a value, and neither read nor overwrite it", async () => {
      const policy = 'path "secret/data/pending/*" { capabilities = ["create"] }';
      await vault.ok("PUT", "sys/policies/acl/put-only", { policy });
      const made = await vault.ok("POST", "auth/token/create", { policies: ["put-only"] });
      const token = made.body.auth?.client_token;

      const put = () => call("POST", "secret/data/pending/one", { data: { field: "x" } }, token);

      expect((await put()).status).toBe(200);
      expect((await put()).status).toBe(403);
      expect((await call("GET", "secret/data/pending/one", undefined, token)).status).toBe(403);
    });

    it("keeps custom metadata beside the versions", async () => {
      await vault.ok("POST", "secret/data/owned", { data: { field: "x" } });
      await vault.ok("POST", "secret/metadata/owned", { custom_metadata: { owner: "U0AAAAAAAAA" } });

      expect((await call("GET", "secret/metadata/owned")).body.data).toMatchObject({
        current_version: 1,
        custom_metadata: { owner: "U0AAAAAAAAA" },
      });
    });

    it("gives a wrapping token instead of the value when the read is wrapped", async () => {
      await vault.ok("POST", "secret/data/handed-on", { data: { field: "x" } });

      const seen = await call("GET", "secret/data/handed-on", undefined, undefined, { "x-vault-wrap-ttl": "60s" });

      expect(seen.body.data).toBeNull();
      expect(seen.body.wrap_info?.token).toBeTypeOf("string");
    });
  });

  describe("KV version 2, as values are kept in it", () => {
    const wrap = { "x-vault-wrap-ttl": "60s" };

    it("wraps the 404 of a deleted version like any answer, and not the one of a missing entry", async () => {
      await vault.ok("POST", "secret/data/wrapped-gone", { data: { field: "x" } });
      await vault.ok("DELETE", "secret/data/wrapped-gone");

      const gone = await call("GET", "secret/data/wrapped-gone", undefined, undefined, wrap);
      const never = await call("GET", "secret/data/wrapped-never", undefined, undefined, wrap);

      expect(gone.body.wrap_info?.token).toBeTypeOf("string");
      expect([never.status, never.body.wrap_info]).toEqual([404, undefined]);
    });

    it("tells a deleted version by its time, which stays when it is deleted again; unknown versions are no error", async () => {
      await vault.ok("POST", "secret/data/twice", { data: { field: "x" } });
      const timeOf = async () => Object((await call("GET", "secret/metadata/twice")).body.data?.["versions"])["1"].deletion_time;

      expect(await timeOf()).toBe("");
      expect((await call("POST", "secret/delete/twice", { versions: [1, 9] })).status).toBe(204);
      const first = await timeOf();
      expect((await call("POST", "secret/delete/twice", { versions: [1] })).status).toBe(204);

      expect(Date.parse(first)).toBeGreaterThan(0);
      expect(await timeOf()).toBe(first);
      expect([204, 404]).toContain((await call("POST", "secret/delete/never-there", { versions: [1] })).status);
    });

    it("notes things about an entry that has no version, shows it, and lists it", async () => {
      await vault.ok("POST", "secret/metadata/early/one", { custom_metadata: { owner: "me" } });

      expect((await call("GET", "secret/metadata/early/one")).body.data).toMatchObject({ current_version: 0, versions: {} });
      expect((await call("GET", "secret/data/early/one")).status).toBe(404);
      expect((await call("LIST", "secret/metadata/early")).body.data?.["keys"]).toEqual(["one"]);
    });

    it("under a policy that demands wrapping, demands it of writes too, and grants the wrapped ones", async () => {
      const policy = 'path "secret/data/wrap-only/*" { capabilities = ["create", "read", "update"] min_wrapping_ttl = "1s" }';
      await vault.ok("PUT", "sys/policies/acl/wrap-only", { policy });
      const made = await vault.ok("POST", "auth/token/create", { policies: ["wrap-only"] });
      const token = made.body.auth?.client_token;
      const put = (cas: number, headers = {}) =>
        call("POST", "secret/data/wrap-only/one", { data: { field: "x" }, options: { cas } }, token, headers);

      expect((await put(0)).status).toBe(403);
      expect((await put(0, wrap)).status).toBe(200);
      expect((await put(0, wrap)).status).toBe(400);
      expect((await call("GET", "secret/data/wrap-only/one", undefined, token)).status).toBe(403);
      expect((await call("GET", "secret/data/wrap-only/one", undefined, token, wrap)).status).toBe(200);
    });
  });

  describe("a wrapping token that speaks for itself", () => {
    it("is looked up as often as one likes, opened once, and is 400 afterwards to both; a token that wraps nothing is 400 or 403", async () => {
      const made = await vault.ok("POST", "sys/wrapping/wrap", { a: "b" }, undefined, { "x-vault-wrap-ttl": "60s" });
      const token = textOf(made.body.wrap_info?.token);
      const plain = (await vault.ok("POST", "auth/token/create", { policies: ["default"] })).body.auth?.client_token;
      const [look, open] = ["lookup", "unwrap"].map(
        (what) =>
          async (by = token) =>
            (await call("POST", `sys/wrapping/${what}`, undefined, by)).status,
      );

      expect([await look?.(), await look?.(), await open?.()]).toEqual([200, 200, 200]);
      expect([await look?.(), await open?.()]).toEqual([400, 400]);
      for (const status of [await look?.(plain), await open?.(plain)]) expect([400, 403]).toContain(status);
    });
  });

  describe("tokens and the seal", () => {
    it("answers 403 to an invalid token, as to one that may not", async () => {
      expect((await call("GET", role, undefined, "invalid")).status).toBe(403);
      expect((await call("GET", "auth/token/lookup-self", undefined, "invalid")).status).toBe(403);
    });

    it("tells our capabilities by path", async () => {
      const seen = await call("POST", "sys/capabilities-self", { paths: [role, "sys/seal"] });

      expect(seen.body.data).toMatchObject({ [role]: ["root"], "sys/seal": ["root"] });
    });

    it("is healthy with 200; sealed, everything is 503 and health has a body", async () => {
      expect((await call("GET", "sys/health", undefined, "")).status).toBe(200);

      await vault.server.seal();
      const health = await call("GET", "sys/health", undefined, "");
      const read = await call("GET", role);
      await vault.server.unseal();

      expect(health.status).toBe(503);
      expect(health.body).toMatchObject({ sealed: true, initialized: true });
      expect(read.status).toBe(503);
    });
  });
});
