import { createPublicKey, sign, verify } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type AppliedPlatform, type AppRoleCredentials, applyPlatform } from "../../demo/parts/platform.ts";
import type { HttpMethod } from "../../demo/parts/vault-api.ts";
import { type RunningVault, startVault } from "../../demo/parts/vault-server.ts";

const daysS = 24 * 60 * 60;
const role = "auth/approle/role/profinaut-db";
const wrapped = { "x-vault-wrap-ttl": "300s" };

let vault: RunningVault;
let platform: AppliedPlatform;
let ingress: string;
let worker: string;
let all: string;
let accessor: string;

const login = async ({ roleId, secretId }: AppRoleCredentials, at = vault): Promise<string> => {
  const { body } = await at.api("POST", "auth/approle/login", { role_id: roleId, secret_id: secretId.reveal() }, "");
  return body.auth?.client_token ?? "";
};
const loginAsRole = async (name: string): Promise<string> => {
  const issued = await vault.api("POST", `auth/approle/role/${name}/secret-id`);
  const answer = await vault.api(
    "POST",
    "auth/approle/login",
    { role_id: platform.roles[name]?.roleId, secret_id: issued.body.data?.["secret_id"] },
    "",
  );
  return answer.body.auth?.client_token ?? "";
};

beforeAll(async () => {
  vault = await startVault();
  platform = await applyPlatform(vault);
  ingress = await login(platform.bot.ingress);
  worker = await login(platform.bot.worker);
  all = await login(platform.bot.all);
  const secrets = ["db", "db/primary", "kafka", "binance/key1"];
  const value = { data: { value: "canary" }, options: { cas: 0 } };
  for (const name of secrets) await vault.api("POST", `secret/data/profinaut/${name}`, value);
  const issued = await vault.api("POST", `${role}/secret-id`);
  accessor = String(issued.body.data?.["secret_id_accessor"]);
}, 30_000);

afterAll(() => vault.stop());

it("the five roles, their twins and the bot's three are there, with their own policies alone", async () => {
  const { body } = await vault.api("LIST", "auth/approle/role");
  const declared = await vault.api("GET", role);

  const five = ["admin", "db", "kafka", "release", "readonly"];
  expect(Object.keys(platform.roles)).toEqual([
    ...five.map((name) => `profinaut-${name}`),
    ...five.map((name) => `profinaut-staging-${name}`),
  ]);
  expect(body.data?.["keys"]).toHaveLength(13);
  expect(declared.body.data).toMatchObject({ token_policies: ["profinaut-db"], token_no_default_policy: true });
});

it("a SecretID that shall live for a year does", async () => {
  const { body } = await vault.api("POST", `${role}/secret-id`, { ttl: "365d" });

  expect(body.data?.["secret_id_ttl"]).toBe(365 * daysS);
});

it("applied again it changes nothing", async () => {
  const paths = [
    ...["profinaut-db", "profinaut-bot-ingress", "profinaut-bot-worker"].map((name) => `sys/policies/acl/${name}`),
    ...["profinaut-db", "profinaut-bot"].flatMap((name) => [`auth/approle/role/${name}`, `auth/approle/role/${name}/role-id`]),
    "sys/mounts/auth/approle/tune",
    "secret/data/profinaut-keys/signing/decisions",
    "secret/data/profinaut-keys/public/decisions",
  ];
  const state = () => Promise.all(paths.map(async (path) => (await vault.api("GET", path)).body.data));
  const before = await state();

  const again = await applyPlatform(vault);

  expect(before.every((data) => data !== undefined)).toBe(true);
  expect(await state()).toEqual(before);
  expect(again.roles).toEqual(platform.roles);
});

it("what ingress signs, the worker can verify", async () => {
  const signing = await vault.api("GET", "secret/data/profinaut-keys/signing/decisions", undefined, ingress);
  const published = await vault.api("GET", "secret/data/profinaut-keys/public/decisions", undefined, worker);
  const { kid, privateKey } = Object(signing.body.data?.["data"]);
  const publicKey = createPublicKey(JSON.parse(Object(published.body.data?.["data"]).keys)[kid]);

  const signature = sign(null, Buffer.from("approved"), privateKey);

  expect(publicKey.asymmetricKeyType).toBe("ed25519");
  expect(verify(null, Buffer.from("approved"), publicKey, signature)).toBe(true);
});

