import { setTimeout as pause } from "node:timers/promises";
import type { Settings } from "../../domain/declared-thing.ts";
import { ConflictError } from "../../domain/errors.ts";
import type { Json } from "../../domain/json.ts";
import type { Planned } from "../../domain/platform-plan.ts";
import { say } from "../../domain/sentence.ts";
import { vaultPath } from "../paths.ts";
import type { VaultClient } from "../transport.ts";
import type { Mounts } from "./declaration.ts";
import { makeSigningKeys } from "./signing-keys.ts";

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "bootstrap.audit-refused": { path: string };
    "bootstrap.policy-refused": { policy: string };
    "bootstrap.role-refused": { role: string };
    "bootstrap.mount-not-ready": { mount: string };
  }
}

type Body = { readonly [field: string]: Json };

/**
 * Makes one planned thing as it is declared. Made twice it is the same, so whatever a run has left half done, the next one's
 * difference shows and its write mends.
 * @throws UpstreamError (service "vault"); with `effect: "unknown"` it may have been done
 * @throws ConflictError when Vault refuses what is declared. Nothing changed.
 */
export async function make(client: VaultClient, { thing, action }: Planned, mounts: Mounts): Promise<void> {
  const { kind, name, settings } = thing;
  const isNew = action === "create";
  switch (kind) {
    case "audit-device": {
      const { type, ...options } = settings;
      const isDone = await write(client, vaultPath(`sys/audit/${name}`), { type: json(type), options: bodyOf(options) }, [400]);
      const { file_path: path = "" } = options;
      if (!isDone) throw new ConflictError("bootstrap.audit-refused", say("bootstrap.audit-refused", { path: String(path) }));
      return;
    }
    case "kv-mount": {
      const { type, version, ...config } = settings;
      if (isNew) await write(client, vaultPath(`sys/mounts/${name}`), { type: json(type), options: { version: json(version) } });
      await configure(client, name, config);
      return;
    }
    case "approle-mount": {
      const { type, ...tune } = settings;
      if (isNew) await write(client, vaultPath(`sys/auth/${name}`), { type: json(type) });
      await write(client, vaultPath(`sys/auth/${name}/tune`), tuneBody(tune));
      return;
    }
    case "policy": {
      const isDone = await write(client, vaultPath("sys/policies/acl", { policy: name }), bodyOf(settings), [400]);
      if (!isDone) throw new ConflictError("bootstrap.policy-refused", say("bootstrap.policy-refused", { policy: name }));
      return;
    }
    case "app-role": {
      const path = vaultPath(`auth/${mounts.approleMount}/role`, { role: name });
      const isDone = await write(client, path, bodyOf(settings), [400]);
      if (!isDone) throw new ConflictError("bootstrap.role-refused", say("bootstrap.role-refused", { role: name }));
      return;
    }
    case "signing-keys":
      await makeSigningKeys(client, mounts);
  }
}

/** @returns whether it was done; `false` when Vault answered with one of `refusals` */
async function write(client: VaultClient, path: ReturnType<typeof vaultPath>, body: Body, refusals: readonly number[] = []) {
  const { status } = await client.request({ method: "POST", path, kind: "write", body, accept: refusals });
  return status < 300;
}

const readyWithinMs = 20_000;
const lookEveryMs = 50;

/** A new KV of version 2 refuses everything with 400 while it prepares its storage. */
async function configure(client: VaultClient, mount: string, config: Settings): Promise<void> {
  const { delete_version_after: after, ...others } = config;
  const body = { ...bodyOf(others), ...(typeof after === "number" ? { delete_version_after: `${after}s` } : {}) };
  for (const giveUpAtMs = performance.now() + readyWithinMs; performance.now() < giveUpAtMs; await pause(lookEveryMs))
    if (await write(client, vaultPath(`${mount}/config`), body, [400])) return;
  throw new ConflictError("bootstrap.mount-not-ready", say("bootstrap.mount-not-ready", { mount }));
}

/** What is read as `user_lockout_threshold` is written as `user_lockout_config.lockout_threshold`, and as text. */
function tuneBody({ max_lease_ttl: maxLeaseTtl, ...lockout }: Settings): Body {
  const config = Object.entries(lockout).map(([name, value]) => {
    const written = name.endsWith("_duration") ? `${value}s` : typeof value === "boolean" ? value : String(value);
    return [name.replace(/^user_/, ""), written] as const;
  });
  return { max_lease_ttl: `${maxLeaseTtl}s`, user_lockout_config: Object.fromEntries(config) };
}

const json = (setting: Settings[string] | undefined): Json =>
  setting === undefined ? null : typeof setting === "object" ? [...setting] : setting;

const bodyOf = (settings: Settings): Body =>
  Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, json(value)]));
