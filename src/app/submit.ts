import type { Actor } from "../domain/actor.ts";
import { auditActor } from "../domain/audit.ts";
import { type Command, secretTyped } from "../domain/command.ts";
import { ConflictError, UpstreamError } from "../domain/errors.ts";
import type { Filled } from "../domain/form.ts";
import { StoredJson } from "../domain/json.ts";
import type { OperationSettings } from "../domain/operation.ts";
import type { OperationRequest } from "../domain/request.ts";
import { secretInside } from "../domain/secret-shape.ts";
import { say } from "../domain/sentence.ts";
import { submissionStatement } from "../domain/statements.ts";
import type { Jobs } from "../ports/jobs.ts";
import type { Log } from "../ports/log.ts";
import type { RequestStore } from "../ports/request-store.ts";
import type { DecisionSigner } from "../ports/signing-keys.ts";
import { commandText, operationOf, parseInput, type Registry } from "./registry.ts";
import type { Room } from "./room.ts";
import type { TakeSubmission } from "./secret-submissions.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "request.taken": { id: string; link: string };
  }
}

export interface SubmitDeps {
  readonly registry: Registry;
  readonly settings: OperationSettings;
  readonly store: Pick<RequestStore, "save" | "load">;
  readonly signer: DecisionSigner;
  readonly jobs: Pick<Jobs, "ensure">;
  readonly takeSubmission: TakeSubmission;
  readonly room: Room;
  /** Link to the card of a request, for the one who asked for the same thing; empty while it has none. */
  readonly linkTo: (requestId: string) => Promise<string>;
  readonly log: Log;
  readonly now: () => number;
  readonly newId: () => string;
}

export interface Submission {
  readonly actor: Actor;
  readonly origin: string;
  readonly command: Command;
  /** For what may be asked for again after a crash: the same id both times. A new one unless given. */
  readonly id?: string;
  /** What was filled in, where the operation has a form. */
  readonly filled?: Filled<unknown>;
}

/** Another open request is about the same thing. Nothing was recorded. */
export class TakenError extends ConflictError {
  readonly by: string;

  constructor(by: string, link: string) {
    super("request.taken", say("request.taken", { id: by, link }));
    this.by = by;
  }
}

/**
 * Records a request and asks the worker to prepare it. Looks at nothing outside: what cannot work is refused by the worker.
 * A value that was handed in is put where it waits before there is a record that names it; without one, it is swept.
 * @throws InputError, NotFoundError, BusyError (too much is open), TakenError (same thing already open): nothing was recorded
 */
export function createSubmit({
  registry,
  settings,
  store,
  signer,
  jobs,
  takeSubmission,
  room,
  linkTo,
  log,
  now,
  newId,
}: SubmitDeps) {
  return async ({ actor, origin, command, filled, id = newId() }: Submission): Promise<OperationRequest> => {
    const operation = operationOf(registry, command.name);
    const input = filled?.input ?? parseInput(operation.input, command);
    operation.validateConfiguration(input, settings);
    const claim = {
      id,
      operation: operation.name,
      input: StoredJson.parse(input),
      command: commandText(operation, input),
      createdAtMs: now(),
      requester: actor,
    };
    // Whatever it was typed or filled into: what is kept is looked at.
    const secret = secretInside([claim.input, claim.command, operation.reason(input)]);
    if (secret !== undefined) throw secretTyped(secret);
    return room({ id, actor }, async (own) => {
      const request: OperationRequest = {
        ...claim,
        version: 1,
        revision: 1,
        reason: operation.reason(input),
        lock: operation.lock(input),
        origin,
        submission: await signer.sign(submissionStatement(claim)),
        state: "preparing",
        note: null,
        plan: null,
        decisions: [],
        steps: [],
        laterSteps: [],
        attempts: 0,
        retryAtMs: null,
        finishedAtMs: null,
      };
      if (filled !== undefined) await takeSubmission(request.id, filled.submission);
      await save(request);
      await jobs.ensure(request.id, undefined, own).catch((error: unknown) => {
        log.warn(
          { requestId: request.id, code: error instanceof UpstreamError ? error.code : "unknown" },
          "enqueue failed; reconcile will repeat it",
        );
      });
      return request;
    });
  };

  async function save(request: OperationRequest): Promise<void> {
    const { id, operation, command, reason, requester, createdAtMs } = request;
    const saved = await store
      .save({
        request,
        events: [
          {
            atMs: createdAtMs,
            actor: auditActor(requester),
            action: "request.submitted",
            request: id,
            details: { operation, command, reason, requester: requester.name, submission: { ...request.submission } },
          },
        ],
      })
      .catch(async (error: unknown) => {
        if (!(error instanceof UpstreamError) || error.effect === "none" || (await store.load(id)) === undefined) throw error;
        return { outcome: "saved" } as const;
      });
    if (saved.outcome === "taken") throw new TakenError(saved.by, await linkTo(saved.by).catch(() => ""));
    if (saved.outcome !== "saved") throw new Error("a new request can only be saved or find its lock taken");
  }
}
