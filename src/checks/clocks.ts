import { z } from "zod";
import type { BotProcess } from "../domain/bot-process.ts";
import type { Check, Finding } from "../domain/check.ts";
import { clockFault } from "../domain/clocks.ts";
import { say } from "../domain/sentence.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "clocks.title": NoParams;
  }
}

const Remembered = z.array(z.string()).catch([]);

const servers: ReadonlySet<string> = new Set(["vault", "redis", "github"]);

/** That the clocks of every process of the bot, of Vault, of Redis and of GitHub agree. */
export const clocks: Check = {
  name: "clocks",
  title: say("clocks.title", {}),
  everyMs: 30_000,
  run: async ({ ports: { processes }, remembered }) => {
    const before = new Set(Remembered.parse(remembered));
    const findings = new Map((await processes.running()).flatMap((process) => found(process, before)));
    return { findings: [...findings.values()], remember: [...findings.keys()] };
  },
};

/** All processes find the same of a server's clock. */
function found({ host, part, clocks: readings }: BotProcess, before: ReadonlySet<string>): readonly [string, Finding][] {
  const own = `clocks/${part}/${host}`;
  const isKnown = [own, "clocks/vault", "clocks/redis", "clocks/github"].some((about) => before.has(about));
  const fault = clockFault(readings, host, isKnown);
  if (fault === undefined) return [];
  const { clock, ...sentences } = fault;
  const about = servers.has(clock) ? `clocks/${clock}` : own;
  return [[about, { about, severity: "alarm", ...sentences }]];
}
