import type { Answer, AnswerAction } from "../../src/domain/answer.ts";
import type { AuditEntry } from "../../src/domain/audit.ts";
import type { OperationRequest } from "../../src/domain/request.ts";
import type { Sentence } from "../../src/domain/sentence.ts";
import type { AlarmMark, RequestView } from "../../src/ports/request-view.ts";

/** A card as it is in the channel. */
export interface SeenCard {
  readonly requestId: string;
  readonly revision: number;
  readonly state: OperationRequest["state"];
  /** Trail numbers of the lines in its thread, in order. */
  readonly lines: readonly number[];
}

export interface MemoryView extends RequestView {
  readonly cards: () => readonly SeenCard[];
  /** The entries that have a line below the card that was posted as that one, from 0 on. */
  readonly thread: (card: number) => readonly AuditEntry[];
  readonly alarms: readonly Sentence[];
  readonly announced: readonly Answer[];
  /** The buttons of alarms that have one, in order. */
  readonly offered: readonly AnswerAction[];
  readonly told: readonly Sentence[];
  /** Somebody deletes every card. */
  readonly wipe: () => void;
  /** Everything that was ever shown, as text. */
  readonly text: () => string;
  /** @returns what makes it again as it is now */
  readonly keep: () => () => void;
}

/** A channel in memory: cards, threads, notifications and alarms. */
export function createMemoryView(now = Date.now): MemoryView {
  const marked: { readonly mark: AlarmMark; readonly atMs: number }[] = [];
  let cards: readonly (SeenCard | undefined)[] = [];
  const [alarms, told, witnesses]: [Sentence[], Sentence[], string[]] = [[], [], []];
  let threads: ReadonlyMap<string, readonly AuditEntry[]> = new Map();
  const said: string[] = [];
  const offered: AnswerAction[] = [];
  const announced: Answer[] = [];
  const at = (message: string): number => Number(message);
  const shown = (request: OperationRequest, lines: readonly number[]): SeenCard => {
    said.push(JSON.stringify(request));
    return { requestId: request.id, revision: request.revision, state: request.state, lines };
  };

  return {
    cards: () => cards.filter((card) => card !== undefined),
    thread: (card) => threads.get(String(card)) ?? [],
    wipe: () => {
      cards = cards.map(() => undefined);
    },
    keep: () => {
      const [cardsThen, threadsThen] = [cards, threads];
      const lists: readonly unknown[][] = [marked, alarms, told, witnesses, said, offered, announced];
      const lengths = lists.map(({ length }) => length);
      return () => {
        [cards, threads] = [cardsThen, threadsThen];
        for (const [at, list] of lists.entries()) list.splice(lengths[at] ?? 0);
      };
    },
    alarms,
    offered,
    announced,
    told,
    text: () => [...said, JSON.stringify([alarms, told, witnesses])].join("\n"),
    postCard: async (request) => {
      cards = [...cards, shown(request, [])];
      return { channel: "C0OPS", message: String(cards.length - 1) };
    },
    findCard: async ({ id }) => {
      const found = cards.findIndex((card) => card?.requestId === id);
      return found === -1 ? undefined : { channel: "C0OPS", message: String(found) };
    },
    updateCard: async (request, { message }) => {
      const old = cards[at(message)];
      if (old === undefined) return false;
      cards = cards.with(at(message), shown(request, old.lines));
      return true;
    },
    postTrail: async ({ message }, entries: readonly AuditEntry[]) => {
      const old = cards[at(message)];
      said.push(JSON.stringify(entries));
      if (old === undefined) return;
      cards = cards.with(at(message), { ...old, lines: [...old.lines, ...entries.map(({ seq }) => seq)] });
      threads = new Map([...threads, [message, [...(threads.get(message) ?? []), ...entries]]]);
    },
    threadLines: async ({ message }) => (threads.get(message) ?? []).map(({ seq, hash }) => ({ seq, hash })),
    tell: async (_, __, sentence) => void told.push(sentence),
    linkTo: async ({ message }) => `card ${message}`,
    publishCheckpoint: async (text) => void witnesses.push(text),
    publishedCheckpoints: async (limit) => witnesses.toReversed().slice(0, limit),
    announce: async (answer) => void announced.push(answer),
    lastAlarm: async (marks, sinceMs) => {
      const found = marked.flatMap(({ mark: { of, about }, atMs }) => {
        const mark = marks.find((each) => each.of === of && (each.about === undefined || each.about === about));
        return mark === undefined || atMs < sinceMs ? [] : [{ mark, atMs }];
      });
      return found.at(-1);
    },
    alarm: async (sentence, action, mark) => {
      alarms.push(sentence);
      if (mark !== undefined) marked.push({ mark, atMs: now() });
      if (action !== undefined) offered.push(action);
    },
  };
}
