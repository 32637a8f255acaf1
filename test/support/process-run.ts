import { randomBytes } from "node:crypto";
import { createAlarms } from "../../src/app/alarms.ts";
import { createApprovalCheck } from "../../src/app/approval-check.ts";
import { createCancel, createRerunFromStep, createResume, createStop } from "../../src/app/cancel.ts";
import { createCheckpointPublisher } from "../../src/app/checkpoint-publisher.ts";
import { createCollectOrphans } from "../../src/app/collect-orphans.ts";
import { createDecide } from "../../src/app/decide.ts";
import { createDocumentsKept } from "../../src/app/documents-kept.ts";
import { createForms } from "../../src/app/forms.ts";
import { createIdleRequests } from "../../src/app/idle-requests.ts";
import { createContinue } from "../../src/app/instant-commands/continue.ts";
import { createInstantCommands } from "../../src/app/instant-commands.ts";
import { createIntegrityVerifier } from "../../src/app/integrity-verifier.ts";
import { createLoad } from "../../src/app/load.ts";
import { createNoteHead } from "../../src/app/note-head.ts";
import { createPlanner, createPrepare } from "../../src/app/prepare.ts";
import { createGate, gatedLog, gatedStore } from "../../src/app/read-only.ts";
import { createReconcile } from "../../src/app/reconcile.ts";
import { createRedaction } from "../../src/app/redaction.ts";
import { createRegistry } from "../../src/app/registry.ts";
import { createRetire } from "../../src/app/retire.ts";
import { createRetireNow } from "../../src/app/retire-now.ts";
import { createRun } from "../../src/app/run.ts";
import { createSaveRequest } from "../../src/app/save-request.ts";
import { createTakeSubmission } from "../../src/app/secret-submissions.ts";
import { createShow } from "../../src/app/show.ts";
import { createStanding } from "../../src/app/standing.ts";
import type { Stuck } from "../../src/app/stuck.ts";
import { createSubmit } from "../../src/app/submit.ts";
import { createTakeUp } from "../../src/app/take-up.ts";
import { createTrailGaps } from "../../src/app/trail-gaps.ts";
import { createVerify } from "../../src/app/verify.ts";
import { createWork } from "../../src/app/work.ts";
import type { Actor } from "../../src/domain/actor.ts";
import { parseCommand } from "../../src/domain/command.ts";
import { codeOf } from "../../src/domain/continuation.ts";
import { AppError } from "../../src/domain/errors.ts";
import type { FormAnswers } from "../../src/domain/form.ts";
import type { OperationPorts } from "../../src/domain/operation.ts";
import type { OperationRequest } from "../../src/domain/request.ts";
import { createActionSecrets } from "../../src/github/action-secrets.ts";
import type { GitHubClient } from "../../src/github/client.ts";
import { createProposals } from "../../src/github/proposals.ts";
import { createWorkflowRuns } from "../../src/github/workflow-runs.ts";
import { operations } from "../../src/operations/index.ts";
import type { Anchor } from "../../src/ports/anchor.ts";
import type { Directory } from "../../src/ports/directory.ts";
import type { Log } from "../../src/ports/log.ts";
import type { RequestView } from "../../src/ports/request-view.ts";
import type { RoleSettings } from "../../src/ports/role-settings.ts";
import type { SecretDestinations } from "../../src/ports/secret-destinations.ts";
import type { Standing } from "../../src/ports/standing.ts";
import type { WaitingValues } from "../../src/ports/waiting-values.ts";
import { createLedgers } from "../../src/redis/ledgers.ts";
import { createAppRoles } from "../../src/vault/app-roles.ts";
import { createKv } from "../../src/vault/kv.ts";
import { createLockouts } from "../../src/vault/lockouts.ts";
import type { VaultSession } from "../../src/vault/session.ts";
import { createDecisionSigner, createDecisionVerifier } from "../../src/vault/signing-keys.ts";
import type { Transport } from "../../src/vault/transport.ts";
import { alice, aPolicy } from "./builders.ts";
import type { Crashable, CrashableOptions } from "./crashable.ts";
import { aLogSigning } from "./log-signing.ts";
import type { Memory } from "./memory-store.ts";
import { portsWith } from "./ports-that-fail.ts";

