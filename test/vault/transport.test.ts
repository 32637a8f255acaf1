import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { InputError, UpstreamError } from "../../src/domain/errors.ts";
import { Secret } from "../../src/domain/secret.ts";
import { createAppRoles } from "../../src/vault/app-roles.ts";
import { vaultPath } from "../../src/vault/paths.ts";
import { createTransport, type VaultCall } from "../../src/vault/transport.ts";
import { startTcpProxy } from "../support/tcp-proxy.ts";
import { aListener, statuses } from "./a-listener.ts";
import { type AVault, aVault } from "./a-vault.ts";
import { renderingsOf } from "./renderings.ts";

const read: VaultCall = { method: "GET", path: vaultPath("auth/token/lookup-self"), kind: "read" };
const theWrite: VaultCall = { method: "POST", path: vaultPath("sys/example"), kind: "write", body: { field: "x" } };
const once: VaultCall = { ...theWrite, kind: "once" };

describe("the transport", () => {
  let vault: AVault;
  let port: number;

  beforeAll(async () => {
    vault = await aVault();
    port = Number(new URL(vault.server.address).port);
  }, 60_000);
  afterAll(() => vault?.stop());
  afterEach(() => vi.unstubAllEnvs());

  const failureOf = (work: Promise<unknown>): Promise<unknown> =>
    work.then(
      () => {
        throw new Error("This should have failed");
      },
      (error: unknown) => error,
    );

  it("says until when a quota of Vault lets nobody in, where Vault says so", async () => {
    await vault.ok("POST", "sys/quotas/config", { enable_rate_limit_response_headers: true });
    await vault.ok("POST", "sys/quotas/rate-limit/kv", { path: "secret/", rate: 1, interval: "5m", block_interval: "90s" });
    const client = vault.transport().client(new Secret(vault.server.rootToken));
    const call: VaultCall = { method: "GET", path: vaultPath("secret/config"), kind: "read" };
    await client.request(call);

    const nowMs = Date.now();
    const failure = await failureOf(client.request(call));
    await vault.ok("DELETE", "sys/quotas/rate-limit/kv");

    expect(failure).toMatchObject({ code: "vault.busy", effect: "none", retryable: true, status: 429 });
    const untilAtMs = failure instanceof UpstreamError ? (failure.untilAtMs ?? 0) : 0;
    expect(untilAtMs - nowMs).toBeGreaterThan(80_000);
    expect(untilAtMs - nowMs).toBeLessThan(95_000);
  });

  describe("T13 what node-vault's errors would tell", () => {
    const canaries = {
      token: "canary-token-1111",
      secretId: "canary-secret-id-2222",
      wrap: "canary-wrap-3333",
      role: "canary-role-4444",
    };
    const secretId = new Secret(canaries.secretId);
    const token = new Secret(canaries.token);
    const call: VaultCall = {
      method: "POST",
      path: vaultPath("auth/approle/role", { role: canaries.role }, "secret-id/lookup"),
      kind: "write",
      body: { secret_id: canaries.secretId },
    };

    const through = async (mode: Parameters<Awaited<ReturnType<typeof startTcpProxy>>["mode"]>[0]) => {
      const proxy = await startTcpProxy({ host: "127.0.0.1", port, tls: vault.tls });
      proxy.mode(mode);
      const client = vault.transport({ address: `https://127.0.0.1:${proxy.port}`, timeoutMs: 300 }).client(token);
      const failure = await failureOf(client.request(call));
      await proxy.stop();
      return failure;
    };
    const echoed = async (status: number, kind: VaultCall["kind"]) => {
      const listener = await aListener(({ headers, body }, response) => {
        response.writeHead(status, { "x-echo": String(headers["x-vault-token"]) });
        response.end(JSON.stringify({ errors: [body, headers], body }));
      });
      const client = createTransport({ address: listener.address, timeoutMs: 1000, now: Date.now }).client(token);
      const failure = await failureOf(client.request({ ...call, kind }));
      await listener.stop();
      return failure;
    };
    const appRoles = () => {
      const transport = vault.transport();
      return createAppRoles({ session: transport.client(token), transport, mount: "approle", now: Date.now });
    };

    const failing: Record<string, () => Promise<unknown>> = {
      denied: () => failureOf(vault.transport().client(token).request(call)),
      "login refused": async () => {
        const credentials = { roleId: canaries.role, secretId };
        return failureOf((await vault.session({ credentials })).request(read));
      },
      "wrapping token spent": () =>
        failureOf(appRoles().unwrap({ accessor: "a", wrappingToken: new Secret(canaries.wrap), wrappedForS: 1 })),
      "look-up by value denied": () => failureOf(appRoles().lookUpValue("profinaut-db", secretId)),
      "time-out": () => through({ kind: "black-hole" }),
      "answer lost": () => through({ kind: "lose-answer" }),
      "reset in the middle of the answer": () => through({ kind: "reset-after", bytes: 20 }),
      "nobody listens": () => {
        const transport = createTransport({ address: "http://127.0.0.1:1", timeoutMs: 1000, now: Date.now });
        return failureOf(transport.client(token).request(call));
      },
      "certificate not trusted": () =>
        failureOf(createTransport({ address: vault.server.address, timeoutMs: 1000, now: Date.now }).client(token).request(call)),
      "given up": () => {
        const signal = AbortSignal.abort(new Error(canaries.token));
        return failureOf(
          vault
            .transport()
            .client(token)
            .request({ ...call, signal }),
        );
      },
      "bad name": () => failureOf(appRoles().role(`${canaries.role}/../x`)),
      "echo with 400": () => echoed(400, "write"),
      "echo with 403": () => echoed(403, "write"),
      "echo with 500 to a write": () => echoed(500, "write"),
      "echo with 500 to a read": () => echoed(500, "read"),
      "echo in a success of the wrong shape": async () => {
        const listener = await aListener(
          ({ body }, response) => void response.end(JSON.stringify({ data: { secret_id: body } })),
        );
        const transport = createTransport({ address: listener.address, timeoutMs: 1000, now: Date.now });
        const deps = { session: transport.client(token), transport, mount: "approle", now: Date.now };
        const failure = await failureOf(createAppRoles(deps).lookUpValue("profinaut-db", secretId));
        await listener.stop();
        return failure;
      },
    };

    it.each(Object.keys(failing))("keeps token, SecretID, header and body out of every rendering: %s", async (path) => {
      const failure = await failing[path]?.();

      const rendered = renderingsOf(failure);

      expect(failure).toBeInstanceOf(Error);
      expect(rendered.length).toBeGreaterThan(100);
      for (const canary of Object.values(canaries)) expect(rendered).not.toContain(canary);
    });

    it("is no empty check: node-vault's own error would show the token", () => {
      const likeNodeVaults = Object.assign(new Error("x"), { config: { headers: { "X-Vault-Token": canaries.token } } });

      expect(renderingsOf(likeNodeVaults)).toContain(canaries.token);
    });

    it("prints nothing with DEBUG, and shows no token when a client is inspected", async () => {
      const transport = JSON.stringify(new URL("../../src/vault/transport.ts", import.meta.url).href);
      const paths = JSON.stringify(new URL("../../src/vault/paths.ts", import.meta.url).href);
      const secret = JSON.stringify(new URL("../../src/domain/secret.ts", import.meta.url).href);
      const program = `
        import { inspect } from "node:util";
        import { createTransport } from ${transport};
        import { vaultPath } from ${paths};
        import { Secret } from ${secret};
        const made = createTransport({ address: "http://127.0.0.1:1", timeoutMs: 500, now: Date.now });
        const client = made.client(new Secret("${canaries.token}"));
        console.log(inspect([made, client], { depth: Infinity, showHidden: true }));
        await client.request({ method: "POST", path: vaultPath("sys/example"), kind: "write", body: { a: "${canaries.secretId}" } })
          .catch((error) => console.log(error.code));`;
      const args = ["--import", "tsx", "--input-type=module", "-e", program];

      const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { env: { ...process.env, DEBUG: "*" } });

      expect(stdout).toContain("vault.unreachable");
      expect(stdout + stderr).not.toContain("canary");
    }, 20_000);
  });

  describe("T14 where requests go", () => {
    it("follows no redirect: the listener it points to hears nothing", async () => {
      const elsewhere = await aListener(statuses(200));
      const standby = await aListener((heard, response) => {
        response.writeHead(307, { location: `${elsewhere.address}${heard.url}` }).end();
      });
      const client = createTransport({ address: standby.address, timeoutMs: 1000, now: Date.now }).client(new Secret("t"));

      await expect(client.request(theWrite)).rejects.toMatchObject({
        code: "vault.failed",
        status: 307,
        effect: "none",
        retryable: true,
      });

      expect(standby.heard).toHaveLength(1);
      expect(elsewhere.connections()).toBe(0);
      await Promise.all([elsewhere.stop(), standby.stop()]);
    });

    it("does not take up VAULT_ADDR, VAULT_TOKEN, VAULT_NAMESPACE or VAULT_PREFIX from the environment", async () => {
      const meant = await aListener(statuses(200));
      const other = await aListener(statuses(200));
      vi.stubEnv("VAULT_ADDR", other.address);
      vi.stubEnv("VAULT_TOKEN", "from-the-environment");
      vi.stubEnv("VAULT_NAMESPACE", "from-the-environment");
      vi.stubEnv("VAULT_PREFIX", "/from-the-environment");

      await createTransport({ address: meant.address, timeoutMs: 1000, now: Date.now }).client().request(read);

      expect(other.connections()).toBe(0);
      expect(meant.heard[0]).toMatchObject({ url: "/v1/auth/token/lookup-self" });
      expect(JSON.stringify(meant.heard)).not.toContain("from-the-environment");
      expect(meant.heard[0]?.headers).not.toHaveProperty("x-vault-token");
      await Promise.all([meant.stop(), other.stop()]);
    });

    it("sends the token, namespace and wrap TTL that it was given, and no HTTP proxy is asked", async () => {
      const meant = await aListener(statuses(200));
      const proxy = await aListener(statuses(200));
      for (const name of ["HTTP_PROXY", "http_proxy", "ALL_PROXY"]) vi.stubEnv(name, proxy.address);

      const transport = createTransport({ address: meant.address, namespace: "team", timeoutMs: 1000, now: Date.now });
      await transport.client(new Secret("given")).request({ ...theWrite, wrapTtlS: 60 });

      expect(meant.heard[0]).toMatchObject({
        method: "POST",
        body: '{"field":"x"}',
        headers: { "x-vault-token": "given", "x-vault-namespace": "team", "x-vault-wrap-ttl": "60s" },
      });
      expect(proxy.connections()).toBe(0);
      await Promise.all([meant.stop(), proxy.stop()]);
    });

    it.each([
      "http://vault.example.com:8200",
      "http://127.example.com",
      "http://localhost.example.com",
      "http://10.0.0.1:8200",
      "https://user@vault.example.com",
      "https://vault.example.com/prefix",
      "https://vault.example.com?x=1",
      "ftp://127.0.0.1",
      "vault.example.com:8200",
      "",
    ])("refuses the address %j", (address) => {
      expect(() => createTransport({ address, timeoutMs: 1000, now: Date.now })).toThrow(InputError);
    });

    it.each(["http://127.0.0.1:8200", "http://localhost:8200", "http://[::1]:8200", "https://vault.example.com/"])(
      "takes the address %j",
      (address) => {
        expect(() => createTransport({ address, timeoutMs: 1000, now: Date.now })).not.toThrow();
      },
    );

    it("trusts the given authority alone, whatever NODE_TLS_REJECT_UNAUTHORIZED says", async () => {
      vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", "0");
      const client = createTransport({ address: vault.server.address, timeoutMs: 2000, now: Date.now }).client();

      await expect(client.request(theWrite)).rejects.toMatchObject({ code: "vault.untrusted", effect: "none", retryable: false });
    });
  });

  describe("time-outs, cancelling and connections", () => {
    it("keeps connections alive with a CA: 60 requests over no more connections than the pool has", async () => {
      const proxy = await startTcpProxy({ host: "127.0.0.1", port, tls: vault.tls });
      const transport = vault.transport({ address: `https://127.0.0.1:${proxy.port}`, connections: 4 });
      const client = transport.client(new Secret(vault.server.rootToken));
      const statusesSeen: number[] = [];

      await Promise.all(Array.from({ length: 30 }, async () => statusesSeen.push((await client.request(read)).status)));
      for (let made = 0; made < 30; made += 1) statusesSeen.push((await client.request(read)).status);

      expect(statusesSeen).toEqual(Array.from({ length: 60 }, () => 200));
      expect(proxy.connections()).toBeLessThanOrEqual(4);
      await proxy.stop();
    });

    it("gives up when nothing answers, knowing whether the request had left", async () => {
      const silent = await startTcpProxy({ host: "127.0.0.1", port, tls: vault.tls });
      const deaf = await startTcpProxy({ host: "127.0.0.1", port });
      silent.mode({ kind: "black-hole" });
      deaf.mode({ kind: "black-hole" });
      const clientOf = (proxyPort: number) =>
        vault.transport({ address: `https://127.0.0.1:${proxyPort}`, timeoutMs: 200 }).client();
      const sinceMs = Date.now();

      // The one ends TLS and swallows the request; through the other not even TLS begins.
      await expect(clientOf(silent.port).request(theWrite)).rejects.toMatchObject({
        code: "vault.lost-answer",
        effect: "unknown",
      });
      await expect(clientOf(silent.port).request(read)).rejects.toMatchObject({ code: "vault.unreachable", effect: "none" });
      await expect(clientOf(deaf.port).request(theWrite)).rejects.toMatchObject({ code: "vault.unreachable", effect: "none" });

      expect(Date.now() - sinceMs).toBeLessThan(3000);
      await Promise.all([silent.stop(), deaf.stop()]);
    });

    it("never sends what timed out in the queue", async () => {
      const proxy = await startTcpProxy({ host: "127.0.0.1", port, tls: vault.tls });
      proxy.mode({ kind: "latency", ms: 600 });
      const address = `https://127.0.0.1:${proxy.port}`;
      const client = vault.transport({ address, timeoutMs: 3000, connections: 1 }).client(new Secret(vault.server.rootToken));
      const write: VaultCall = { ...theWrite, path: vaultPath("secret/data/queued"), body: { data: { field: "x" } } };

      const first = client.request(read);
      const queued = client.request({ ...write, signal: AbortSignal.timeout(100) });

      await expect(queued).rejects.toMatchObject({ code: "vault.unreachable", effect: "none" });
      expect((await first).status).toBe(200);
      expect((await client.request(read)).status).toBe(200);
      expect((await vault.server.api("GET", "secret/data/queued")).status).toBe(404);
      await proxy.stop();
    });

    it("stops waiting when the caller does, and the connection is not reused for somebody else's answer", async () => {
      const proxy = await startTcpProxy({ host: "127.0.0.1", port, tls: vault.tls });
      const address = `https://127.0.0.1:${proxy.port}`;
      const client = vault.transport({ address, connections: 1 }).client(new Secret(vault.server.rootToken));
      await client.request(read);
      proxy.mode({ kind: "latency", ms: 300 });

      const givenUp = client.request({ ...theWrite, signal: AbortSignal.timeout(50) });
      await expect(givenUp).rejects.toMatchObject({ code: "vault.lost-answer", effect: "unknown" });

      const seal: VaultCall = { method: "GET", path: vaultPath("sys/seal-status"), kind: "read" };
      expect((await client.request(seal)).body).toMatchObject({ sealed: false });
      await proxy.stop();
    });

    it("fails what is waiting when it is closed", async () => {
      const proxy = await startTcpProxy({ host: "127.0.0.1", port, tls: vault.tls });
      proxy.mode({ kind: "black-hole" });
      const transport = vault.transport({ address: `https://127.0.0.1:${proxy.port}` });

      const waiting = failureOf(transport.client().request(read));
      await transport.close();

      expect(await waiting).toMatchObject({ effect: "none" });
      await expect(transport.client().request(theWrite)).rejects.toMatchObject({ code: "vault.unreachable", effect: "none" });
      await proxy.stop();
    });
  });

  describe("answers", () => {
    const clientOf = (listener: { readonly address: string }) =>
      createTransport({ address: listener.address, timeoutMs: 2000, now: Date.now }).client(new Secret("t"));

    it.each([
      { given: [500, 200], call: read, tries: 2, answer: 200 },
      { given: [502, 200], call: read, tries: 2, answer: 200 },
      { given: [412, 200], call: read, tries: 2, answer: 200 },
      { given: [202], call: theWrite, tries: 1, answer: 202 },
      { given: [204], call: theWrite, tries: 1, answer: 204 },
      { given: [404], call: { ...read, accept: [404] }, tries: 1, answer: 404 },
      { given: [501], call: { ...read, accept: [501] }, tries: 1, answer: 501 },
    ])("$call.kind answered $given: $answer after $tries", async ({ given, call, tries, answer }) => {
      const listener = await aListener(statuses(...given));

      expect((await clientOf(listener).request(call)).status).toBe(answer);

      expect(listener.heard).toHaveLength(tries);
      await listener.stop();
    });

    it.each([
      { given: [500], call: read, tries: 2, error: { code: "vault.failed", effect: "none", retryable: true, status: 500 } },
      { given: [503], call: read, tries: 1, error: { code: "vault.sealed", effect: "none", retryable: true, status: 503 } },
      { given: [429], call: read, tries: 1, error: { code: "vault.busy", effect: "none", retryable: true, status: 429 } },
      { given: [404], call: read, tries: 1, error: { code: "vault.failed", effect: "none", retryable: false, status: 404 } },
      { given: [400], call: theWrite, tries: 1, error: { code: "vault.failed", effect: "none", retryable: false, status: 400 } },
      { given: [403], call: theWrite, tries: 1, error: { code: "vault.denied", effect: "none", retryable: false, status: 403 } },
      { given: [412], call: theWrite, tries: 1, error: { code: "vault.failed", effect: "none", retryable: true, status: 412 } },
      { given: [429], call: theWrite, tries: 1, error: { code: "vault.busy", effect: "none", retryable: true, status: 429 } },
      { given: [503], call: theWrite, tries: 1, error: { code: "vault.sealed", effect: "none", retryable: true, status: 503 } },
      {
        given: [500, 200],
        call: theWrite,
        tries: 1,
        error: { code: "vault.lost-answer", effect: "unknown", retryable: true, status: 500 },
      },
      {
        given: [504, 200],
        call: theWrite,
        tries: 1,
        error: { code: "vault.lost-answer", effect: "unknown", retryable: true, status: 504 },
      },
      { given: [500, 200], call: once, tries: 1, error: { code: "vault.failed", effect: "none" } },
    ])("$call.kind answered $given: $error.code, effect $error.effect, after $tries", async ({ given, call, tries, error }) => {
      const listener = await aListener(statuses(...given));

      await expect(clientOf(listener).request(call)).rejects.toMatchObject(error);

      expect(listener.heard).toHaveLength(tries);
      await listener.stop();
    });

    it("repeats a read once, and never a write, after a lost connection", async () => {
      const listener = await aListener((_heard, response) => void response.destroy());

      await expect(clientOf(listener).request(read)).rejects.toMatchObject({ code: "vault.unreachable", effect: "none" });
      expect(listener.heard).toHaveLength(2);
      await expect(clientOf(listener).request(theWrite)).rejects.toMatchObject({ code: "vault.lost-answer", effect: "unknown" });
      expect(listener.heard).toHaveLength(3);
      await listener.stop();
    });

    it("says that nothing happened when nobody listens", async () => {
      const client = createTransport({ address: "http://127.0.0.1:1", timeoutMs: 1000, now: Date.now }).client();

      await expect(client.request(theWrite)).rejects.toMatchObject({
        effect: "none",
        retryable: true,
        sentence: { key: "vault.unreachable", params: { reason: "ECONNREFUSED" } },
      });
    });

    it("gives up on an answer beyond all bounds", async () => {
      const listener = await aListener((_heard, response) => void response.end(Buffer.alloc(9 * 1024 * 1024, "x")));

      await expect(clientOf(listener).request(read)).rejects.toMatchObject({
        sentence: { key: "vault.unreachable", params: { reason: "UND_ERR_RES_EXCEEDED_MAX_SIZE" } },
      });
      await listener.stop();
    });
  });
});
