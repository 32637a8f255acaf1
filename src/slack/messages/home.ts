import type { HomeView, KnownBlock } from "@slack/types";
import type { Home, LinkedRequest } from "../../app/home.ts";
import type { AnswerAction } from "../../domain/answer.ts";
import { shortDigest } from "../../domain/plan.ts";
import { type Sentence, say } from "../../domain/sentence.ts";
import type { Verified } from "../../domain/verified.ts";
import type { Translator } from "../../locale/translator.ts";
import { askButtons } from "./ask-button.ts";
import { fitting, limits, mrkdwn, plain, sizeOfBlock } from "./bounded.ts";
import { homeBlockId } from "./buttons-block.ts";
import { requestButtons } from "./card-buttons.ts";
import { cardIcon, cardState } from "./card-state.ts";

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "home.title": NoParams;
    "home.what": NoParams;
    "home.how": NoParams;
    "home.waiting": NoParams;
    "home.nothing-waits": NoParams;
    "home.waiting-more": { count: number };
    "home.asked": { title: Sentence; by: string; atMs: number; reason: string };
    "home.fact": { label: Sentence; value: Sentence };
    "home.decide-by": { expiresAtMs: number; digest: string; link: string };
    "home.mine": NoParams;
    "home.nothing-asked": NoParams;
    "home.my-request": { icon: string; command: string; state: Sentence; link: string; id: string };
    "home.ending": NoParams;
    "home.nothing-ends": NoParams;
    "home.not-looked": NoParams;
    "home.health": NoParams;
    "home.worker-seen": { atMs: number };
    "home.no-worker": NoParams;
    "home.all-in-order": NoParams;
    "home.alarm": { what: Sentence; mend: Sentence; sinceMs: number };
    "home.warning": { what: Sentence; mend: Sentence; sinceMs: number };
    "home.could-not-look": { because: Sentence };
    "home.read-at": { atMs: number };
    "home.button.help": NoParams;
    "home.button.list": NoParams;
    "home.button.roles": NoParams;
    "home.button.status": NoParams;
  }
}

/** https://docs.slack.dev/reference/views: a view has at most 100 blocks; of its size Slack says nothing. */
const mostBlocks = 100;
const mostSize = 60_000;
/** Of one request, at most so many sections of facts; what is longer is said to be. */
const mostSections = 3;
const mostFindings = 8;

const questions: readonly AnswerAction[] = [
  { label: say("home.button.help", {}), command: "help" },
  { label: say("home.button.list", {}), command: "list" },
  { label: say("home.button.roles", {}), command: "roles" },
  { label: say("home.button.status", {}), command: "status" },
];

/** The Home tab: what waits for this person, what this person asked for, and how everything is. */
export function homeView(home: Home, translator: Translator): HomeView {
  const said = (sentence: Sentence): string => translator.mrkdwn(sentence);
  const section = (sentence: Sentence): KnownBlock => ({ type: "section", text: mrkdwn(said(sentence)) });
  const header = (sentence: Sentence): KnownBlock => ({ type: "header", text: plain(translator.plain(sentence), limits.header) });

  const waiting = home.waiting.flatMap((one) => waitingRequest(one, translator));
  const health = [
    home.workerSeenAtMs === null ? say("home.no-worker", {}) : say("home.worker-seen", { atMs: home.workerSeenAtMs }),
    ...(home.findings.length + home.failures.length === 0 ? [say("home.all-in-order", {})] : []),
    ...home.findings
      .slice(0, mostFindings)
      .map(({ severity, what, mend, sinceMs }) =>
        severity === "alarm" ? say("home.alarm", { what, mend, sinceMs }) : say("home.warning", { what, mend, sinceMs }),
      ),
    ...home.failures.map((because) => say("home.could-not-look", { because })),
  ];
  const blocks: readonly KnownBlock[] = [
    header(say("home.title", {})),
    section(say("home.what", {})),
    askButtons(questions, translator),
    { type: "divider" },
    header(say("home.waiting", {})),
    ...(waiting.length === 0 ? [section(say("home.nothing-waits", {}))] : waiting),
    ...(home.waitingMore === 0 ? [] : [section(say("home.waiting-more", { count: home.waitingMore }))]),
    { type: "divider" },
    header(say("home.mine", {})),
    ...(home.mine.length === 0 ? [section(say("home.nothing-asked", {}))] : home.mine.map((one) => section(myRequest(one)))),
    { type: "divider" },
    header(say("home.ending", {})),
    ...ending(home, translator),
    { type: "divider" },
    header(say("home.health", {})),
    ...health.map(section),
    {
      type: "context",
      elements: [mrkdwn([say("home.how", {}), say("home.read-at", { atMs: home.readAtMs })].map(said).join("\n"))],
    },
  ];
  return { type: "home", blocks: [...fitting(blocks, { count: mostBlocks, size: mostSize }, sizeOfBlock)] };
}

/** Enough to decide on: what will happen, what stops working, until when. The button counts for exactly this plan. */
function waitingRequest({ request, link }: LinkedRequest<Verified>, translator: Translator): readonly KnownBlock[] {
  const { plan, requester, createdAtMs, reason } = request;
  if (plan === null) return [];
  const said = (sentence: Sentence): string => translator.mrkdwn(sentence);
  const { title, facts, impact, expiresAtMs, digest } = plan;
  const lines = [
    said(say("home.asked", { title, by: requester.userId, atMs: createdAtMs, reason })),
    said(say("card.impact", { impact })),
    ...facts.map(({ label, value }) => said(say("home.fact", { label, value }))),
  ];
  return [
    ...inSections(lines, said(say("card.cut", { id: request.id }))),
    ...requestButtons(request, title, translator, homeBlockId(request.id, digest)),
    { type: "context", elements: [mrkdwn(said(say("home.decide-by", { expiresAtMs, digest: shortDigest(digest), link })))] },
  ];
}

/** Lines in as few sections as they fit into; `cut` where some do not. */
function inSections(lines: readonly string[], cut: string): readonly KnownBlock[] {
  const parts: string[][] = [];
  let length = Number.POSITIVE_INFINITY;
  for (const line of lines) {
    length += line.length + 1;
    if (length <= limits.section) parts.at(-1)?.push(line);
    else {
      parts.push([line]);
      length = line.length;
    }
  }
  const texts = parts.map((part) => part.join("\n"));
  const isWhole = texts.length <= mostSections && texts.every((text) => text.length <= limits.section);
  return [...texts.slice(0, mostSections), ...(isWhole ? [] : [cut])].map((text) => ({ type: "section", text: mrkdwn(text) }));
}

function ending({ ending: found }: Home, translator: Translator): readonly KnownBlock[] {
  const section = (text: string): KnownBlock => ({ type: "section", text: mrkdwn(text) });
  if (found === null) return [section(translator.mrkdwn(say("home.not-looked", {})))];
  const { lines, actions } = found;
  if (lines.length === 0) return [section(translator.mrkdwn(say("home.nothing-ends", {})))];
  return [
    section(lines.map((line) => translator.mrkdwn(line)).join("\n")),
    ...(actions.length === 0 ? [] : [askButtons(actions, translator)]),
  ];
}

const myRequest = ({ request, link }: LinkedRequest): Sentence =>
  say("home.my-request", {
    icon: cardIcon(request.state),
    command: request.command,
    state: cardState(request),
    link,
    id: request.id,
  });
