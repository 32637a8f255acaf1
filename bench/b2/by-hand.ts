import { readFileSync } from "node:fs";
import sodium from "libsodium-wrappers";
import { Pool } from "undici";
import { z } from "zod";
import type { RotationServers } from "./servers.ts";

/** The baseline: the calls a rotation makes to Vault and GitHub, in the same order, and one sealed box; nothing is recorded. */
export interface ByHand {
  rotate(role: string): Promise<void>;
  close(): Promise<void>;
}

const Wrapped = z.object({ wrap_info: z.object({ token: z.string() }) });
const Unwrapped = z.object({ data: z.object({ secret_id: z.string() }) });
const Keys = z.object({ data: z.object({ keys: z.array(z.string()) }) });
const LoggedIn = z.object({ auth: z.object({ client_token: z.string() }) });
const PublicKey = z.object({ key_id: z.string(), key: z.string() });

export async function createByHand({ vault, platform, github, gitHubToken, destination }: RotationServers): Promise<ByHand> {
  if (destination.github !== "repository") throw new Error("the baseline delivers to a repository");
  await sodium.ready;
  const vaultPool = new Pool(vault.address, { connections: 8, connect: { ca: readFileSync(vault.caFile, "utf8") } });
  const gitHubPool = new Pool(github.url, { connections: 8 });
  const repository = `/repos/${destination.repository}`;
  const secretPath = `${repository}/actions/secrets/${destination.secret}`;

  const ask = async (
    pool: Pool,
    method: string,
    path: string,
    headers: Record<string, string>,
    body?: object,
  ): Promise<unknown> => {
    const answer = await pool.request({
      method,
      path,
      headers: { ...headers, "content-type": "application/json" },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await answer.body.text();
    if (answer.statusCode >= 300 && answer.statusCode !== 404) throw new Error(`${answer.statusCode} to ${method} ${path}`);
    return text === "" ? undefined : JSON.parse(text);
  };
  const { roleId, secretId } = platform.bot.all;
  const login = await ask(vaultPool, "POST", "/v1/auth/approle/login", {}, { role_id: roleId, secret_id: secretId.reveal() });
  const token = LoggedIn.parse(login).auth.client_token;
  const toVault = (method: string, path: string, body?: object, more: Record<string, string> = {}): Promise<unknown> =>
    ask(vaultPool, method, `/v1/${path}`, { "x-vault-token": token, ...more }, body);
  const toGitHub = (method: string, path: string, body?: object): Promise<unknown> =>
    ask(gitHubPool, method, path, { authorization: `token ${gitHubToken}`, "user-agent": "bench" }, body);

  const lookAtGitHub = async (): Promise<void> => {
    await toGitHub("GET", repository);
    await toGitHub("GET", `${repository}/actions/secrets/public-key`);
    await toGitHub("GET", secretPath);
  };
  const statuses = ["requested", "waiting", "pending", "queued", "in_progress"];
  const lookAtRuns = async (): Promise<void> => {
    const created = encodeURIComponent(`<${new Date().toISOString()}`);
    const runs = `${repository}/actions/runs?per_page=100&created=${created}`;
    await Promise.all(statuses.map((status) => toGitHub("GET", `${runs}&status=${status}`)));
  };
  const lookAtSecretIds = async (at: string): Promise<void> => {
    const { keys } = Keys.parse(await toVault("LIST", `${at}/secret-id`)).data;
    await Promise.all(
      keys.map((accessor) => toVault("POST", `${at}/secret-id-accessor/lookup`, { secret_id_accessor: accessor })),
    );
  };
  const lookAtRole = async (at: string): Promise<void> => {
    await toVault("GET", at);
    await toVault("GET", "sys/mounts/auth/approle/tune");
  };

  return {
    rotate: async (role) => {
      const at = `auth/${platform.approleMount}/role/${role}`;
      await Promise.all([lookAtRole(at), toVault("POST", "sys/capabilities-self", { paths: [at, `${at}/secret-id`] })]);
      await Promise.all([lookAtGitHub(), lookAtSecretIds(at), lookAtRuns()]);
      await lookAtGitHub();
      await lookAtSecretIds(at);
      const body = { metadata: JSON.stringify({ request: "bench", generation: "1" }), ttl: "7776000s" };
      const wrapped = Wrapped.parse(await toVault("POST", `${at}/secret-id`, body, { "x-vault-wrap-ttl": "300s" }));
      const unwrapping = { "x-vault-token": wrapped.wrap_info.token };
      const { secret_id } = Unwrapped.parse(await toVault("POST", "sys/wrapping/unwrap", undefined, unwrapping)).data;
      await toVault("POST", `${at}/secret-id/lookup`, { secret_id });
      const { key, key_id } = PublicKey.parse(await toGitHub("GET", `${repository}/actions/secrets/public-key`));
      const sealed = sodium.crypto_box_seal(sodium.from_string(secret_id), Buffer.from(key, "base64"));
      const encrypted_value = sodium.to_base64(sealed, sodium.base64_variants.ORIGINAL);
      await toGitHub("PUT", secretPath, { encrypted_value, key_id });
      await toGitHub("GET", secretPath);
    },
    close: async () => {
      await vaultPool.destroy();
      await gitHubPool.destroy();
    },
  };
}
