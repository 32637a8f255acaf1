import { generateKeyPairSync, sign, verify } from "node:crypto";
import { createAlarms } from "../../src/app/alarms.ts";
import { createApprovalCheck } from "../../src/app/approval-check.ts";
import { createCancel, createRerunFromStep, createResume, createStop } from "../../src/app/cancel.ts";
import { createCheckpointPublisher } from "../../src/app/checkpoint-publisher.ts";
import { createCollectOrphans } from "../../src/app/collect-orphans.ts";
import { createDecide } from "../../src/app/decide.ts";
import { createDocumentsKept } from "../../src/app/documents-kept.ts";
import { createForms } from "../../src/app/forms.ts";
import { createIdleRequests } from "../../src/app/idle-requests.ts";
import { createIntegrityVerifier } from "../../src/app/integrity-verifier.ts";
import { createNotifications, type NotificationsDeps } from "../../src/app/notifications.ts";
import { createPlanner, createPrepare } from "../../src/app/prepare.ts";
import { createGate } from "../../src/app/read-only.ts";
import { createReconcile } from "../../src/app/reconcile.ts";
import { createRedaction } from "../../src/app/redaction.ts";
import { createRegistry, type Registry } from "../../src/app/registry.ts";
import { createRestoreCards } from "../../src/app/restore-cards.ts";
import { createRetire } from "../../src/app/retire.ts";
import { createRetireNow } from "../../src/app/retire-now.ts";
import { createRoom } from "../../src/app/room.ts";
import { createRun } from "../../src/app/run.ts";
import { createSaveRequest } from "../../src/app/save-request.ts";
import { createTakeSubmission } from "../../src/app/secret-submissions.ts";
import { createShow } from "../../src/app/show.ts";
import { createStuck } from "../../src/app/stuck.ts";
import { createSubmit, type Submission } from "../../src/app/submit.ts";
import { createVerify } from "../../src/app/verify.ts";
import { createWork } from "../../src/app/work.ts";
import type { Actor } from "../../src/domain/actor.ts";
import type { ApprovalPolicy } from "../../src/domain/approval.ts";
import { type Command, parseCommand } from "../../src/domain/command.ts";
import type { Continuation } from "../../src/domain/continuation.ts";
import { NotAllowedError, NotFoundError, UpstreamError } from "../../src/domain/errors.ts";
import type { OperationRequest } from "../../src/domain/request.ts";
import type { Schedule } from "../../src/domain/schedule.ts";
import type { SecretSubmission } from "../../src/domain/secret-submission.ts";
import { type Sentence, say } from "../../src/domain/sentence.ts";
import type { Directory } from "../../src/ports/directory.ts";
import type { Log } from "../../src/ports/log.ts";
import type { DecisionSigner, DecisionVerifier } from "../../src/ports/signing-keys.ts";
import type { WrapInfo } from "../../src/ports/wrapping.ts";
import { stowing } from "../support/a-safe.ts";
import { alice, aPolicy, bob, carol, noon } from "../support/builders.ts";
import { type FakeOperation, painting } from "../support/fake-operation.ts";
import { createMemoryLetters } from "../support/memory-letters.ts";
import { createMemory } from "../support/memory-store.ts";
import { createMemoryView } from "../support/memory-view.ts";
import { portsWith } from "../support/ports-that-fail.ts";

const { privateKey, publicKey } = generateKeyPairSync("ed25519");
const bytes = (data: Uint8Array | string) => Buffer.from(data);
export const signer: DecisionSigner = {
  sign: async (data) => ({ kid: "k1", signature: sign(null, bytes(data), privateKey).toString("base64") }),
};
export const verifier: DecisionVerifier = {
  verify: async (data, { kid, signature }) =>
    kid === "k1" && verify(null, bytes(data), publicKey, Buffer.from(signature, "base64")),
};

export const botVersion = "9.9.9";

/** A failure of Vault that time heals, unless told otherwise. */
export const upstream = (changes: Partial<ConstructorParameters<typeof UpstreamError>[2]> = {}) =>
  new UpstreamError("vault.sealed", say("vault.sealed", {}), { service: "vault", effect: "none", retryable: true, ...changes });

export const redisDown = (effect: "none" | "unknown" = "none") =>
  new UpstreamError("redis.unreachable", say("redis.unreachable", {}), { service: "redis", effect, retryable: true });

