import { describe, expect, it } from "vitest";
import { readBootstrapSettings } from "../../src/configuration/bootstrap-settings.ts";
import { aFolder, smallest } from "./a-folder.ts";
import { saidBy } from "./in-words.ts";

const environment = { VAULT_ADDR: "https://vault.example:8200", VAULT_TOKEN: "a-token" };

/** In a folder of its own: the checkout may have a `profinaut.yml`. */
const settingsOf = (env: NodeJS.ProcessEnv) => readBootstrapSettings(env, aFolder().path);

describe("the settings of bootstrap", () => {
  it("need an address and a token, and no bot", () => {
    const settings = settingsOf({ ...environment, VAULT_NAMESPACE: "platform" });

    expect(settings).toMatchObject({
      vault: { address: "https://vault.example:8200", ca: undefined, namespace: "platform" },
      mounts: { kvMount: "secret", kvBase: "profinaut", approleMount: "approle" },
      configPath: undefined,
      needs: { roles: [], exchanges: [] },
    });
    expect(settings.vault.token.reveal()).toBe("a-token");
    expect(JSON.stringify(settings)).not.toContain("a-token");
  });

  it("take mounts, waiting time and what the bot works with from profinaut.yml", () => {
    const path = aFolder().write(
      "profinaut.yml",
      `${smallest.replace("expiresAfter: 1h", "expiresAfter: 3h")}vault: { kvBase: acme }\nexchanges: { bybit: { kind: bybit, api: https://api.example } }\n`,
    );

    const settings = settingsOf({ ...environment, PROFINAUT_CONFIG: path });

    expect(settings).toMatchObject({
      mounts: { kvMount: "secret", kvBase: "acme", approleMount: "approle" },
      configPath: path,
      longestWaitMs: 3 * 60 * 60_000,
      needs: { roles: [], exchanges: ["bybit"] },
    });
  });

  it("say what is wrong with profinaut.yml, and that the named one is not there", () => {
    const path = aFolder().write("profinaut.yml", "chanel: C0\n");

    expect(saidBy(() => settingsOf({ ...environment, PROFINAUT_CONFIG: path }))).toMatch(
      /profinaut\.yml:1: chanel is not a setting/,
    );
    expect(saidBy(() => settingsOf({ ...environment, PROFINAUT_CONFIG: `${path}.not` }))).toMatch(/cannot be read/);
  });

  it("may have the token in a file, but only in one place", () => {
    const path = aFolder().write("token", "from-a-file\n");
    const { VAULT_TOKEN: _, ...others } = environment;

    expect(settingsOf({ ...others, VAULT_TOKEN_FILE: path }).vault.token.reveal()).toBe("from-a-file");
    expect(saidBy(() => settingsOf({ ...environment, VAULT_TOKEN_FILE: path }))).toMatch(/both set/);
  });

  it.each([
    [{}, "en"],
    [{ LANG: "C.UTF-8" }, "en"],
    [{ LANG: "ja_JP.UTF-8" }, "ja"],
    [{ LANG: "ja_JP.UTF-8", LC_ALL: "en_GB.UTF-8" }, "en"],
    [{ LANG: "en_GB.UTF-8", LC_MESSAGES: "ja" }, "ja"],
  ])("speak the language of %j", (env, language) => {
    expect(settingsOf({ ...environment, ...env }).language).toBe(language);
  });
});
