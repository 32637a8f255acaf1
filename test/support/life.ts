import { randomBytes } from "node:crypto";
import { createApprovalCheck } from "../../src/app/approval-check.ts";
import { createAuthenticity } from "../../src/app/authenticity.ts";
import { createRedo, createResume, createStop } from "../../src/app/cancel.ts";
import { createDecide } from "../../src/app/decide.ts";
import { createForms } from "../../src/app/forms.ts";
import { createHasten } from "../../src/app/hasten.ts";
import { createIntake } from "../../src/app/intake.ts";
import { createPlanner, createPrepare } from "../../src/app/prepare.ts";
import { createReconcile } from "../../src/app/reconcile.ts";
import { createRecord } from "../../src/app/record.ts";
import { createRegistry } from "../../src/app/registry.ts";
import { createRetire } from "../../src/app/retire.ts";
import { createRun } from "../../src/app/run.ts";
import { createShow } from "../../src/app/show.ts";
import { createSubmit } from "../../src/app/submit.ts";
import { createTidy } from "../../src/app/tidy.ts";
import { createTrailGaps } from "../../src/app/trail-gaps.ts";
import { createWork } from "../../src/app/work.ts";
import type { Actor } from "../../src/domain/actor.ts";
import { parseCommand } from "../../src/domain/command.ts";
import type { FormAnswers } from "../../src/domain/form.ts";
import type { OperationPorts } from "../../src/domain/operation.ts";
import type { Request } from "../../src/domain/request.ts";
import { createActionSecrets } from "../../src/github/action-secrets.ts";
import type { GitHubClient } from "../../src/github/client.ts";
import { createProposals } from "../../src/github/proposals.ts";
import { createWorkflowRuns } from "../../src/github/workflow-runs.ts";
import { operations } from "../../src/operations/index.ts";
import type { Directory } from "../../src/ports/directory.ts";
import type { Log } from "../../src/ports/log.ts";
import type { RequestView } from "../../src/ports/request-view.ts";
import type { RoleSettings } from "../../src/ports/role-settings.ts";
import type { SecretDestinations } from "../../src/ports/secret-destinations.ts";
import type { WaitingValues } from "../../src/ports/waiting-values.ts";
import { createLedgers } from "../../src/redis/ledgers.ts";
import { createAppRoles } from "../../src/vault/app-roles.ts";
import { createKv } from "../../src/vault/kv.ts";
import { createLockouts } from "../../src/vault/lockouts.ts";
import type { VaultSession } from "../../src/vault/session.ts";
import { createDecisionSigner, createDecisionVerifier } from "../../src/vault/signing-keys.ts";
import type { Transport } from "../../src/vault/transport.ts";
import { alice, aPolicy } from "./builders.ts";
import type { Memory } from "./memory-store.ts";
import type { Mortal } from "./mortal.ts";
import { portsWith } from "./ports-that-fail.ts";

/** The use cases of one process, wired as `main.ts` does. */
export interface Life extends Mortal {
  readonly submit: (text: string) => Promise<Request>;
  /** Submits the form that a command opened. */
  readonly fill: (command: string, answers: FormAnswers) => Promise<Request>;
  readonly decide: (requestId: string, by: Actor, verdict?: "approve" | "deny") => Promise<Request>;
  readonly resume: (requestId: string) => Promise<Request>;
  readonly stop: (requestId: string, by: Actor) => Promise<Request>;
  readonly redo: (requestId: string, by: Actor) => Promise<Request>;
  readonly hasten: (requestId: string, by: Actor) => Promise<Request>;
  readonly work: (requestId: string) => Promise<{ readonly againAtMs?: number }>;
  readonly reconcile: () => Promise<void>;
  readonly tidy: () => Promise<void>;
  /** Shows what changed since it was shown last. */
  readonly show: () => Promise<void>;
}

/** What one process has of the world. */
/** Ports of operations on values; without them such operations cannot run. */
export type ValuePorts = Pick<
  OperationPorts,
  "exchanges" | "deliveries" | "entries" | "wrapping" | "keyProbes" | "signingKeys" | "handover"
> & {
  readonly waiting: WaitingValues;
};

export interface LifeOptions {
  readonly mortal: Mortal;
  readonly role: string;
  readonly settings: RoleSettings;
  readonly transport: Transport;
  readonly session: VaultSession;
  readonly client: GitHubClient;
  readonly values?: ValuePorts;
  readonly memory: Memory;
  readonly view: RequestView;
  readonly directory: Directory;
  readonly log: Log;
  readonly now: () => number;
}

const platformFiles = {
  ...portsWith().platformFiles,
  templates: [
    { path: ".github/workflows/one.yml", text: "name: One\non: push\n" },
    { path: ".github/profinaut/shared.sh", text: "branch=@defaultBranch@\n" },
  ],
};
const uncalled = () => Promise.reject(new Error("this story does not call that"));
const uncallable: ValuePorts = { ...portsWith(), waiting: { ...portsWith().waiting, put: uncalled } };