it("the worker rotates: issues wrapped, unwraps, looks up, lists, destroys", async () => {
  const issued = await vault.api("POST", `${role}/secret-id`, { ttl: "90d", metadata: '{"request":"req_1"}' }, worker, wrapped);
  const own = issued.body.wrap_info?.wrapped_accessor;
  const unwrapped = await vault.api("POST", "sys/wrapping/unwrap", { token: issued.body.wrap_info?.token }, worker);
  const found = await vault.api("POST", `${role}/secret-id-accessor/lookup`, { secret_id_accessor: own }, worker);
  const value = { secret_id: unwrapped.body.data?.["secret_id"] };
  const foundByValue = await vault.api("POST", `${role}/secret-id/lookup`, value, worker);
  const listed = await vault.api("LIST", `${role}/secret-id`, undefined, worker);
  const destroyed = await vault.api("POST", `${role}/secret-id-accessor/destroy`, { secret_id_accessor: own }, worker);

  expect(unwrapped.body.data).toMatchObject({ secret_id_accessor: own, secret_id_ttl: 90 * daysS });
  expect(found.body.data).toMatchObject({ metadata: { request: "req_1" } });
  expect(foundByValue.status).toBe(200);
  expect(listed.body.data?.["keys"]).toContain(own);
  expect(destroyed.status).toBe(204);
});

it("a value waits: ingress puts it there once, only the worker takes it away", async () => {
  const [data, metadata] = ["profinaut-pending/data/req_2", "profinaut-pending/metadata/req_2"];
  const value = { data: { value: "canary" }, options: { cas: 0 } };

  const put = await vault.api("POST", data, value, ingress);
  const putAgain = await vault.api("POST", data, { data: { value: "other" } }, ingress);
  const readByIngress = await vault.api("GET", data, undefined, ingress);
  const readByWorker = await vault.api("GET", data, undefined, worker);
  const removed = await vault.api("DELETE", metadata, undefined, worker);
  const afterwards = await vault.api("GET", data);

  expect([put.status, putAgain.status, readByIngress.status]).toEqual([200, 403, 403]);
  expect(readByWorker.body.data).toMatchObject({ data: { value: "canary" } });
  expect([removed.status, afterwards.status]).toEqual([204, 404]);
});

type Call = readonly [method: HttpMethod, path: string, body?: object | undefined, headers?: Record<string, string>];
const look: readonly Call[] = [
  ["GET", role],
  ["LIST", `${role}/secret-id`],
  ["POST", `${role}/secret-id-accessor/lookup`, { secret_id_accessor: "ACCESSOR" }],
  ["GET", "sys/mounts/auth/approle/tune"],
  ["GET", "secret/data/profinaut-keys/public/decisions"],
  ["POST", "sys/capabilities-self", { paths: [role] }],
  ["GET", "auth/token/lookup-self"],
  ["POST", "auth/token/renew-self"],
];
const forEverybody: readonly Call[] = [
  ["GET", `${role}/role-id`],
  ["POST", `${role}/secret-id`, {}],
  ["POST", `${role}/secret-id`, {}, { "x-vault-wrap-ttl": "1h" }],
  ["POST", `${role}/custom-secret-id`, { secret_id: "chosen" }, wrapped],
  ["POST", role, { token_policies: ["root"] }],
  ["DELETE", role],
  ["POST", "auth/approle/role/profinaut-bot/secret-id", {}, wrapped],
  ["POST", "auth/approle/role/other/secret-id", {}, wrapped],
  ["POST", "sys/policies/acl/profinaut-db", { policy: "" }],
  ["GET", "sys/policies/acl/default"],
  ["POST", "sys/policies/acl/profinaut-bot-worker", { policy: "" }],
  ["POST", "sys/mounts/auth/approle/tune", { max_lease_ttl: "1h" }],
  ["GET", "secret/data/profinaut/db"],
  ["POST", "secret/data/profinaut/db", { data: {} }],
  ["DELETE", "secret/metadata/profinaut/db"],
  ["POST", "secret/data/profinaut-keys/public/decisions", { data: {} }],
  ["POST", "secret/data/profinaut-keys/signing/decisions", { data: {} }],
  ["POST", "auth/token/create", {}],
  ["PUT", "sys/seal"],
];
const forIngress: readonly Call[] = [
  ...forEverybody,
  ["GET", "secret/data/profinaut/binance/key1", undefined, wrapped],
  ["GET", "profinaut-pending/data/req_3"],
  ["POST", `${role}/secret-id`, {}, wrapped],
  ["POST", `${role}/secret-id-accessor/destroy`, { secret_id_accessor: "ACCESSOR" }],
  ["DELETE", "profinaut-pending/metadata/req_3"],
];
const forWorker: readonly Call[] = [
  ...forEverybody,
  ["GET", "secret/data/profinaut-keys/signing/decisions"],
  ["POST", "profinaut-pending/data/req_3", { data: {} }],
];
const status = async (token: string, [method, path, body, headers]: Call): Promise<number> => {
  const filledIn: object = JSON.parse(JSON.stringify(body ?? {}).replace("ACCESSOR", accessor));
  return (await vault.api(method, path, body === undefined ? undefined : filledIn, token, headers)).status;
};

