import { type FakeGitHub, startFakeGitHub } from "../../demo/parts/fake-github/server.ts";
import type { Actor } from "../../src/domain/actor.ts";
import { NotAllowedError } from "../../src/domain/errors.ts";
import type { OperationRequest } from "../../src/domain/request.ts";
import { Secret } from "../../src/domain/secret.ts";
import { say } from "../../src/domain/sentence.ts";
import { createActionSecrets } from "../../src/github/action-secrets.ts";
import { createGitHubClient } from "../../src/github/client.ts";
import type { Anchor } from "../../src/ports/anchor.ts";
import type { Directory } from "../../src/ports/directory.ts";
import type { Log } from "../../src/ports/log.ts";
import type { RoleSettings } from "../../src/ports/role-settings.ts";
import type { Destination } from "../../src/ports/secret-destinations.ts";
import { createLedgers } from "../../src/redis/ledgers.ts";
import { textOf } from "../vault/a-vault.ts";
import { alice, bob, carol, hour } from "./builders.ts";
import { createCrashable } from "./crashable.ts";
import { type Gatekeeper, startHttpGate } from "./http-gate.ts";
import { brokenInvariants } from "./invariants.ts";
import { createMemory, type Memory } from "./memory-store.ts";
import { createMemoryView, type MemoryView } from "./memory-view.ts";
import { missingRecord } from "./missing-record.ts";
import { type LivingOptions, type ProcessRun, startProcessRun } from "./process-run.ts";
import type { SmallPlatform } from "./small-platform.ts";
import { buildFile, buildPath, canaryFile, canaryPath } from "./workflow-files.ts";

const repository = "acme/profinaut";
const token = "a-token";

export interface CaseOptions {
  readonly overlapMs?: number;
  /** Between the bot and the servers. */
  readonly keepers?: { readonly vault: Gatekeeper; readonly gitHub: Gatekeeper };
  readonly timeoutMs?: number;
  /** How long ago people wrote to the destinations, an hour by default; `null`: never. */
  readonly writtenAgoMs?: number | null;
  /** Proved by the canary workflow. */
  readonly hasCanary?: boolean;
  /** Whether records are signed; yes unless this is `false`. */
  readonly isSigned?: boolean;
  /** What Vault keeps of the log: with it, whether the log can be believed is asked for. */
  readonly anchor?: Anchor;
  /** Where records live instead of in memory. */
  readonly keptIn?: (now: () => number) => Promise<Memory>;
}

/** One AppRole with two destinations, and what survives the death of a process: store, channel, Vault, GitHub. */
export interface RotationCase {
  readonly role: string;
  readonly memory: Memory;
  readonly view: MemoryView;
  readonly fake: FakeGitHub;
  /** What the configuration says; may be changed between two lives. */
  settings: RoleSettings;
  /** Who may approve and who is there; may be changed at any time. */
  readonly people: Map<string, Actor>;
  readonly now: () => number;
  advance(ms: number): void;
  /** A process of the bot, from its start. */
  processRun(options?: LivingOptions): Promise<ProcessRun>;
  newest(): Promise<OperationRequest | undefined>;
  /** Somebody pastes a value into the first destination. */
  writeByHand(): Promise<void>;
  /** Somebody pastes this one. */
  paste(value: string): Promise<void>;
  /** What was done that must never be, as it was seen being done: each a sentence. */
  readonly objections: readonly string[];
  /** Each a sentence about what should hold and does not. */
  broken(): Promise<readonly string[]>;
  stop(): Promise<void>;
}

