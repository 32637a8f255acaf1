import pMap from "p-map";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Answer } from "../../src/domain/answer.ts";
import { list } from "../../src/queries/list.ts";
import { createKvEntries } from "../../src/vault/kv-entries.ts";
import type { VaultClient } from "../../src/vault/transport.ts";
import { aBot } from "../app/a-bot.ts";
import { ask, linesOf } from "../queries/asking.ts";
import { aFakeOperation } from "../support/fake-operation.ts";
import { type AVault, aVault } from "./a-vault.ts";
import { botIdentities } from "./bot-identities.ts";

const place = { mount: "secret", base: "profinaut", now: Date.now };
const canary = "canary-90d2c4";

/** As ingress asks it: with the right to look, and no right to any value. */
describe("list over a real Vault that holds 2,000 values", () => {
  let vault: AVault;
  let session: VaultClient;
  const calls: string[] = [];
  const counted: VaultClient = {
    request: (call) => {
      calls.push(`${call.method} ${call.path.path}`);
      return session.request(call);
    },
  };
  const asked = (words: string): Promise<Answer> => {
    calls.splice(0);
    return ask(list, words, { entries: createKvEntries({ session: counted, ...place }) }, aBot(aFakeOperation()), Date.now());
  };
  beforeAll(async () => {
    vault = await aVault();
    const identities = await botIdentities(vault);
    session = identities.ingress;
    const paths = [
      ...Array.from({ length: 1_960 }, (_, at) => `many/key${String(at).padStart(4, "0")}`),
      ...Array.from({ length: 40 }, (_, at) => `team${String(at).padStart(2, "0")}/a/b/key`),
    ];
    await pMap(
      [...paths, "staging/db"],
      async (path) => {
        await vault.ok("POST", `secret/data/profinaut/${path}`, { data: { api_key: canary } });
        if (path.endsWith("5"))
          await vault.ok("POST", `secret/metadata/profinaut/${path}`, { custom_metadata: { owner: "trading" } });
      },
      { concurrency: 8 },
    );
    await vault.ok("DELETE", "secret/data/profinaut/many/key0001");
  }, 120_000);
  afterAll(() => vault?.stop());

  it("shows folders with counts, asking once for each folder", async () => {
    const answer = await asked("");

    expect(answer.heading).toMatchObject({ params: { count: 2_001 } });
    expect(linesOf(answer)[0]).toMatchObject({ key: "list.folder-closed", params: { path: "many/", count: 1_960 } });
    expect(answer.sections.map(({ heading }) => heading?.key)).toContain("list.staging");
    expect(calls.every((call) => call.startsWith("LIST "))).toBe(true);
    expect(calls).toHaveLength(1 + 1 + 40 * 3 + 1);
  });

  it("turns to any page with one look for each line", async () => {
    const answer = await asked("many 2");
    const paths = linesOf(answer).flatMap(({ params }) => params["path"] ?? []);

    expect(paths.length).toBeGreaterThan(20);
    expect(calls).toHaveLength(paths.length + 2);
    expect(JSON.stringify(answer)).toContain("trading");
    expect(JSON.stringify(answer)).not.toContain(canary);
  });

  it("marks what was deleted", async () => {
    expect(linesOf(await asked("many/key0001"))[0]?.params["state"]).toMatchObject({ key: "list.deleted" });
  });

  it("says that Vault is sealed", async () => {
    await vault.server.seal();

    await expect(asked("")).rejects.toMatchObject({ code: "vault.sealed" });

    await vault.server.unseal();
  });
});
