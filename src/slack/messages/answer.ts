import type { KnownBlock } from "@slack/types";
import type { Answer, AnswerSection } from "../../domain/answer.ts";
import { say } from "../../domain/sentence.ts";
import type { Translator } from "../../locale/translator.ts";
import { askButton } from "./ask-button.ts";
import { bounded, fitting, limits, type Message, mrkdwn, packed, sizeOfBlock } from "./bounded.ts";

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "answer.left-out": { lines: number };
  }
}

/** A private answer. What does not fit a message is left out, and the last line says how much. */
export function answerMessage(answer: Answer, translator: Translator): Message {
  const text = translator.mrkdwn(answer.heading);
  const buttons = (answer.actions ?? []).slice(0, mostActions).map((action) => askButton(action, translator));
  const pieces = answer.sections.flatMap((section) => piecesOf(section, translator));
  const room = { count: limits.blocks - 2 - buttons.length, size: limits.message - 4_000 };
  const shown = fitting(pieces, room, ({ block }) => sizeOfBlock(block));
  const linesIn = (some: readonly Piece[]): number => some.reduce((sum, { lines }) => sum + lines, 0);
  const leftOut = linesIn(pieces) - linesIn(shown);
  const end = leftOut === 0 ? [] : [section(translator.mrkdwn(say("answer.left-out", { lines: leftOut })))];
  return bounded(text, [section(text), ...shown.map(({ block }) => block)], { foot: [...end, ...buttons] });
}

const mostActions = 5;

interface Piece {
  readonly block: KnownBlock;
  readonly lines: number;
}

/** Small pieces, so that only little is left out where the room ends. */
function piecesOf({ heading, lines }: AnswerSection, translator: Translator): readonly Piece[] {
  const title = heading === undefined ? [] : [{ block: section(`*${translator.mrkdwn(heading)}*`), lines: 0 }];
  const said = lines.map((line) => translator.mrkdwn(line));
  const perPiece = Math.max(5, Math.ceil(said.length / 40));
  const groups = Array.from({ length: Math.ceil(said.length / perPiece) }, (_, at) =>
    said.slice(at * perPiece, (at + 1) * perPiece),
  );
  return [...title, ...groups.flatMap((group) => piecesOfGroup(group))];
}

const piecesOfGroup = (group: readonly string[]): readonly Piece[] =>
  packed(group).map((text) => ({ block: section(text), lines: text.split("\n").length }));

const section = (text: string): KnownBlock => ({ type: "section", text: mrkdwn(text), expand: true });
