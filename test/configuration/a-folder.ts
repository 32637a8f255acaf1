import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { ConfigError } from "../../src/configuration/config-error.ts";
import { type Config, loadConfig, type Part } from "../../src/wiring/config.ts";
import { inWords } from "./in-words.ts";

/** A folder of its own for one test. */
export function aFolder(): { readonly path: string; readonly write: (name: string, text: string) => string } {
  const folder = mkdtempSync(join(tmpdir(), "profinaut-config-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return {
    path: folder,
    write: (name, text) => {
      const path = join(folder, name);
      writeFileSync(path, text);
      return path;
    },
  };
}

/** The smallest file there can be. */
export const smallest = `channel: C0123456789
slack:
  teams: [T0123456789]
github:
  repository: acme/profinaut
approval:
  approvers: { users: [U0AAAAAAAAA] }
  required: 1
  expiresAfter: 1h
`;

/** Every variable a process of both halves needs; `undefined` takes one away. */
export const environment = {
  SLACK_BOT_TOKEN: "xoxb-a-bot-token",
  SLACK_APP_TOKEN: "xapp-an-app-token",
  VAULT_ADDR: "https://vault.example:8200",
  VAULT_ROLE_ID: "a-role-id",
  VAULT_SECRET_ID: "a-secret-id",
  GITHUB_TOKEN: "a-github-token",
  REDIS_URL: "redis://redis.example",
};

const appKey = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
/** What a GitHub App's key looks like; GitHub hands it out as PKCS#1. The same at each call. */
export const anAppKey = (type: "pkcs1" | "pkcs8" = "pkcs1"): string => appKey.export({ type, format: "pem" }).toString();

type Given = {
  readonly file?: string;
  readonly env?: { readonly [name: string]: string | undefined };
  readonly part?: Part;
};

/** The configuration that a file and an environment give. */
export function configured({ file = smallest, env = {}, part = "all" }: Given = {}): Config {
  const path = aFolder().write("profinaut.yml", file);
  return loadConfig({ env: { ...environment, PROFINAUT_CONFIG: path, ...env }, part, now: new Date("2026-11-23T00:00:00Z") });
}

/** What is wrong with it, a line each, without the folder's name. */
export function mistakesIn(given: Given): readonly string[] {
  try {
    configured(given);
  } catch (error) {
    if (error instanceof ConfigError) return inWords(error).map((mistake) => mistake.replace(/^\S*\/(profinaut\.yml)/, "$1"));
    throw error;
  }
  return [];
}
