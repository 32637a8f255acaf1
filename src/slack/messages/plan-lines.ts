import type { PlanLine } from "../../domain/plan.ts";
import type { OperationRequest } from "../../domain/request.ts";
import { type Sentence, say } from "../../domain/sentence.ts";
import type { Translator } from "../../locale/translator.ts";

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "line.waiting": { title: Sentence };
    "line.due": { title: Sentence; dueAtMs: number };
    "line.running": { title: Sentence; sinceAtMs: number };
    "line.done": { title: Sentence; atMs: number; tookMs: number };
    "line.failed": { title: Sentence; atMs: number };
    "line.undone": { title: Sentence };
    "line.left-out": { lines: number };
    "line.none": NoParams;
  }
}

const longestPlan = 30;

const icons: { readonly [S in PlanLine["state"]]: string } = {
  waiting: "⬜",
  running: "▶️",
  done: "✅",
  failed: "❌",
  undone: "↩️",
};

/** The numbered plan, first what happens at once and then what happens later, each line with how far it is. */
export function planLines({ steps, laterSteps }: OperationRequest, translator: Translator): readonly string[] {
  const lines = [...steps, ...laterSteps].flatMap((step) => step.lines.map((line) => ({ line, step })));
  if (lines.length === 0) return [translator.mrkdwn(say("line.none", {}))];
  const shown = lines.slice(0, longestPlan).map(({ line, step }, at) => {
    const dueAtMs = line.state === "waiting" && laterSteps.includes(step) ? step.dueAtMs : null;
    return `${at + 1}. ${dueAtMs === null ? icons[line.state] : "⏰"} ${translator.mrkdwn(sentenceOf(line, dueAtMs))}`;
  });
  const leftOut = lines.length - shown.length;
  return leftOut === 0 ? shown : [...shown, translator.mrkdwn(say("line.left-out", { lines: leftOut }))];
}

function sentenceOf({ title, state, startedAtMs, finishedAtMs }: PlanLine, dueAtMs: number | null): Sentence {
  if (state === "running" && startedAtMs !== null) return say("line.running", { title, sinceAtMs: startedAtMs });
  if (state === "done" && finishedAtMs !== null)
    return say("line.done", { title, atMs: finishedAtMs, tookMs: finishedAtMs - (startedAtMs ?? finishedAtMs) });
  if (state === "failed" && finishedAtMs !== null) return say("line.failed", { title, atMs: finishedAtMs });
  if (state === "undone") return say("line.undone", { title });
  return dueAtMs === null ? say("line.waiting", { title }) : say("line.due", { title, dueAtMs });
}
