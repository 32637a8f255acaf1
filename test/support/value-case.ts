import { type FakeGitHub, startFakeGitHub } from "../../demo/parts/fake-github/server.ts";
import { UpstreamError } from "../../src/domain/errors.ts";
import type { OperationPorts } from "../../src/domain/operation.ts";
import type { OperationRequest } from "../../src/domain/request.ts";
import { Secret } from "../../src/domain/secret.ts";
import { say } from "../../src/domain/sentence.ts";
import { createActionSecrets } from "../../src/github/action-secrets.ts";
import { createGitHubClient, type GitHubClient } from "../../src/github/client.ts";
import type { Anchor } from "../../src/ports/anchor.ts";
import type { KeyHealth } from "../../src/ports/key-probes.ts";
import type { Log } from "../../src/ports/log.ts";
import type { Handed } from "../../src/ports/secret-hand-off.ts";
import type { ValueDelivery } from "../../src/ports/value-deliveries.ts";
import { createKvEntries } from "../../src/vault/kv-entries.ts";
import { createWaitingValues } from "../../src/vault/waiting-values.ts";
import { createWrapping } from "../../src/vault/wrapping.ts";
import { alice, bob, carol, hour } from "./builders.ts";
import { createCrashable } from "./crashable.ts";
import { brokenStory } from "./invariants.ts";
import { createMemory, type Memory } from "./memory-store.ts";
import { createMemoryView, type MemoryView } from "./memory-view.ts";
import { portsWith } from "./ports-that-fail.ts";
import { type LivingOptions, type ProcessRun, startProcessRun } from "./process-run.ts";
import type { SmallPlatform } from "./small-platform.ts";

const token = "a-token";
/** Of a login that is delivered; `value` is its password. */
export const userName = "acme-ci-robot";

/** Operations whose crashes values.test.ts is about. */
export const valueOperations: readonly string[] = ["register", "get", "failover", "add-role"];

/** One path in a real Vault, and what survives the death of a process. */
export interface ValueCase {
  /** The path, in the place of a role. */
  readonly role: string;
  readonly value: string;
  readonly memory: Memory;
  readonly view: MemoryView;
  /** What was handed to people, in order. */
  readonly handed: readonly Handed[];
  /** Keys of the other sentences that were said to one person alone. */
  readonly told: readonly string[];
  /** A name that no other case has. */
  readonly name: string;
  /** What `bootstrap` would do once the AppRole of that name is declared. */
  addRoles(): Promise<void>;
  readonly now: () => number;
  advance(ms: number): void;
  processRun(options?: LivingOptions): Promise<ProcessRun>;
  newest(): Promise<OperationRequest | undefined>;
  readonly fake: FakeGitHub;
  /** Somebody writes this into the first secret that a login is delivered to. */
  paste(value: string): Promise<void>;
  /** A wrapping token for `{ VALUE: value }`, or for the login, made by a person. */
  wrap(): Promise<string>;
  /** Versions at the path, and the value of the newest. */
  stored(): Promise<{ readonly version: number; readonly value: unknown; readonly about: object }>;
  /** What one wrapping token opens to. */
  open(token: Secret): Promise<unknown>;
  /** Calls that are done and whose answers are lost from now on, each once: `entries.write`. */
  lose(...calls: readonly string[]): void;
  /** Somebody with rights of their own writes the next version. */
  writeByHand(): Promise<void>;
  /** Ids for which something waits in Vault. */
  waiting(): Promise<readonly string[]>;
  broken(): Promise<readonly string[]>;
  stop(): Promise<void>;
}

const policy = `
path "secret/*" { capabilities = ["create", "read", "update", "delete", "list"] }
path "sys/wrapping/*" { capabilities = ["update"] }
path "auth/approle/role/*" { capabilities = ["read"] }
path "sys/mounts/auth/approle/tune" { capabilities = ["read"] }
path "sys/capabilities-self" { capabilities = ["update"] }
`;
let count = 0;

const healthy: KeyHealth = {
  isValid: true,
  canRead: true,
  canTrade: true,
  canWithdraw: false,
  transferRights: [],
  isIpRestricted: true,
  expiresAtMs: null,
};

/** The exchange whose keys a case may be about; it takes every key. */
const venue = "venue";