export async function aRotationCase(platform: SmallPlatform, options: CaseOptions = {}): Promise<RotationCase> {
  const { role, accessor, secretId } = await platform.newRole();
  let [skewMs, gitHubSkewMs] = [0, -(options.writtenAgoMs ?? hour)];
  const now = (): number => Date.now() + skewMs;
  const fake = await startFakeGitHub(
    {
      repositories: [repository],
      environments: [{ repository, environment: "production" }],
      files: [
        { repository, path: buildPath, content: buildFile },
        { repository, path: canaryPath, content: canaryFile },
      ],
      runner: { canaries: [await canaryOf(platform, role)] },
      token,
    },
    () => Date.now() + gitHubSkewMs,
  );
  const closing: (() => Promise<void>)[] = [() => fake.stop()];
  const gates = options.keepers === undefined ? undefined : await gatesFor(options.keepers);
  const deliverTo: readonly Destination[] = [
    { github: "repository", repository, secret: "VAULT_SECRET_ID" },
    { github: "environment", repository, environment: "production", secret: "VAULT_SECRET_ID" },
  ];
  const clientOf = (apiUrl: string) =>
    createGitHubClient({
      auth: { token: new Secret(token) },
      apiUrl,
      timeoutMs: options.timeoutMs ?? 2_000,
      log: { warn: () => {} },
      now,
      monotonicMs: now,
      retryBaseMs: 5,
      maxLimitWaitMs: 0,
    });
  const byHand = async (value: string, destinations: readonly Destination[]): Promise<void> => {
    const client = clientOf(fake.url);
    for (const destination of destinations) await createActionSecrets({ client }).put(destination, new Secret(value));
    await client.close();
  };
  if (options.writtenAgoMs !== null) await byHand(secretId, deliverTo);
  gitHubSkewMs = 0;

  const memory = (await options.keptIn?.(now)) ?? createMemory({ now, isSigned: options.isSigned ?? true });
  const view = createMemoryView();
  const people = new Map([alice, bob, carol].map((person) => [person.userId, person]));
  const secrets = new Set([secretId]);
  const accessorOf = new Map([[secretId, accessor]]);
  const logs: string[] = [];
  const objections: string[] = [];
  let lockedBy: string[] = [];

  const log: Log = {
    info: (fields, sentence) => void logs.push(JSON.stringify([fields, sentence])),
    warn: (fields, sentence) => void logs.push(JSON.stringify([fields, sentence])),
    error: (fields, sentence) =>
      void logs.push(JSON.stringify([fields, sentence, fields["err"] instanceof Error ? fields["err"].stack : ""])),
  };
  const directory: Directory = {
    actor: async (id) => {
      const found = people.get(id);
      if (found === undefined) throw new NotAllowedError("directory.deactivated", say("approval.unidentified", {}));
      return found;
    },
    approvers: async ({ approvers }) => new Set("users" in approvers ? approvers.users : []),
  };
  const self: RotationCase = {
    role,
    memory,
    view,
    fake,
    people,
    objections,
    settings: {
      role,
      secretIdTtlMs: 90 * 24 * hour,
      overlapMs: options.overlapMs ?? hour,
      rotateEveryMs: null,
      deliverTo,
      ...(options.hasCanary === true
        ? { canary: { repository, file: "profinaut-canary.yml", ref: null, timeoutMs: 60_000 } }
        : {}),
      approval: {},
    },
    now,
    advance: (ms) => {
      skewMs += ms;
    },
    newest: async () => (await memory.store.recent(1))[0],
    writeByHand: () => byHand("pasted by hand", deliverTo.slice(0, 1)),
    paste: (value) => byHand(value, deliverTo.slice(0, 1)),
    processRun,
    broken: async () => [
      ...objections,
      ...(await brokenInvariants({
        api: platform.vault.server.api,
        role,
        before: [accessor],
        held: fake.secrets().map(({ environment, name, value }) => ({ where: `${environment ?? ""}/${name}`, value })),
        requests: (await memory.store.recent(100)).toReversed(),
        ledger: await createLedgers({ documents: memory.documents }).read(role),
        trail: await memory.audit.entries(1, 10_000),
        cards: view.cards().map(({ requestId, revision, lines }) => ({
          requestId,
          isTrue: (request) => request.revision === revision,
          lines,
        })),
        isUnsaid: () => false,
        secrets: [...secrets],
        sinks: [
          { name: "the log", text: logs.join("\n") },
          { name: "the channel", text: view.text() },
          { name: "the records", text: JSON.stringify(await memory.store.recent(100)) },
          { name: "the ledger", text: JSON.stringify((await memory.documents.read(`ledger/${role}`)) ?? null) },
          { name: "the trail", text: JSON.stringify(await memory.audit.entries(1, 10_000)) },
        ],
      })),
    ],
    stop: async () => {
      for (const close of closing.splice(0)) await close();
    },
  };
  return self;

  async function gatesFor(keepers: NonNullable<CaseOptions["keepers"]>) {
    const { server, tls } = platform.vault;
    const vault = await startHttpGate({ target: () => server.address, keeper: keepers.vault, tls });
    const gitHub = await startHttpGate({ target: () => fake.url, keeper: keepers.gitHub });
    closing.push(vault.stop, gitHub.stop);
    return { vault, gitHub };
  }

  async function processRun({ onCall, onAnswer, onStuck, ...rest }: LivingOptions = {}): Promise<ProcessRun> {
    // What the dead one held is free again after its time; whoever held it is fenced off.
    for (const lock of lockedBy) memory.locks.steal(lock);
    const taken: string[] = [];
    lockedBy = taken;
    const crashable = createCrashable({
      ...rest,
      onCall: async (call) => {
        if (call.name === "locks.acquire") taken.push(String(call.given[0]));
        const missing = await missingRecord(memory.audit, call);
        if (missing !== undefined) objections.push(missing);
        const isHeld = fake.secrets().some(({ value }) => accessorOf.get(value) === call.given[1]);
        if (call.name === "appRoles.destroy" && isHeld) objections.push("destroyed what a destination holds");
        await onCall?.(call);
      },
      onAnswer: (call, answer) => {
        const [wrapped] = call.given;
        if (call.name === "appRoles.unwrap" && answer instanceof Secret && wrapped instanceof Object && "accessor" in wrapped) {
          secrets.add(answer.reveal());
          accessorOf.set(answer.reveal(), String(wrapped.accessor));
        }
        if (call.name === "appRoles.issueWrapped" && answer instanceof Object && "wrappingToken" in answer)
          if (answer.wrappingToken instanceof Secret) secrets.add(answer.wrappingToken.reveal());
        onAnswer?.(call, answer);
      },
    });
    const transport = platform.vault.transport({
      timeoutMs: options.timeoutMs ?? 5_000,
      ...(gates === undefined ? {} : { address: gates.vault.url }),
    });
    const session = await platform.vault.session({ transport });
    const client = clientOf(gates?.gitHub.url ?? fake.url);
    closing.push(() => client.close());
    const own = { role, settings: self.settings, memory, view, directory, anchor: options.anchor, log, now, onStuck };
    return startProcessRun({ ...own, crashable, transport, session, client });
  }
}

/** A runner that logs in to the real Vault with what the repository holds. */
async function canaryOf({ vault }: SmallPlatform, role: string) {
  const { body } = await vault.ok("GET", `auth/approle/role/${role}/role-id`);
  const { address, caFile } = vault.server;
  const login = { address, caFile, approleMount: "approle", roleId: textOf(body.data?.["role_id"]) };
  return { repository, path: canaryPath, job: "login", secret: "VAULT_SECRET_ID", vault: login };
}
