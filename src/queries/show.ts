import { oneWord, requestIdPattern } from "../domain/arguments.ts";
import { NotFoundError } from "../domain/errors.ts";
import { shortDigest } from "../domain/plan.ts";
import type { Query, QueryPorts } from "../domain/query.ts";
import type { OperationRequest } from "../domain/request.ts";
import { type Sentence, say } from "../domain/sentence.ts";
import { stateSentence } from "../domain/transition.ts";
import { wordOfLog } from "../domain/word-of-log.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "show.summary": NoParams;
    "show.usage": NoParams;
    "show.unknown": { id: string };
    "show.heading": { id: string; state: Sentence };
    "show.asked": { command: string; by: string; atMs: number };
    "show.reason": { reason: string };
    "show.redacted": { by: string; atMs: number };
    "show.card": { link: string };
    "show.plan": { title: Sentence; impact: Sentence };
    "show.fact": { label: Sentence; value: Sentence };
    "show.digest": { digest: string; expiresAtMs: number };
    "show.decision": { by: string; verdict: Sentence; atMs: number };
    "show.approve": NoParams;
    "show.deny": NoParams;
    "show.line": { number: number; title: Sentence; state: Sentence };
    "show.line.waiting": NoParams;
    "show.line.running": { sinceMs: number };
    "show.line.done": { atMs: number };
    "show.line.failed": { atMs: number };
    "show.line.undone": NoParams;
    "show.not-ours": { id: string };
    "show.unsigned": { id: string };
    "show.unsigned-more": { id: string };
    "show.steps": NoParams;
    "show.note": { note: Sentence };
  }
}

/** One request whole: who, what, why, the plan, the decisions, how far it is. */
export const show: Query<string> = {
  name: "show",
  usage: "<request id>",
  summary: say("show.summary", {}),
  examples: ["show req_01ab23cd45ef"],
  input: oneWord(requestIdPattern, say("show.usage", {})),
  answer: async (id, { ports }) => {
    const found = await ports.requests.loadWithTrail(id);
    if (found === undefined) throw new NotFoundError("show.unknown", say("show.unknown", { id }));
    const { request, trail, objection } = found;
    // What nobody vouches for is not said again as if it were true.
    if (objection === "unsigned")
      return {
        heading: say("show.unsigned", { id }),
        sections: [{ lines: [wordOfLog(id, trail, ports.signedFrom()), say("show.unsigned-more", { id })] }],
      };
    if (objection !== undefined)
      return { heading: say("show.not-ours", { id }), sections: [{ lines: [say("view.not-ours", { id })] }] };
    return {
      heading: say("show.heading", { id, state: stateSentence(request) }),
      sections: [
        { lines: await asked(request, ports) },
        ...(request.plan === null ? [] : [{ lines: planned(request, request.plan) }]),
        ...(request.plan === null ? [] : [{ heading: say("show.steps", {}), lines: steps(request) }]),
      ],
    };
  },
};

async function asked(
  { id, command, requester, createdAtMs, reason, note, redacted }: OperationRequest,
  ports: QueryPorts,
): Promise<readonly Sentence[]> {
  const link = await ports.linkTo(id).catch(() => "");
  return [
    say("show.asked", { command, by: requester.userId, atMs: createdAtMs }),
    ...(reason === "" ? [] : [say("show.reason", { reason })]),
    ...(redacted === undefined ? [] : [say("show.redacted", redacted)]),
    ...(note === null ? [] : [say("show.note", { note })]),
    ...(link === "" ? [] : [say("show.card", { link })]),
  ];
}

const planned = ({ decisions }: OperationRequest, plan: NonNullable<OperationRequest["plan"]>): readonly Sentence[] => [
  say("show.plan", { title: plan.title, impact: plan.impact }),
  ...plan.facts.map(({ label, value }) => say("show.fact", { label, value })),
  say("show.digest", { digest: shortDigest(plan.digest), expiresAtMs: plan.expiresAtMs }),
  ...decisions.map(({ by, verdict, atMs }) =>
    say("show.decision", {
      by: by.userId,
      verdict: verdict === "approve" ? say("show.approve", {}) : say("show.deny", {}),
      atMs,
    }),
  ),
];

const steps = ({ steps: now, laterSteps }: OperationRequest): readonly Sentence[] =>
  [...now, ...laterSteps]
    .flatMap(({ lines }) => lines)
    .map(({ title, state, startedAtMs, finishedAtMs }, at) =>
      say("show.line", { number: at + 1, title, state: progress(state, startedAtMs, finishedAtMs) }),
    );

function progress(
  state: "waiting" | "running" | "done" | "failed" | "undone",
  startedAtMs: number | null,
  finishedAtMs: number | null,
): Sentence {
  switch (state) {
    case "running":
      return say("show.line.running", { sinceMs: startedAtMs ?? 0 });
    case "done":
      return say("show.line.done", { atMs: finishedAtMs ?? 0 });
    case "failed":
      return say("show.line.failed", { atMs: finishedAtMs ?? 0 });
    default:
      return { key: `show.line.${state}`, params: {} };
  }
}
