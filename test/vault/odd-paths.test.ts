import { readFileSync } from "node:fs";
import { Pool } from "undici";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RunningVault } from "../../demo/parts/vault-server.ts";
import { everyAppRole } from "./every-app-role.ts";

describe("T9 a path that is spelt oddly", () => {
  let vault: RunningVault;
  let tokenOf: (role: string) => string;
  let pool: Pool;
  beforeAll(async () => {
    ({ vault, tokenOf } = await everyAppRole());
    pool = new Pool(vault.address, { connect: { ca: readFileSync(vault.caFile, "utf8") } });
  }, 120_000);
  afterAll(async () => {
    await pool?.destroy();
    await vault?.stop();
  });

  /** As it is: no client normalises it on the way. */
  const raw = async (role: string, path: string, method: "GET" | "POST" = "GET") => {
    const headers = { "x-vault-token": tokenOf(role), "x-vault-wrap-ttl": method === "POST" ? "60s" : "0s" };
    const answer = await pool.request({ method, path: `/v1/${path}`, headers, body: method === "POST" ? "{}" : null });
    return { status: answer.statusCode, text: await answer.body.text() };
  };

  it.each([
    "secret/data/profinaut/db/../kafka",
    "secret/data/profinaut/db/../../profinaut/kafka",
    "secret/data/profinaut/db/%2e%2e/kafka",
    "secret/data/profinaut/db/..%2fkafka",
    "secret/data/profinaut/db%2f..%2fkafka",
    "secret/data/profinaut/db/./../kafka",
    "secret/data/profinaut/db//../kafka",
    "secret//data/profinaut/kafka",
    "secret/data//profinaut/kafka",
    "secret/data/profinaut/db;/../kafka",
    "secret/data/profinaut/db/..\\kafka",
    "secret/data/profinaut/KAFKA",
    "secret/data/profinaut/kafka/",
    "secret/data/profinaut/kafka%00",
    "secret/data/profinaut/kafka?version=1",
    "secret/data/profinaut/staging/db",
    "secret/data/profinaut/db/../staging/db",
    "SECRET/data/profinaut/kafka",
    "./secret/data/profinaut/kafka",
  ])("T9 does not bring profinaut-db to another value: %s", async (path) => {
    const { status, text } = await raw("profinaut-db", path);

    expect(status).toBeGreaterThanOrEqual(300);
    expect(text).not.toContain("canary");
  });

  it.each([
    "auth/approle/role/Profinaut-Bot/secret-id",
    "auth/approle/role/PROFINAUT-OLD/secret-id",
    "auth/approle/role/profinaut-db/../profinaut-old/secret-id",
    "auth/approle/role/profinaut-db%2f..%2fprofinaut-old/secret-id",
    "auth/approle/role//profinaut-old/secret-id",
    "auth/approle/role/profinaut-old%20/secret-id",
    "auth/approle/role/profinaut-old/secret-id/",
    "auth/approle/role/profinaut-d%CE%B2/secret-id",
  ])("T9 does not let the worker issue for a role that is not its own: %s", async (path) => {
    const issued = async () => {
      const { body } = await vault.api("LIST", "auth/approle/role/profinaut-old/secret-id");
      const { body: bot } = await vault.api("LIST", "auth/approle/role/profinaut-bot/secret-id");
      return [body.data?.["keys"], bot.data?.["keys"]];
    };
    const before = await issued();

    const { status, text } = await raw("profinaut-bot-worker", path, "POST");

    expect(status).toBeGreaterThanOrEqual(300);
    expect(text).not.toContain("wrap_info");
    expect(await issued()).toEqual(before);
  });
});
