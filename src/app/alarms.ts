import type { AnswerAction } from "../domain/answer.ts";
import type { Sentence } from "../domain/sentence.ts";
import type { Log } from "../ports/log.ts";
import type { AlarmMark, RequestView } from "../ports/request-view.ts";
import { described } from "./explain.ts";

/** Alarms of which there may be hundreds at once, as whoever writes to the store can bring about: beyond five, the channel hears of them together. */
export interface Crowd {
  readonly of: string;
  readonly sentence: Sentence;
}

export interface Alarm {
  /** What tells it from every other alarm. */
  readonly mark: string;
  /** The mark it had in older releases; what they said is not said again. */
  readonly formerly?: string | undefined;
  /** What it is about, where that may change while it lasts: it is said again at once then. */
  readonly about?: string | undefined;
  /** It has begun, as far as anybody knows: another process may have said that it was over, so that the channel is asked. */
  readonly isNew?: boolean | undefined;
  /** How long it is not said again, by this process or another one. */
  readonly everyMs: number;
  readonly sentence: Sentence;
  readonly action?: AnswerAction | undefined;
  readonly crowd?: Crowd | undefined;
}

/**
 * What the channel is told once in a while as long as it lasts. Whether it was told, this process knows, or reads in the channel: nobody
 * who only writes to the store can keep an alarm from being said. Throws `UpstreamError` (service "slack"): it was not said.
 */
export interface Alarms {
  say(alarm: Alarm): Promise<void>;
  /** Says that it is over; nothing when nobody had said it, unless it is `always` said. */
  over(mark: string, sentence: Sentence, options?: { readonly always?: boolean }): Promise<void>;
}

export interface AlarmsDeps {
  readonly view: Pick<RequestView, "alarm" | "lastAlarm">;
  readonly log: Log;
  readonly now: () => number;
}

/** The channel is read that far back; what is to be said less often is said by each process that begins. */
const readBackAtMostMs = 24 * 3_600_000;

const mostOfCrowd = 5;
const crowdLastsMs = 3_600_000;

export function createAlarms({ view, log, now }: AlarmsDeps): Alarms {
  /** Of each crowd, who came to it within the hour, when, and whether the channel heard of that alone. */
  const crowds = new Map<string, Map<string, { readonly atMs: number; readonly isAlone: boolean }>>();
  /** What was said last, and when; `undefined`: it is over, or never began. */
  const said = new Map<string, { readonly about: string | undefined; readonly atMs: number } | undefined>();
  const underWay = new Map<string, Promise<void>>();

  /** One after another for each mark. */
  const inTurn = (mark: string, act: () => Promise<void>): Promise<void> => {
    const before = underWay.get(mark)?.catch(() => undefined) ?? Promise.resolve();
    const mine = before.then(act).finally(() => {
      if (underWay.get(mark) === mine) underWay.delete(mark);
    });
    underWay.set(mark, mine);
    return mine;
  };

  /** When the channel heard it last; `undefined` when it heard since then that it is over, or not within that time. */
  const inChannel = async (marks: readonly AlarmMark[], over: AlarmMark, withinMs: number): Promise<number | undefined> => {
    const sinceMs = now() - Math.min(withinMs, readBackAtMostMs);
    // A channel that cannot be read is no reason to keep quiet.
    const last = await view.lastAlarm([...marks, over], sinceMs).catch((error: unknown) => {
      log.warn({ marks: marks.map(({ of }) => of), ...described(error) }, "the channel could not be read for an earlier alarm");
      return undefined;
    });
    return last?.mark === over ? undefined : last?.atMs;
  };

  const isOneTooMany = (mark: string, of: string): boolean => {
    const members = crowds.get(of) ?? new Map<string, { readonly atMs: number; readonly isAlone: boolean }>();
    crowds.set(of, members);
    for (const [member, { atMs }] of members) if (now() - atMs >= crowdLastsMs) members.delete(member);
    const known = members.get(mark);
    if (known !== undefined) return !known.isAlone;
    const isAlone = members.size < mostOfCrowd;
    members.set(mark, { atMs: now(), isAlone });
    if (!isAlone) log.error({ mark }, "one of many alarms of its kind: the channel hears of them together");
    return !isAlone;
  };

  const say: Alarms["say"] = ({ mark, formerly, about, isNew = false, everyMs, sentence, action, crowd }) => {
    if (crowd !== undefined && isOneTooMany(mark, crowd.of))
      return say({ mark: `crowd/${crowd.of}`, everyMs: crowdLastsMs, sentence: crowd.sentence });
    return inTurn(mark, async () => {
      const isRecent = (atMs: number | undefined): atMs is number => atMs !== undefined && now() - atMs < everyMs;
      const last = said.get(mark);
      if (!isNew && last?.about === about && isRecent(last?.atMs)) return;
      // Another process may have said it meanwhile, and said that it was over.
      const marked: AlarmMark = { of: mark, about };
      const marks = [marked, ...(formerly === undefined ? [] : [{ of: formerly }])];
      const atMs = await inChannel(marks, overMark(mark), everyMs);
      if (!isRecent(atMs)) await view.alarm(sentence, action, marked);
      said.set(mark, { about, atMs: isRecent(atMs) ? atMs : now() });
    });
  };

  return {
    say,
    over: (mark, sentence, { always = false } = {}) =>
      inTurn(mark, async () => {
        const mayBeUnderWay = !said.has(mark) || said.get(mark) !== undefined;
        if (always || (mayBeUnderWay && (await inChannel([{ of: mark }], overMark(mark), readBackAtMostMs)) !== undefined))
          await view.alarm(sentence, undefined, overMark(mark));
        said.set(mark, undefined);
      }),
  };
}

const overMark = (mark: string): AlarmMark => ({ of: `${mark}/over` });