/** The use cases around one wall, wired as `main.ts` does, with everything else in memory and a clock that tests move. */
export function aBot(fake: FakeOperation, policy: Partial<ApprovalPolicy> = {}) {
  /** What the configuration says happens by the clock. */
  const schedules: Schedule[] = [];
  let nowMs = noon;
  let ids = 0;
  let onPause: () => Promise<void> | void = () => {};
  const now = (): number => nowMs;
  const memory = createMemory({ now });
  const view = createMemoryView(now);
  const letters = createMemoryLetters();
  const people = new Map<string, Actor>([alice, bob, carol].map((person) => [person.userId, person]));
  const logged: { readonly fields: Readonly<Record<string, unknown>>; readonly sentence: string }[] = [];
  const note = (fields: object, sentence: string): void => void logged.push({ fields: { ...fields }, sentence });
  const log: Log = { info: note, warn: note, error: note };
  const directory: Directory = {
    actor: async (userId) => {
      const found = people.get(userId);
      if (found === undefined) throw new NotAllowedError("directory.deactivated", say("directory.deactivated", {}));
      return found;
    },
    approvers: async ({ approvers }) => new Set("users" in approvers ? approvers.users : [bob.userId]),
  };
  const alarms = createAlarms({ view, log, now });
  const stuck = createStuck({ alarms, newReference: () => "ref_1", log, monotonicMs: now });
  const { store, locks, jobs, audit, viewState, told, once } = memory;
  /** Why the log cannot be believed. */
  const disbelief: { because?: Sentence } = {};
  /** Every word by which the log went on. */
  const continuations: Continuation[] = [];
  const standing = { objection: async () => disbelief.because, continuations: () => continuations };
  const idle = createIdleRequests({ alarms, jobs, isWorker: true, monotonicMs: now });
  const kept = createDocumentsKept({ documents: memory.documents, alarms });
  const operations = [painting(fake), stowing()];
  const waiting = new Map<string, SecretSubmission>();
  const wrapped = new Map<string, WrapInfo>();
  const logins = new Set<string>();
  const registry = createRegistry(operations);
  const ports = portsWith();
  const integrity = createIntegrityVerifier({ verifier });
  const changedIds: string[] = [];
  const changed = (id: string): void => void changedIds.push(id);
  const record = createSaveRequest({ store, changed });
  const redaction = createRedaction({ registry, store, record, now });
  const plan = createPlanner({ registry, ports, defaults: aPolicy(policy), version: botVersion, now });
  const newReference = (): string => "ref_1";
  const shared = { registry, ports, record, locks: idle.working(locks), log, now };
  let starts = 0;
  const beginning = {
    audit,
    anchor: memory.anchor,
    continuations: () => continuations,
    newStart: () => `start_${starts++}`,
    onOver: async () => {},
  };
  const prepare = createPrepare({ plan, record, integrity, directory, schedules, now });
  const approvalCheck = createApprovalCheck({ directory, plan, schedules, now });
  const retire = createRetire({ ...shared, integrity, alarm: (sentence: Sentence) => view.alarm(sentence) });
  const runWith = (operations: Registry) =>
    createRun({ ...shared, ...beginning, registry: operations, integrity, approvalCheck, newReference });
  let endsNoted = 0;
  const noteEnd = async (): Promise<void> => {
    endsNoted += 1;
  };
  const isLeft = async (): Promise<boolean> => false;
  const workOn = createWork({ store, prepare, run: runWith(registry), retire, isLeft, noteEnd, record, standing, now });
  const load = async (id: string): Promise<OperationRequest> => {
    const request = await store.load(id);
    if (request === undefined) throw new NotFoundError("show.unknown", say("show.unknown", { id }));
    return request;
  };
  const linkTo = async (id: string): Promise<string> => `link to ${id}`;
  const submitDeps = {
    registry,
    settings: ports,
    store,
    signer,
    jobs,
    takeSubmission: createTakeSubmission({
      waiting: { put: async (id, value) => void waiting.set(id, value) },
      wrapping: {
        look: async (token) => wrapped.get(token.reveal()),
        isLogin: async (token) => logins.has(token.reveal()),
      },
      waitsAtMostMs: aPolicy(policy).expiresAfterMs,
      now,
    }),
    room: createRoom({ store, limits: { person: 25, all: 200 } }),
    linkTo,
    log,
    now,
    newId: () => `req_${String(ids++).padStart(12, "0")}`,
  };
  const submitWith =
    (changes: Partial<typeof submitDeps> = {}) =>
    (typed: string | Command = "paint north", actor: Actor = alice, more: Pick<Submission, "filled"> = {}) =>
      createSubmit({ ...submitDeps, ...changes })({
        ...more,
        actor,
        origin: "C0ORIGIN",
        command: typeof typed === "string" ? parseCommand(typed) : typed,
      });
  const decideOn = createDecide({ load, record, directory, signer, integrity, jobs, log, now });

  const verify = createVerify({ integrity });
  const show = createShow({
    ...{ store, view, viewState, locks, verify, alarms, now },
    continuations: standing.continuations,
    pause: async () => onPause(),
  });
  const wordsWith = (changes: Partial<NotificationsDeps> = {}) =>
    createNotifications({ store, told, messages: letters, directory, linkTo, locks, standing, log, now, ...changes });

  const bot = {
    memory,
    disbelief,
    standing,
    alarms,
    stuck,
    gate: createGate(standing),
    view,
    /** What people were told in direct messages. */
    letters,
    words: wordsWith(),
    wordsWith,
    people,
    directory,
    schedules,
    registry,
    redaction,
    operations,
    ports,
    logged,
    log,
    now,
    changedIds,
    load,
    verify,
    continuations,
    loaded: async (id: string) => {
      const loaded = await store.loadWithTrail(id);
      if (loaded === undefined) throw new Error(`there is no ${id}`);
      return loaded;
    },
    record,
    integrity,
    newReference,
    advance: (ms: number): void => {
      nowMs += ms;
    },
    submit: submitWith(),
    submitCommand: createSubmit(submitDeps),
    forms: createForms({ registry, settings: ports, submit: createSubmit(submitDeps), now }),
    /** Values that were handed in, by request. */
    waiting,
    /** Wrapping tokens that Vault knows. */
    wrapped,
    logins,
    submitWith,
    decide: decideOn,
    approve: (requestId: string, by: Actor = bob) => decideOn({ requestId, by, verdict: "approve" }),
    deny: (requestId: string, by: Actor = bob) => decideOn({ requestId, by, verdict: "deny" }),
    cancel: createCancel({ load, record, now }),
    resume: createResume({ load, record, directory, jobs, now }),
    stop: createStop({ load, record, directory, jobs, now }),
    rerunFromStep: createRerunFromStep({ load, record, directory, jobs, now }),
    retireNow: createRetireNow({ load, record, directory, signer, jobs, now }),
    work: (requestId: string, signal: AbortSignal = new AbortController().signal) => workOn(requestId, signal),
    /** The same bot in a version that does not know the operation any more. */
    withoutOperations: ({ isLeft = false } = {}) => {
      const run = runWith(createRegistry([]));
      const work = createWork({ store, prepare, run, retire, isLeft: async () => isLeft, noteEnd, record, standing, now });
      return (requestId: string) => work(requestId, new AbortController().signal);
    },
    /** The same bot in a version whose operation has nothing to do later. */
    withoutLaterSteps: () => {
      const operation = { ...painting(fake), laterSteps: [] };
      const plan = createPlanner({
        registry: createRegistry([operation]),
        ports,
        defaults: aPolicy(policy),
        version: botVersion,
        now,
      });
      const work = createWork({
        store,
        prepare: createPrepare({ plan, record, integrity, directory, schedules, now }),
        run: createRun({
          ...shared,
          registry: createRegistry([operation]),
          integrity,
          approvalCheck: createApprovalCheck({ directory, plan, schedules, now }),
          newReference,
          ...beginning,
        }),
        retire,
        isLeft,
        noteEnd,
        record,
        standing,
        now,
      });
      return (requestId: string) => work(requestId, new AbortController().signal);
    },
    /** How often a job has noted the end of the log in the anchor, as somebody else had ended its request. */
    endsNoted: () => endsNoted,
    show,
    restoreCards: createRestoreCards({ store, show, once, standing, log, everyMs: 60_000, now }),
    /** What happens while somebody waits for their turn to show. */
    whilePaused: (happens: () => Promise<void> | void): void => {
      onPause = happens;
    },
    reconcile: createReconcile({
      signedFrom: () => 1,
      ...{ audit, registry, store, viewState, jobs, record, changed, alarms, stuck, idle, kept, standing, log, now },
    }),
    collectOrphans: createCollectOrphans({ operations, ports, store, audit, locks, standing, stuck, log, now }),
    witness: createCheckpointPublisher({ audit, signer, verifier, view, once, standing, log, now }),
    /** The names of what is on the trail of a request, in order. */
    trail: async (id: string) => (await audit.ofRequest(id)).map(({ action }) => action),
    /** A request that has just been prepared. */
    pending: async (text?: string) => {
      const { id } = await bot.submit(text);
      await bot.work(id);
      return load(id);
    },
    /** A request that has just been approved. */
    approved: async (text?: string) => bot.approve((await bot.pending(text)).id),
    /** Another record, as the bot itself would write it. */
    rewrite: async (id: string, changes: Partial<OperationRequest>) => {
      const request = { ...(await load(id)), ...changes };
      const event = { atMs: nowMs, actor: "bot:worker", action: "request.signed", request: id, details: {} } as const;
      await store.save({ request: { ...request, revision: request.revision + 1 }, events: [event] });
    },
    /** Puts a changed record into the store behind everybody's back. */
    forge: async (id: string, changes: Partial<OperationRequest>) => {
      memory.plant(id, JSON.stringify({ ...(await load(id)), ...changes }));
    },
  };
  return bot;
}

export type Bot = ReturnType<typeof aBot>;
