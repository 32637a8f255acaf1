import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { createApprovalCheck } from "../../src/app/approval-check.ts";
import { createDecide } from "../../src/app/decide.ts";
import { createIntegrityVerifier } from "../../src/app/integrity-verifier.ts";
import { createNoteHead } from "../../src/app/note-head.ts";
import { createPlanner, createPrepare } from "../../src/app/prepare.ts";
import { createRegistry } from "../../src/app/registry.ts";
import { createRetire } from "../../src/app/retire.ts";
import { createRun } from "../../src/app/run.ts";
import { createSaveRequest } from "../../src/app/save-request.ts";
import { createSubmit } from "../../src/app/submit.ts";
import { createWork } from "../../src/app/work.ts";
import type { Actor } from "../../src/domain/actor.ts";
import { parseCommand } from "../../src/domain/command.ts";
import { NotFoundError } from "../../src/domain/errors.ts";
import type { OperationRequest } from "../../src/domain/request.ts";
import { Secret } from "../../src/domain/secret.ts";
import { say } from "../../src/domain/sentence.ts";
import { createActionSecrets } from "../../src/github/action-secrets.ts";
import { createGitHubClient } from "../../src/github/client.ts";
import { createWorkflowRuns } from "../../src/github/workflow-runs.ts";
import { rotate } from "../../src/operations/rotate.ts";
import type { Directory } from "../../src/ports/directory.ts";
import type { RoleSettings } from "../../src/ports/role-settings.ts";
import { createAuditLog } from "../../src/redis/audit-log.ts";
import { createRedis } from "../../src/redis/connection.ts";
import { createConnections } from "../../src/redis/connections.ts";
import { createDocuments } from "../../src/redis/documents.ts";
import { createKeys } from "../../src/redis/keys.ts";
import { createLedgers } from "../../src/redis/ledgers.ts";
import { createLocks } from "../../src/redis/locks.ts";
import { createRequestStore } from "../../src/redis/request-store.ts";
import { createTrail } from "../../src/redis/trail.ts";
import { createVerifiedLog } from "../../src/redis/verified-log.ts";
import { createAnchor } from "../../src/vault/anchor.ts";
import { createAppRoles } from "../../src/vault/app-roles.ts";
import { createKv } from "../../src/vault/kv.ts";
import { createSession } from "../../src/vault/session.ts";
import { createDecisionSigner, createDecisionVerifier, createHalfSigner, createSignerOf } from "../../src/vault/signing-keys.ts";
import { createTransport } from "../../src/vault/transport.ts";
import { portsWith } from "../../test/support/ports-that-fail.ts";
import { workspace } from "../parts/slack.ts";
import type { RotationServers } from "./servers.ts";

/** The bot's own job, with everything it is made of but Slack: nobody is shown anything, and the directory answers from memory. */
export interface Rotations {
  /** Asks for a rotation, prepares it and approves it, so that its job can begin. */
  approved(role: string): Promise<string>;
  /** The body of the job. @throws Error when the rotation did not succeed */
  work(requestId: string): Promise<void>;
  close(): Promise<void>;
}

const actor = (userId: string): Actor => ({
  userId,
  teamId: workspace.team,
  name: userId,
  email: `${userId.toLowerCase()}@bench.example`,
  person: null,
  locale: "en",
});
const directory: Directory = {
  actor: async (userId) => actor(userId),
  approvers: async () => new Set([workspace.approver]),
};
const overlapMs = 3_600_000;
const silent = { info: () => {}, warn: () => {}, error: () => {} };
const policy = { approvers: { users: [workspace.approver] }, required: 1, expiresAfterMs: 3_600_000 };

