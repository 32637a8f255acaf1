import type { AnswerSection } from "../domain/answer.ts";
import { NoWords } from "../domain/arguments.ts";
import { processName } from "../domain/bot-process.ts";
import { nextOccurrence } from "../domain/cron-occurrences.ts";
import { AppError } from "../domain/errors.ts";
import { differingSettings } from "../domain/fingerprint.ts";
import type { Query, QueryContext } from "../domain/query.ts";
import { type Sentence, say } from "../domain/sentence.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "status.summary": NoParams;
    "status.heading": { version: string };
    "status.vault": { state: string; version: string };
    "status.redis": { weak: readonly string[] };
    "status.queue": { waiting: number; active: number; delayed: number; failed: number };
    "status.requests": { open: number };
    "status.trail": { entries: number };
    "status.signed": { seq: number };
    "status.not-signed": { because: Sentence };
    "status.signing-soon": NoParams;
    "status.workers": { seenAtMs: number; github: Sentence };
    "status.no-worker": NoParams;
    "status.processes": { processes: readonly string[] };
    "status.processes-differ": { processes: readonly string[]; settings: readonly string[] };
    "status.unreachable": { what: string; because: Sentence };
    "status.next": NoParams;
    "status.slot": { what: Sentence; slotAtMs: number };
    "status.github-ok": NoParams;
    "status.github-failing": { because: Sentence };
  }
}

/** How every part is, one line each; a part that does not answer is said and hides no other. */
export const status: Query<null> = {
  name: "status",
  usage: "",
  summary: say("status.summary", {}),
  examples: ["status"],
  input: NoWords,
  answer: async (_, context) => ({
    heading: say("status.heading", { version: context.ports.version }),
    sections: [
      {
        lines: await Promise.all([
          vault(context),
          line("Redis", () => redis(context)),
          line("queue", () => queue(context)),
          line("requests", () => open(context)),
          line("trail", () => trail(context)),
          line("signing", () => signing(context)),
          line("worker", () => worker(context)),
          line("processes", () => processes(context)),
        ]),
      },
      ...next(context),
    ],
  }),
};

async function line(what: string, read: () => Promise<Sentence>): Promise<Sentence> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return say("status.unreachable", { what, because: error.sentence });
  }
}

async function vault({ ports, signal }: QueryContext): Promise<Sentence> {
  const { state, version } = await ports.vault.health(signal);
  return say("status.vault", { state, version: version ?? "" });
}

const redis = async ({ ports }: QueryContext): Promise<Sentence> => {
  await ports.audit.head();
  return say("status.redis", { weak: ports.durability });
};

const queue = async ({ ports }: QueryContext): Promise<Sentence> => say("status.queue", await ports.jobs.counts());

const open = async ({ ports }: QueryContext): Promise<Sentence> =>
  say("status.requests", { open: (await ports.requests.openIds()).length });

const trail = async ({ ports }: QueryContext): Promise<Sentence> =>
  say("status.trail", { entries: (await ports.audit.head()).seq });

const signing = async ({ ports }: QueryContext): Promise<Sentence> => {
  const seq = ports.signedFrom();
  if (seq !== undefined) return say("status.signed", { seq });
  const older = (await ports.processes.running()).filter(({ signs }) => signs !== true).map(processName);
  const because = older.length === 0 ? say("status.signing-soon", {}) : say("signing.older", { processes: older.sort() });
  return say("status.not-signed", { because });
};

const worker = async ({ ports }: QueryContext): Promise<Sentence> => {
  const seen = await ports.heartbeat.read();
  if (seen === undefined) return say("status.no-worker", {});
  return say("status.workers", {
    seenAtMs: seen.atMs,
    github: seen.github === null ? say("status.github-ok", {}) : say("status.github-failing", { because: seen.github }),
  });
};

const mostNamed = 10;
const processes = async ({ ports }: QueryContext): Promise<Sentence> => {
  const running = await ports.processes.running();
  const named = running.map(processName).sort();
  const settings = differingSettings(running);
  return settings.length === 0
    ? say("status.processes", { processes: named })
    : say("status.processes-differ", { processes: named, settings: settings.slice(0, mostNamed) });
};

/** What comes next by the clock, the soonest first. */
function next({ ports, nowMs }: QueryContext): readonly AnswerSection[] {
  const slots = ports.schedules.flatMap((schedule) => {
    const slotAtMs = nextOccurrence(schedule, nowMs);
    return slotAtMs === undefined ? [] : [{ what: schedule.title, slotAtMs }];
  });
  const lines = slots.sort((a, b) => a.slotAtMs - b.slotAtMs).map((slot) => say("status.slot", slot));
  return lines.length === 0 ? [] : [{ heading: say("status.next", {}), lines }];
}