/** The use cases of one process, wired as `main.ts` does. */
export interface ProcessRun extends Crashable {
  readonly submit: (text: string) => Promise<OperationRequest>;
  /** Submits the form that a command opened. */
  readonly fill: (command: string, answers: FormAnswers) => Promise<OperationRequest>;
  readonly decide: (requestId: string, by: Actor, verdict?: "approve" | "deny") => Promise<OperationRequest>;
  readonly resume: (requestId: string) => Promise<OperationRequest>;
  readonly stop: (requestId: string, by: Actor) => Promise<OperationRequest>;
  readonly rerunFromStep: (requestId: string, by: Actor) => Promise<OperationRequest>;
  readonly retireNow: (requestId: string, by: Actor) => Promise<OperationRequest>;
  readonly cancel: (requestId: string, by: Actor) => Promise<OperationRequest>;
  readonly work: (requestId: string) => Promise<{ readonly againAtMs?: number }>;
  readonly reconcile: () => Promise<void>;
  readonly collectOrphans: () => Promise<void>;
  /** Shows what changed since it was shown last. */
  readonly show: () => Promise<void>;
  /** Whether the log can be believed; it always can where nothing outside of the store has seen it. */
  readonly standing: Standing;
  /** What the worker and the other half do every minute: it is noted in Vault, and said in the channel, how far the log is. */
  readonly see: () => Promise<void>;
  /** Somebody lets the log go on. The worker has not taken it up yet. */
  readonly goOn: (by: Actor) => Promise<void>;
  readonly takeUp: () => Promise<void>;
}

/** What one process has of the world. */
/** Ports of operations on values; without them such operations cannot run. */
export type ValuePorts = Pick<
  OperationPorts,
  "exchanges" | "deliveries" | "entries" | "wrapping" | "keyProbes" | "signingKeys" | "handOff"
> & {
  readonly waiting: WaitingValues;
};

export interface LifeOptions {
  readonly crashable: Crashable;
  readonly role: string;
  readonly settings: RoleSettings;
  readonly transport: Transport;
  readonly session: VaultSession;
  readonly client: GitHubClient;
  readonly values?: ValuePorts;
  readonly memory: Memory;
  readonly view: RequestView;
  readonly directory: Directory;
  /** Outside of the store. Without it nothing but the channel sees the log, and nobody asks. */
  readonly anchor?: Anchor | undefined;
  readonly log: Log;
  readonly now: () => number;
  /** Told of what fails in what is done again and again; where time does not heal it, the channel is told. */
  readonly onStuck?: ((error: AppError) => void) | undefined;
}

/** One process of a case. */
export interface LivingOptions extends CrashableOptions, Pick<LifeOptions, "onStuck"> {}

const platformFiles = {
  ...portsWith().platformFiles,
  templates: [
    { path: ".github/workflows/one.yml", text: "name: One\non: push\n" },
    { path: ".github/profinaut/shared.sh", text: "branch=@defaultBranch@\n" },
  ],
};
const uncalled = () => Promise.reject(new Error("this story does not call that"));
const uncallable: ValuePorts = { ...portsWith(), waiting: { ...portsWith().waiting, put: uncalled } };