export function startLife({
  mortal,
  role,
  settings,
  transport,
  session,
  client,
  values = uncallable,
  memory,
  view,
  directory,
  log,
  now,
}: LifeOptions): Life {
  const { wrap } = mortal;
  const signing = { kv: createKv({ session, mount: "secret" }), kvBase: "profinaut", now };
  const signer = createDecisionSigner(signing);
  const authenticity = createAuthenticity({ verifier: createDecisionVerifier(signing) });

  const store = wrap("store", memory.store);
  const [locks, jobs, audit] = [wrap("locks", memory.locks), wrap("jobs", memory.jobs), wrap("audit", memory.audit)];
  const viewState = wrap("viewState", memory.viewState);
  const ledgers = createLedgers({ documents: wrap("documents", memory.documents) });
  const secrets = createActionSecrets({ client, settleMarginMs: 100 });
  // The moment in which a write leaves is one of its own, in the middle of the call.
  const gitHub = wrap("gitHub", { send: async () => {} });
  const waiting = wrap("waiting", values.waiting);
  const trailGaps = createTrailGaps({
    audit,
    verifier: createDecisionVerifier(signing),
    witnessed: () => view.witnessed(100),
    reports: memory.reports,
    log,
    now,
  });
  const ports: OperationPorts = {
    exchanges: values.exchanges,
    deliveries: values.deliveries,
    entries: wrap("entries", values.entries),
    waiting,
    wrapping: wrap("wrapping", values.wrapping),
    keyProbes: wrap("keyProbes", values.keyProbes),
    signingKeys: values.signingKeys,
    handover: wrap("handover", values.handover),
    proposals: wrap("proposals", createProposals({ client })),
    platformFiles,
    roles: new Map([[role, settings]]),
    appRoles: wrap("appRoles", createAppRoles({ session, transport, mount: "approle", now: Date.now })),
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
    workflowRuns: wrap("workflowRuns", createWorkflowRuns({ client, marginMs: 100 })),
  };
  const seenView = wrap("view", view);
  const toShow = new Set<string>();
  const changed = (id: string): void => void toShow.add(id);
  const registry = createRegistry(operations);
  const record = createRecord({ store, changed });
  const plan = createPlanner({ registry, ports, defaults: aPolicy(), now });
  const newReference = (): string => "ref_1";
  const shared = { registry, ports, record, locks, log, now };
  const approvalCheck = createApprovalCheck({ directory, plan, schedules: [], now });
  const work = createWork({
    store,
    prepare: createPrepare({ plan, record, authenticity, directory, schedules: [], now }),
    run: createRun({ ...shared, authenticity, approvalCheck, newReference }),
    retire: createRetire({ ...shared, authenticity, alarm: seenView.alarm }),
    now,
  });
  const load = async (id: string): Promise<Request> => {
    const request = await store.load(id);
    if (request === undefined) throw new Error(`there is no ${id}`);
    return request;
  };
  const show = createShow({ store, view: seenView, viewState, locks });
  const submit = createSubmit({
    registry,
    settings: ports,
    store,
    signer,
    jobs,
    intake: createIntake({ waiting, wrapping: ports.wrapping, waitsAtMostMs: aPolicy().expiresAfterMs, now }),
    linkTo: async () => "",
    log,
    now,
    newId: () => `req_${randomBytes(8).toString("hex")}`,
  });
  const decide = createDecide({ load, record, directory, signer, authenticity, jobs, log, now });
  const resume = createResume({ load, record, directory, jobs, now });
  const hasten = createHasten({ load, record, directory, signer, jobs, now });
  const redo = createRedo({ load, record, directory, jobs, now });
  const stop = createStop({ load, record, directory, jobs, now });
  const tidy = createTidy({ operations, ports, store, audit, locks, once: memory.once, log, now });
  return {
    ...mortal,
    fill: (command, answers) =>
      createForms({ registry, settings: ports, submit, now }).submit({ command, answers }, { actor: alice, origin: "C0OPS" }),
    submit: (text) => submit({ actor: alice, origin: "C0OPS", command: parseCommand(text) }),
    decide: (requestId, by, verdict = "approve") => decide({ requestId, by, verdict }),
    resume: (requestId) => resume(requestId, alice),
    stop,
    redo,
    hasten,
    work: (requestId) => work(requestId, new AbortController().signal),
    reconcile: createReconcile({ store, viewState, jobs, record, changed, log, now }),
    tidy: () => tidy(AbortSignal.timeout(60_000)),
    show: async () => {
      for (const id of toShow) {
        toShow.delete(id);
        await show(id);
      }
    },
  };
}