/** Where a case's value goes that is delivered: its user name to the repository, its password to an environment. */
const [repository, environment] = ["acme/profinaut", "release"];
const deliveries: readonly ValueDelivery[] = [
  { field: "username", destination: { github: "repository", repository, secret: "DOCKER_USERNAME" } },
  { field: "password", destination: { github: "environment", repository, environment, secret: "DOCKER_PASSWORD" } },
];

export interface ValueCaseOptions {
  /** Whether something is at the path already. */
  readonly before?: boolean;
  /** As exchange keys: a main one and a spare. */
  readonly areKeys?: boolean;
  /** A login that GitHub gets, too. */
  readonly isDelivered?: boolean;
  /** What Vault keeps of the log: with it, whether the log can be believed is asked for. */
  readonly anchor?: Anchor;
  /** Where records live instead of in memory. */
  readonly keptIn?: (now: () => number) => Promise<Memory>;
}

export async function aValueCase(
  { vault }: SmallPlatform,
  { before = false, areKeys = false, isDelivered = false, anchor, keptIn }: ValueCaseOptions = {},
): Promise<ValueCase> {
  count += 1;
  // A base of its own, as whoever sweeps looks at everything that waits.
  const [base, value] = [`case-${count}`, `a value of case ${count} that is nowhere else`];
  const path = isDelivered ? "docker" : areKeys ? venue : "crash/value";
  const fake = await startFakeGitHub({ repositories: [repository], environments: [{ repository, environment }], token });
  await vault.ok("PUT", "sys/policies/acl/values", { policy });
  await vault.role("values", { token_policies: ["values"], token_ttl: "1h" });
  if (before) await vault.ok("POST", `secret/data/${base}/${path}`, { data: { VALUE: "what was there before" } });
  const key = (apiKey: string) => ({ data: { api_key: apiKey, secret_key: `${apiKey}, its other half`, VALUE: apiKey } });
  if (areKeys) await vault.ok("POST", `secret/data/${base}/${venue}`, key("what was there before"));
  if (areKeys) await vault.ok("POST", `secret/data/${base}/${venue}/spare`, key(value));
  let skewMs = 0;
  const now = (): number => Date.now() + skewMs;
  const memory = (await keptIn?.(now)) ?? createMemory({ now });
  const view = createMemoryView();
  const people = new Map([alice, bob, carol].map((person) => [person.userId, person]));
  const handed: Handed[] = [];
  const told: string[] = [];
  const opened = new Map<string, ReturnType<typeof vault.server.api>>();
  const secrets = new Set([value]);
  const logs: string[] = [];
  const closing: (() => Promise<void>)[] = [() => fake.stop()];
  const note = (fields: object, sentence: string): void => void logs.push(JSON.stringify([fields, sentence]));
  const log: Log = { info: note, warn: note, error: note };
  let lockedBy: string[] = [];
  const lost: string[] = [];
  /** The same port, some of whose answers are lost. */
  const lossy = <Port extends object>(name: string, port: Port): Port =>
    new Proxy(port, {
      get: (all, method) => {
        const member: unknown = Reflect.get(all, method);
        if (typeof member !== "function") return member;
        return async (...given: readonly unknown[]) => {
          const answer: unknown = await Reflect.apply(member, all, given);
          const at = lost.indexOf(`${name}.${String(method)}`);
          if (at === -1) return answer;
          lost.splice(at, 1);
          throw new UpstreamError("vault.lost-answer", say("vault.lost-answer", { path: "" }), {
            service: "vault",
            effect: "unknown",
            retryable: true,
          });
        };
      },
    });

  const clientOf = (): GitHubClient =>
    createGitHubClient({
      auth: { token: new Secret(token) },
      apiUrl: fake.url,
      timeoutMs: 2_000,
      log,
      now: Date.now,
      retryBaseMs: 5,
      maxLimitWaitMs: 0,
    });

  return {
    role: path,
    value,
    memory,
    view,
    handed,
    told,
    name: base,
    fake,
    paste: async (text) => {
      const [first] = deliveries;
      const client = clientOf();
      if (first !== undefined) await createActionSecrets({ client }).put(first.destination, new Secret(text));
      await client.close();
    },
    addRoles: async () => {
      for (const role of [`profinaut-${base}`, `profinaut-staging-${base}`])
        await vault.ok("POST", `auth/approle/role/${role}`, { token_policies: [role] });
    },
    now,
    advance: (ms) => {
      skewMs += ms;
    },
    lose: (...calls) => void lost.push(...calls),
    writeByHand: async () =>
      void (await vault.ok("POST", `secret/data/${base}/${path}`, { data: { VALUE: "written by hand meanwhile" } })),
    newest: async () => (await memory.store.recent(1))[0],
    wrap: async () => {
      const data = isDelivered ? { username: userName, password: value } : { VALUE: value };
      const { body } = await vault.server.api("POST", "sys/wrapping/wrap", data, undefined, { "x-vault-wrap-ttl": "24h" });
      const token = body.wrap_info?.token ?? "";
      secrets.add(token);
      return token;
    },
    stored: async () => {
      const { body } = await vault.server.api("GET", `secret/data/${base}/${path}`);
      const about = await vault.server.api("GET", `secret/metadata/${base}/${path}`);
      const [data, metadata] = [Object(body.data?.["data"]), Object(body.data?.["metadata"])];
      return {
        version: Number(metadata.version ?? 0),
        value: data.VALUE ?? data.password,
        about: Object(about.body.data?.["custom_metadata"]),
      };
    },
    open: async (token) => {
      const text = token.reveal();
      // It opens once.
      const opening = opened.get(text) ?? vault.server.api("POST", "sys/wrapping/unwrap", {}, text);
      opened.set(text, opening);
      return Object((await opening).body.data?.["data"]).VALUE;
    },
    waiting: async () => {
      const session = await vault.session({ credentials: await vault.credentials("values") });
      return (await createWaitingValues({ session, mount: "secret", folder: `${base}-pending` }).list()).map(
        ({ requestId }) => requestId,
      );
    },
    broken: async () =>
      brokenStory({
        requests: (await memory.store.recent(100)).toReversed(),
        trail: await memory.audit.entries(1, 10_000),
        cards: view.cards().map(({ requestId, revision, lines }) => ({
          requestId,
          isTrue: (request) => request.revision === revision,
          lines,
        })),
        isUnsaid: () => false,
        secrets: [...secrets, ...handed.map(({ token }) => token.reveal())],
        sinks: [
          { name: "the log", text: logs.join("\n") },
          { name: "the channel", text: view.text() },
          { name: "the records", text: JSON.stringify(await memory.store.recent(100)) },
          { name: "the trail", text: JSON.stringify(await memory.audit.entries(1, 10_000)) },
        ],
      }),
    processRun: async ({ onCall, onStuck, ...rest } = {}) => {
      for (const lock of lockedBy) memory.locks.steal(lock);
      const taken: string[] = [];
      lockedBy = taken;
      const crashable = createCrashable({
        ...rest,
        onCall: async (call) => {
          if (call.name === "locks.acquire") taken.push(String(call.given[0]));
          await onCall?.(call);
        },
      });
      const transport = vault.transport({ timeoutMs: 5_000 });
      const session = await vault.session({ transport, credentials: await vault.credentials("values") });
      const client = clientOf();
      closing.push(() => client.close());
      const values: Parameters<typeof startProcessRun>[0]["values"] = {
        exchanges: new Map(areKeys ? [[venue, { kind: "binance" }]] : []) satisfies OperationPorts["exchanges"],
        deliveries: new Map(isDelivered ? [["docker", deliveries]] : []),
        entries: lossy("entries", createKvEntries({ session, mount: "secret", base, now })),
        waiting: lossy("waiting", createWaitingValues({ session, mount: "secret", folder: `${base}-pending` })),
        wrapping: lossy("wrapping", createWrapping({ transport })),
        keyProbes: { probe: async () => healthy },
        signingKeys: portsWith().signingKeys,
        handOff: { give: async (to) => void handed.push(to), tell: async ({ sentence }) => void told.push(sentence.key) },
      };
      return startProcessRun({
        ...{ crashable, transport, session, client, memory, view, anchor, log, now, values, onStuck },
        role: path,
        settings: {
          role: path,
          secretIdTtlMs: hour,
          overlapMs: 0,
          rotateEveryMs: null,
          deliverTo: [],
          approval: {},
        },
        directory: {
          actor: async (id) => people.get(id) ?? alice,
          approvers: async () => new Set([bob.userId, carol.userId]),
        },
      });
    },
    stop: async () => {
      for (const close of closing.splice(0)) await close();
    },
  };
}
