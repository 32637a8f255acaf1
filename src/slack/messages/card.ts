import type { KnownBlock } from "@slack/types";
import { shortDigest } from "../../domain/plan.ts";
import type { OperationRequest } from "../../domain/request.ts";
import { type Sentence, say } from "../../domain/sentence.ts";
import type { Verified } from "../../domain/verified.ts";
import type { Translator } from "../../locale/translator.ts";
import { blockId, bounded, cutMrkdwn, limits, type Message, mrkdwn, packed, plain } from "./bounded.ts";
import { cardButtons } from "./card-buttons.ts";
import { cardIcon, cardState } from "./card-state.ts";
import { planLines } from "./plan-lines.ts";

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "card.unprepared": { operation: string };
    "card.asked": { by: string; atMs: number; command: string };
    "card.reason": { reason: string };
    "card.redacted": { by: string; atMs: number };
    "card.impact": { impact: Sentence };
    "card.plan": NoParams;
    "card.approvers-users": { required: number; users: readonly string[] };
    "card.approvers-group": { required: number; group: string };
    "card.approved-by": { by: readonly string[] };
    "card.expires": { atMs: number };
    "card.digest": { digest: string };
    "card.note": { note: Sentence };
    "card.retry-at": { atMs: number };
    "card.footer": { id: string; operation: string; revision: number };
    "card.relaxed": NoParams;
    "card.fallback": { title: Sentence; state: Sentence };
    "card.cut": { id: string };
  }
}

export interface CardOptions {
  readonly translator: Translator;
  /** Redis may lose the last second of records: the card says so. */
  readonly isDurabilityRelaxed: boolean;
}

// Together these stay below Slack's limit for one message, so that a plan of any usual size is shown whole.
const room = { facts: 12, fact: 300, line: 150, section: 1_000 } as const;

/**
 * The card of one request in the channel, whole for each of its states: what, who asked and why, what will change, what
 * stops working, the numbered plan with its progress, who may approve, and how it ended. Pure: the record decides alone.
 * Every block's id begins with the request's id, so that our own card can be found again after a lost reply.
 */
export function cardMessage(request: Verified, { translator, isDurabilityRelaxed }: CardOptions): Message {
  const { id, plan, note } = request;
  const said = (sentence: Sentence): string => translator.mrkdwn(sentence);
  const section = (part: string, texts: readonly string[], atMost: number = room.section): KnownBlock => ({
    type: "section",
    block_id: blockId(`${id}:${part}`),
    text: mrkdwn(texts.join("\n"), atMost),
  });
  const title = plan?.title ?? say("card.unprepared", { operation: request.operation });
  const state = cardState(request);

  const head: readonly KnownBlock[] = [
    { type: "header", block_id: blockId(`${id}:title`), text: plain(translator.plain(title), limits.header) },
    section("state", [`${cardIcon(request.state)} *${said(state)}*`, ...retryAt(request).map(said)]),
    section("asked", asked(request).map(said)),
    ...(note === null ? [] : [section("note", [said(say("card.note", { note }))])]),
  ];
  const lines = packed([said(say("card.plan", {})), ...planLines(request, translator).map((line) => cutMrkdwn(line, room.line))]);
  const prepared: readonly KnownBlock[] =
    plan === null
      ? []
      : [
          ...facts(id, plan.facts, said),
          section("impact", [said(say("card.impact", { impact: plan.impact }))]),
          ...lines.map((text, at) => section(`plan-${at}`, [text], limits.section)),
        ];
  const footer = [
    say("card.footer", { id, operation: request.operation, revision: request.revision }),
    ...(isDurabilityRelaxed ? [say("card.relaxed", {})] : []),
  ];
  const foot: readonly KnownBlock[] = [
    ...(plan === null ? [] : [section("approval", approval(request, plan).map(said))]),
    ...cardButtons(request, title, translator),
    { type: "context", block_id: blockId(`${id}:footer`), elements: footer.map((each) => mrkdwn(said(each), room.section)) },
  ];
  const cut = [section("cut", [said(say("card.cut", { id }))])];
  const text = said(say("card.fallback", { title, state }));
  const hasAllFacts =
    plan === null || (plan.facts.length <= room.facts && plan.facts.every((each) => fact(each, said).length <= room.fact));
  return hasAllFacts
    ? bounded(text, [...head, ...prepared], { foot, cut })
    : bounded(text, [...head, ...prepared], { foot: [...cut, ...foot] });
}

const asked = ({ requester, createdAtMs, command, reason, redacted }: OperationRequest): readonly Sentence[] => [
  say("card.asked", { by: requester.userId, atMs: createdAtMs, command }),
  ...(reason === "" ? [] : [say("card.reason", { reason })]),
  ...(redacted === undefined ? [] : [say("card.redacted", redacted)]),
];

const retryAt = ({ retryAtMs }: OperationRequest): readonly Sentence[] =>
  retryAtMs === null ? [] : [say("card.retry-at", { atMs: retryAtMs })];

type Facts = NonNullable<OperationRequest["plan"]>["facts"];

const fact = ({ label, value }: Facts[number], said: (sentence: Sentence) => string): string =>
  `*${said(label)}*\n${said(value)}`;

function facts(id: string, pairs: Facts, said: (sentence: Sentence) => string): readonly KnownBlock[] {
  const fields = pairs.slice(0, room.facts).map((each) => mrkdwn(fact(each, said), room.fact));
  return Array.from({ length: Math.ceil(fields.length / limits.fields) }, (_, at) => ({
    type: "section",
    block_id: blockId(`${id}:facts-${at}`),
    fields: fields.slice(at * limits.fields, (at + 1) * limits.fields),
  }));
}

function approval({ state, decisions }: OperationRequest, plan: NonNullable<OperationRequest["plan"]>): readonly Sentence[] {
  const { approvers, required } = plan.policy;
  const by = decisions.filter(({ verdict }) => verdict === "approve").map((decision) => decision.by.userId);
  return [
    "users" in approvers
      ? say("card.approvers-users", { required, users: approvers.users })
      : say("card.approvers-group", { required, group: approvers.group }),
    ...(by.length === 0 ? [] : [say("card.approved-by", { by })]),
    ...(state === "pending" ? [say("card.expires", { atMs: plan.expiresAtMs })] : []),
    say("card.digest", { digest: shortDigest(plan.digest) }),
  ];
}