export async function createRotations(servers: RotationServers): Promise<Rotations> {
  const { redis: server, vault, platform, github, gitHubToken, roles: names, destination } = servers;
  const now = Date.now;
  const redis = createRedis({ connections: createConnections({ url: server.url }) });
  await redis.ready(5_000);
  const keys = createKeys();
  const transport = createTransport({
    address: vault.address,
    ca: readFileSync(vault.caFile, "utf8"),
    timeoutMs: 10_000,
    now: Date.now,
  });
  const session = createSession({ transport, mount: platform.approleMount, ...platform.bot.all, now });
  const signing = { kv: createKv({ session, mount: platform.kvMount }), kvBase: platform.kvBase, monotonicMs: now };
  const anchor = createAnchor({ session, mount: platform.kvMount, kvBase: platform.kvBase });
  // A process reads it once.
  await anchor.head();
  const logSigning = { sign: createHalfSigner(signing, "worker").sign, signerOf: createSignerOf(signing), from: () => 1 };
  const trail = createTrail({ keys, sign: logSigning.sign });
  const log = createVerifiedLog({ redis, keys, signing: logSigning });
  const audit = createAuditLog({ redis, keys, trail, log, sign: logSigning.sign });
  const store = createRequestStore({ redis, keys, trail, log, signing: logSigning });
  const standing = { objection: async () => undefined, continuations: () => [] };
  const noteHead = createNoteHead({ anchor, standing, log: silent, now });
  const locks = createLocks({ redis, keys, now });
  const client = createGitHubClient({
    auth: { token: new Secret(gitHubToken) },
    apiUrl: github.url,
    timeoutMs: 10_000,
    log: silent,
    now,
  });
  const roles = new Map<string, RoleSettings>(
    names.map((role) => [
      role,
      { role, secretIdTtlMs: 90 * 86_400_000, overlapMs, rotateEveryMs: null, deliverTo: [destination], approval: {} },
    ]),
  );
  const ports = portsWith({
    roles,
    appRoles: createAppRoles({ session, transport, mount: platform.approleMount, now }),
    destinations: createActionSecrets({ client }),
    workflowRuns: createWorkflowRuns({ client, now, shareMs: 0 }),
    ledgers: createLedgers({ documents: createDocuments({ redis, keys, signing: logSigning }) }),
  });

  const registry = createRegistry([rotate]);
  const record = createSaveRequest({ store, changed: () => {} });
  const integrity = createIntegrityVerifier({ verifier: createDecisionVerifier(signing) });
  const signer = createDecisionSigner(signing);
  const plan = createPlanner({ registry, ports, defaults: policy, version: "0.0.0", now });
  const load = async (id: string): Promise<OperationRequest> => {
    const request = await store.load(id);
    if (request === undefined) throw new NotFoundError("show.unknown", say("show.unknown", { id }));
    return request;
  };
  const jobs = { ensure: async () => {} };
  const submit = createSubmit({
    registry,
    settings: ports,
    store,
    signer,
    jobs,
    takeSubmission: async () => {},
    room: (_, make) => make(0),
    linkTo: async () => "",
    log: silent,
    now,
    newId: () => `req_${randomBytes(8).toString("hex")}`,
  });
  const prepare = createPrepare({ plan, record, integrity, directory, schedules: [], now });
  const decide = createDecide({ load, record, directory, signer, integrity, jobs, log: silent, now });
  const deps = { registry, ports, record, locks, log: silent, now };
  const run = createRun({
    ...deps,
    integrity,
    approvalCheck: createApprovalCheck({ directory, plan, schedules: [], now }),
    newReference: () => "ref_bench",
    ...{ audit, anchor, continuations: () => [] },
    newStart: () => randomBytes(12).toString("hex"),
    onOver: () => noteHead(audit.seenHead()),
  });
  const work = createWork({
    store,
    prepare,
    run,
    retire: createRetire({ ...deps, integrity, alarm: async () => {} }),
    isLeft: async () => false,
    noteEnd: () => noteHead(audit.seenHead()),
    record,
    standing,
    now,
  });

  return {
    approved: async (role) => {
      const command = parseCommand(`rotate ${role} weekly`);
      const { id } = await submit({ actor: actor(workspace.requester), origin: workspace.channel, command });
      await work(id, new AbortController().signal);
      const { state } = await decide({ requestId: id, by: actor(workspace.approver), verdict: "approve" });
      if (state !== "approved") throw new Error(`the rotation of ${role} is ${state} instead of approved`);
      return id;
    },
    work: async (requestId) => {
      const { againAtMs } = await work(requestId, new AbortController().signal);
      // Only a rotation that succeeded has something to do that far away: retiring what it replaced.
      if (againAtMs === undefined || againAtMs < now() + overlapMs / 2) throw new Error("void: a rotation did not succeed");
    },
    close: async () => {
      await session.stop();
      await transport.close();
      await client.close();
      redis.close();
    },
  };
}
