import { z } from "zod";
import { processName } from "../domain/bot-process.ts";
import type { Check } from "../domain/check.ts";
import { differingSettings } from "../domain/fingerprint.ts";
import { say } from "../domain/sentence.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "configuration.title": NoParams;
    "configuration.differs": { settings: readonly string[]; more: number; processes: readonly string[] };
    "configuration.why": NoParams;
    "configuration.mend": NoParams;
  }
}

/** One by one processes are started anew with a new configuration, and one that was killed is known for two minutes. */
const looksUntilSaid = 4;
const mostNamed = 10;
const LooksBefore = z.number().catch(0);

/** That all processes that share one Redis were configured alike. */
export const configuration: Check = {
  name: "configuration",
  title: say("configuration.title", {}),
  everyMs: 60_000,
  run: async ({ ports, remembered }) => {
    const running = await ports.processes.running();
    const settings = differingSettings(running);
    if (settings.length === 0) return { findings: [] };
    const looks = Math.min(1 + LooksBefore.parse(remembered), looksUntilSaid);
    const processes = running.map(processName).sort();
    const [named, more] = [settings.slice(0, mostNamed), Math.max(0, settings.length - mostNamed)];
    const finding = {
      about: "configuration/differs",
      severity: "alarm",
      what: say("configuration.differs", { settings: named, more, processes }),
      why: say("configuration.why", {}),
      mend: say("configuration.mend", {}),
    } as const;
    return { findings: looks < looksUntilSaid ? [] : [finding], remember: looks };
  },
};