it.for([
  ...look.map((call) => ({ who: "ingress", call })),
  ...look.map((call) => ({ who: "worker", call })),
  ...["ingress", "worker"].flatMap((who) => [
    { who, call: ["LIST", "secret/metadata/profinaut"] satisfies Call },
    { who, call: ["GET", "secret/metadata/profinaut/binance/key1"] satisfies Call },
  ]),
  { who: "worker", call: ["GET", "secret/data/profinaut/binance/key1"] satisfies Call },
  { who: "worker", call: ["GET", "secret/data/profinaut/db", undefined, wrapped] satisfies Call },
])("$who may $call.0 $call.1", async ({ who, call }) => {
  expect(await status(who === "ingress" ? ingress : worker, call)).toBe(200);
});

it.for([
  ...forIngress.map((call) => ({ who: "ingress", call })),
  ...forWorker.map((call) => ({ who: "worker", call })),
  ...forEverybody.map((call) => ({ who: "the whole bot", call })),
])("$who may not $call.0 $call.1", async ({ who, call }) => {
  const token = { ingress, worker }[who] ?? all;

  expect(token).not.toBe("");
  expect(await status(token, call)).toBe(403);
});

it.for([
  { who: "profinaut-db", may: ["db", "db/primary"], mayNot: ["kafka", "binance/key1"] },
  { who: "profinaut-kafka", may: ["kafka"], mayNot: ["db", "db/primary"] },
  { who: "profinaut-release", may: [], mayNot: ["db", "kafka"] },
  { who: "profinaut-readonly", may: ["db", "db/primary", "kafka", "binance/key1"], mayNot: [] },
])("$who reads what is its own, writes nothing, and sees nothing of the bot's", async ({ who, may, mayNot }) => {
  const token = await loginAsRole(who);
  const read = async (name: string) => (await vault.api("GET", `secret/data/${name}`, undefined, token)).status;
  const write = async (name: string) => (await vault.api("POST", `secret/data/profinaut/${name}`, { data: {} }, token)).status;

  for (const name of may) expect([name, await read(`profinaut/${name}`)]).toEqual([name, 200]);
  for (const name of mayNot) expect([name, await read(`profinaut/${name}`)]).toEqual([name, 403]);
  for (const name of [...may, ...mayNot, "new"]) expect([name, await write(name)]).toEqual([name, 403]);
  expect(await read("profinaut-keys/signing/decisions")).toBe(403);
});

it("profinaut-admin manages values and nothing else", async () => {
  const token = await loginAsRole("profinaut-admin");
  const call = async (...[method, path, body]: Call) => (await vault.api(method, path, body, token)).status;

  expect(await call("POST", "secret/data/profinaut/managed", { data: { a: 1 }, options: { cas: 0 } })).toBe(200);
  expect(await call("GET", "secret/data/profinaut/managed")).toBe(200);
  expect(await call("DELETE", "secret/metadata/profinaut/managed")).toBe(204);
  expect(await call("GET", "secret/data/profinaut-keys/signing/decisions")).toBe(403);
  expect(await call("POST", `${role}/secret-id`, {})).toBe(403);
  expect(await call("GET", "sys/policies/acl/profinaut-admin")).toBe(403);
});

it("mounts, limits and token lives can be others", async () => {
  const other = await startVault();
  try {
    const applied = await applyPlatform(other, {
      ...{ kvMount: "kv", kvBase: "acme", approleMount: "machines" },
      maxLeaseTtl: "768h",
      botTokens: { tokenTtl: "3s", tokenMaxTtl: "6s", tokenType: "batch" },
    });
    const answer = await other.api(
      "POST",
      "auth/machines/login",
      { role_id: applied.bot.all.roleId, secret_id: applied.bot.all.secretId.reveal() },
      "",
    );
    const token = answer.body.auth?.client_token;
    const issued = await other.api("POST", "auth/machines/role/profinaut-db/secret-id");

    expect(answer.body.auth).toMatchObject({ token_type: "batch", lease_duration: 3 });
    expect((await other.api("GET", "kv/data/acme-keys/signing/decisions", undefined, token)).status).toBe(200);
    expect(issued.body.data?.["secret_id_ttl"]).toBe(32 * daysS);
  } finally {
    await other.stop();
  }
});
