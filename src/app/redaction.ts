import { isBelievable } from "../domain/believable.ts";
import { ConflictError, type ErrorCode, NotFoundError } from "../domain/errors.ts";
import { type Json, StoredJson } from "../domain/json.ts";
import type { AnyOperation } from "../domain/operation.ts";
import type { Plan } from "../domain/plan.ts";
import { isOpen, type OperationRequest } from "../domain/request.ts";
import { type Sentence, say } from "../domain/sentence.ts";
import { type Redacted, stateSentence } from "../domain/transition.ts";
import type { Redactable, Redaction, WrittenWords } from "../ports/redaction.ts";
import type { Loaded, RequestStore } from "../ports/request-store.ts";
import { commandText, operationOf, type Registry } from "./registry.ts";
import type { SaveRequest } from "./save-request.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "redact.still-open": { id: string; state: Sentence };
    "redact.already": { id: string; by: string };
    "redact.nothing": { id: string };
  }
}

export interface RedactionDeps {
  readonly registry: Registry;
  readonly store: Pick<RequestStore, "loadWithTrail">;
  readonly record: SaveRequest;
  readonly now: () => number;
}

/**
 * What was signed when somebody asked, and what an approval was about, holds their words: without them neither can be checked any more.
 * So it is done to what has ended, which nobody runs again, and never to what is open.
 */
export function createRedaction({ registry, store, record, now }: RedactionDeps): Redaction {
  const load = async (id: string): Promise<Loaded> => {
    const loaded = await store.loadWithTrail(id);
    if (loaded === undefined) throw new NotFoundError("show.unknown", say("show.unknown", { id }));
    return loaded;
  };

  const redactable = async (id: string): Promise<Loaded & { readonly words: readonly WrittenWords[] }> => {
    const loaded = await load(id);
    const { request } = loaded;
    if (!isBelievable(loaded)) throw refused("request.tampered", say("request.tampered", {}));
    if (request.redacted !== undefined) throw refused("redact.already", say("redact.already", { id, by: request.redacted.by }));
    if (isOpen(request)) throw refused("redact.still-open", say("redact.still-open", { id, state: stateSentence(request) }));
    const words = wordsIn(operationOf(registry, request.operation), request);
    if (words.length === 0) throw refused("redact.nothing", say("redact.nothing", { id }));
    return { ...loaded, words };
  };

  return {
    async look(id): Promise<Redactable> {
      const { request, trail, words } = await redactable(id);
      const entries = trail.filter(({ details }) => "command" in details || "reason" in details).map(({ seq }) => seq);
      return { state: request.state, words, entries };
    },
    doneBy: async (id) => (await load(id)).request.redacted?.by,
    async takeOut(id, by) {
      const { request } = await redactable(id);
      await record(request, [
        { type: "redacted", atMs: now(), by, left: leftOf(operationOf(registry, request.operation), request) },
      ]);
    },
  };
}

const refused = (code: ErrorCode, sentence: Sentence): ConflictError => new ConflictError(code, sentence);

/** The input without what was written freely. */
const bareInput = (operation: AnyOperation, input: Json): unknown =>
  operation.withoutWords === undefined ? { ...Object(input), reason: "" } : operation.withoutWords(input);

function wordsIn(operation: AnyOperation, { reason, input }: OperationRequest): readonly WrittenWords[] {
  const others = operation.writtenWords?.(input) ?? [];
  return [...(reason === "" ? [] : (["reason"] as const)), ...others];
}

function leftOf(operation: AnyOperation, { input, plan }: OperationRequest): Redacted {
  const bare = StoredJson.parse(bareInput(operation, input));
  // Of what the approver read, what is made from those words is made anew.
  const facts = (approved: Plan): Plan["facts"] =>
    operation.withoutWords === undefined ? approved.facts : [...operation.describe(bare, approved.seen).facts];
  return { input: bare, command: commandText(operation, bare), plan: plan === null ? null : { ...plan, facts: facts(plan) } };
}
