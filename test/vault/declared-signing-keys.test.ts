import { createPublicKey } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { RunningVault } from "../../demo/parts/vault-server.ts";
import { aBroughtVault, aDeclaredPlatform, makeAll } from "./a-declared-platform.ts";
import { recorded } from "./recorded.ts";

describe("the keys that sign decisions", () => {
  const [signing, published] = ["secret/data/profinaut-keys/signing/decisions", "secret/data/profinaut-keys/public/decisions"];
  const publicKeys = async (vault: RunningVault): Promise<Record<string, string>> =>
    JSON.parse(Object((await vault.api("GET", published)).body.data?.["data"]).keys);

  it("are made once, and their private half is never looked at", async () => {
    const { vault } = await aBroughtVault();
    const before = (await vault.api("GET", signing)).body.data;
    let calls: readonly string[] = [];

    const platform = await aDeclaredPlatform(vault, {
      through: (transport) => {
        const seen = recorded(transport);
        calls = seen.calls;
        return seen.transport;
      },
    });
    await makeAll(platform);

    expect((await vault.api("GET", signing)).body.data).toEqual(before);
    expect(calls.filter((call) => call.includes("/data/"))).toEqual([]);
    expect(calls.length).toBeGreaterThan(30);
  });

  it.each([
    ["deleted", (vault: RunningVault) => vault.api("DELETE", signing)],
    ["destroyed", (vault: RunningVault) => vault.api("POST", signing.replace("data", "destroy"), { versions: [1] })],
    ["gone", (vault: RunningVault) => vault.api("DELETE", signing.replace("data", "metadata"))],
  ])("are made anew when the private half is %s, and what was signed before can still be verified", async (_, lose) => {
    const { vault, platform } = await aBroughtVault();
    const before = await publicKeys(vault);
    await lose(vault);

    const made = await makeAll(platform);

    const after = await publicKeys(vault);
    const { kid } = Object((await vault.api("GET", signing)).body.data?.["data"]);
    expect(made).toBe(1);
    expect(after).toMatchObject(before);
    expect(Object.keys(after)).toHaveLength(2);
    expect(createPublicKey(after[kid] ?? "").asymmetricKeyType).toBe("ed25519");
  });

  it("are made of the half that acts too, where an older release made the others alone", async () => {
    const { vault, platform } = await aBroughtVault();
    const worker = "secret/data/profinaut-keys/signing/worker";
    const before = (await vault.api("GET", signing)).body.data;
    await vault.api("DELETE", worker.replace("data", "metadata"));
    await vault.api("DELETE", published.replace("data", "metadata").replace("decisions", "worker"));

    const made = await makeAll(platform);

    expect(made).toBe(1);
    expect((await vault.api("GET", signing)).body.data).toEqual(before);
    expect((await vault.api("GET", worker)).status).toBe(200);
  });

  it("are not replaced when what is published is not ours", async () => {
    const { vault, platform } = await aBroughtVault();
    await vault.api("DELETE", signing);
    await vault.api("POST", published, { data: { keys: "no JSON" }, options: { cas: 1 } });

    await expect(makeAll(platform)).rejects.toMatchObject({ code: "bootstrap.keys-unreadable" });
    expect((await vault.api("GET", published)).body.data?.["data"]).toEqual({ keys: "no JSON" });
  });
});