export function startProcessRun({
  crashable,
  role,
  settings,
  transport,
  session,
  client,
  values = uncallable,
  memory,
  view,
  directory,
  anchor: anchoredIn,
  log,
  now,
  onStuck = () => {},
}: LifeOptions): ProcessRun {
  const { wrap } = crashable;
  const signing = { kv: createKv({ session, mount: "secret" }), kvBase: "profinaut", monotonicMs: now };
  const signer = createDecisionSigner(signing);
  const verifier = createDecisionVerifier(signing);
  const integrity = createIntegrityVerifier({ verifier });

  const trailGaps = createTrailGaps({
    audit: memory.audit,
    verifier,
    witnessed: () => view.publishedCheckpoints(100),
    reports: memory.reports,
    continuedAtMs: () => standing.continuations().at(-1)?.atMs,
    log,
    now,
    monotonicMs: now,
  });
  const anchor = wrap("anchor", anchoredIn ?? memory.anchor);
  const standing: Standing =
    anchoredIn === undefined
      ? believed
      : createStanding({
          ...{ audit: memory.audit, anchor: anchoredIn, witnesses: trailGaps, verifier, log, monotonicMs: now },
          signing: aLogSigning(),
        });
  const gate = createGate(standing);
  const store = gatedStore(wrap("store", memory.store), gate);
  const [locks, jobs, audit] = [
    wrap("locks", memory.locks),
    wrap("jobs", memory.jobs),
    gatedLog({ ...wrap("audit", memory.audit), seenHead: memory.audit.seenHead }, gate),
  ];
  const viewState = wrap("viewState", memory.viewState);
  const ledgers = createLedgers({ documents: wrap("documents", memory.documents) });
  const secrets = createActionSecrets({ client, settleMarginMs: 100 });
  // The moment in which a write leaves is one of its own, in the middle of the call.
  const gitHub = wrap("gitHub", { send: async () => {} });
  const waiting = wrap("waiting", values.waiting);
  const toShow = new Set<string>();
  const changed = (id: string): void => void toShow.add(id);
  const registry = createRegistry(operations);
  const record = createSaveRequest({ store, changed });
  const ports: OperationPorts = {
    redaction: wrap("redaction", createRedaction({ registry, store, record, now })),
    exchanges: values.exchanges,
    deliveries: values.deliveries,
    entries: wrap("entries", values.entries),
    waiting,
    wrapping: wrap("wrapping", values.wrapping),
    keyProbes: wrap("keyProbes", values.keyProbes),
    signingKeys: values.signingKeys,
    handOff: wrap("handOff", values.handOff),
    proposals: wrap("proposals", createProposals({ client })),
    platformFiles,
    roles: new Map([[role, settings]]),
    appRoles: wrap("appRoles", createAppRoles({ session, transport, mount: "approle", now: Date.now })),
    vaultClock: { aheadMs: () => 0 },
    refusedLogins: { of: async () => undefined },
    lockouts: wrap("lockouts", createLockouts({ session, mount: "approle" })),
    destinations: wrap("destinations", {
      ...secrets,
      put: (destination, value, signal, beforeWrite) =>
        secrets.put(destination, value, signal, async () => {
          await beforeWrite?.();
          await gitHub.send();
        }),
    } satisfies SecretDestinations),
    ledgers,
    trailGaps,
    workflows: new Map([["build", { name: "build", repository: "acme/profinaut", file: "build.yml", refs: [], approval: {} }]]),
    workflowRuns: wrap("workflowRuns", createWorkflowRuns({ client, now, marginMs: 100 })),
  };
  const seenView = wrap("view", view);
  const plan = createPlanner({ registry, ports, defaults: aPolicy(), version: "9.9.9", now });
  const newReference = (): string => "ref_1";
  const noteHead = createNoteHead({ anchor, standing, log, now });
  const shared = { registry, ports, record, locks, log, now };
  const approvalCheck = createApprovalCheck({ directory, plan, schedules: [], now });
  const work = createWork({
    store,
    prepare: createPrepare({ plan, record, integrity, directory, schedules: [], now }),
    run: createRun({
      ...shared,
      ...{ integrity, approvalCheck, newReference, audit },
      anchor,
      continuations: standing.continuations,
      newStart: () => randomBytes(8).toString("hex"),
      onOver: async () => {
        if (anchoredIn !== undefined) await noteHead(audit.seenHead());
      },
    }),
    retire: createRetire({ ...shared, integrity, alarm: seenView.alarm }),
    isLeft: async () => false,
    noteEnd: async () => {
      if (anchoredIn !== undefined) await noteHead(await audit.follow());
    },
    record,
    standing,
    now,
  });
  const load = createLoad({ store, record, continuations: standing.continuations, now });
  const alarms = createAlarms({ view: seenView, log, now });
  // Ports that a story does not need fail for good, which is not what it is about.
  const stuck: Stuck = {
    watched: (_, work) =>
      work().catch((error: unknown) => {
        if (error instanceof AppError) onStuck(error);
        throw error;
      }),
  };
  const show = createShow({
    ...{ store, view: seenView, viewState, locks, alarms, now },
    verify: createVerify({ integrity }),
    continuations: standing.continuations,
  });
  const submit = createSubmit({
    registry,
    settings: ports,
    store,
    signer,
    jobs,
    takeSubmission: createTakeSubmission({ waiting, wrapping: ports.wrapping, waitsAtMostMs: aPolicy().expiresAfterMs, now }),
    room: (_, make) => make(0),
    linkTo: async () => "",
    log,
    now,
    newId: () => `req_${randomBytes(8).toString("hex")}`,
  });
  const decide = createDecide({ load, record, directory, signer, integrity, jobs, log, now });
  const resume = createResume({ load, record, directory, jobs, now });
  const retireNow = createRetireNow({ load, record, directory, signer, jobs, now });
  const rerunFromStep = createRerunFromStep({ load, record, directory, jobs, now });
  const stop = createStop({ load, record, directory, jobs, now });
  const collectOrphans = createCollectOrphans({ operations, ports, store, audit, locks, standing, stuck, log, now });
  const cancel = createCancel({ load, record, now });
  const witness = createCheckpointPublisher({
    audit,
    signer,
    verifier,
    view: seenView,
    once: wrap("once", memory.once),
    standing,
    log,
    now,
  });
  const takeUp = createTakeUp({ audit, anchor, verifier, standing, store, record, alarms, alarm: seenView.alarm, log, now });
  const instantCommands = createInstantCommands({
    instantCommands: [createContinue({ standing, directory, policy: aPolicy(), signer, audit })],
    gate,
    now,
  });
  const forms = createForms({ registry, settings: ports, submit, now });
  /** What people say is heard while the log can be believed. */
  const heard =
    <Said extends readonly unknown[]>(act: (...said: Said) => Promise<OperationRequest>) =>
    async (...said: Said): Promise<OperationRequest> => {
      await gate();
      return act(...said);
    };
  return {
    ...crashable,
    fill: heard((command, answers) => forms.submit({ command, answers }, { actor: alice, origin: "C0OPS" })),
    submit: heard((text) => submit({ actor: alice, origin: "C0OPS", command: parseCommand(text) })),
    decide: heard((requestId, by, verdict = "approve") => decide({ requestId, by, verdict })),
    resume: heard((requestId) => resume(requestId, alice)),
    stop: heard(stop),
    cancel: heard(cancel),
    rerunFromStep: heard(rerunFromStep),
    retireNow: heard(retireNow),
    work: (requestId) => work(requestId, new AbortController().signal),
    reconcile: createReconcile({
      signedFrom: () => 1,
      audit,
      registry,
      store,
      viewState,
      jobs,
      record,
      changed,
      alarms,
      stuck,
      kept: createDocumentsKept({ documents: memory.documents, alarms }),
      idle: createIdleRequests({ alarms, jobs, isWorker: true, monotonicMs: now }),
      standing,
      log,
      now,
    }),
    collectOrphans: () => collectOrphans(AbortSignal.timeout(60_000)),
    show: async () => {
      for (const id of toShow) {
        toShow.delete(id);
        await show(id);
      }
    },
    standing,
    see: async () => {
      await noteHead(await audit.head());
      await witness();
    },
    goOn: async (by) => {
      await standing.objection({ isFresh: true });
      const { loss } = standing.found() ?? {};
      const code = loss === undefined ? "" : codeOf(loss);
      const texts = new Map(Object.entries({ code, reason: "a backup was put back" }));
      await instantCommands.fill({ command: "continue", answers: { texts, secrets: new Map() } }, by);
    },
    takeUp,
  };
}

/** The log is what everybody saw. */
const believed: Standing = { objection: async () => undefined, found: () => undefined, continuations: () => [] };
