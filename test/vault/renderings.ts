import { Writable } from "node:stream";
import { inspect } from "node:util";
import { pino } from "pino";

/** Everything that anybody could make of a thrown value: texts, JSON, inspection to the bottom, and what the log writes. */
export function renderingsOf(thrown: unknown): string {
  const lines: string[] = [];
  const sink = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  const log = pino({ level: "trace" }, sink);
  log.error(thrown);
  log.error({ err: thrown, error: thrown }, "failed");

  const causes: unknown[] = [];
  for (let at = thrown; at instanceof Error; at = at.cause) causes.push(at.message, at.stack, Object.entries(at));
  return [
    String(thrown),
    JSON.stringify(thrown),
    inspect(thrown, { depth: Number.POSITIVE_INFINITY, showHidden: true, getters: true }),
    inspect(causes, { depth: Number.POSITIVE_INFINITY }),
    ...lines,
  ].join("\n");
}
