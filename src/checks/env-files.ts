import type { Check, Finding } from "../domain/check.ts";
import { firstLetters } from "../domain/cut.ts";
import { say } from "../domain/sentence.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "checked.env.title": NoParams;
    "checked.env.tracked": { path: string; repository: string };
    "checked.env.more": { count: number; repository: string };
    "checked.env.why": NoParams;
    "checked.env.mend": { path: string };
    "checked.env.mend-more": NoParams;
    "checked.env.incomplete": { count: number; repository: string };
    "checked.env.incomplete-why": NoParams;
    "checked.env.incomplete-mend": NoParams;
  }
}

const hourMs = 3_600_000;
/** As many as are said one by one. */
const mostNamed = 5;

/** `.env`, `.env.production`, `app.env.d/.env.local`; a template such as `.env.example` or `.env.production.sample` is meant to be there. */
export const isEnvFile = (path: string): boolean => {
  const name = (path.split("/").at(-1) ?? "").toLowerCase();
  return (name === ".env" || name.startsWith(".env.")) && !/\.(example|sample)$/.test(name);
};

/** That no file of environment variables is tracked in the platform's repository: what stands in one is in the history for ever. */
export const envFiles: Check = {
  name: "env-files",
  title: say("checked.env.title", {}),
  everyMs: hourMs,
  look: async ({ ports: { tree, repository }, signal }) => {
    const { paths, isWhole } = await tree.files(repository, signal);
    const tracked = paths.filter(isEnvFile).sort();
    const why = say("checked.env.why", {});
    const named = tracked.slice(0, mostNamed).map(
      (path): Finding => ({
        ...{ about: firstLetters(`env-files/${path}`, 200), severity: "alarm", why },
        what: say("checked.env.tracked", { path, repository }),
        mend: say("checked.env.mend", { path }),
      }),
    );
    const count = tracked.length - named.length;
    const more: Finding = {
      ...{ about: "env-files-more", severity: "alarm", why },
      what: say("checked.env.more", { count, repository }),
      mend: say("checked.env.mend-more", {}),
    };
    const incomplete: Finding = {
      ...{ about: "env-files-incomplete", severity: "warning", why: say("checked.env.incomplete-why", {}) },
      what: say("checked.env.incomplete", { count: paths.length, repository }),
      mend: say("checked.env.incomplete-mend", {}),
    };
    return { findings: [...named, ...(count > 0 ? [more] : []), ...(isWhole ? [] : [incomplete])] };
  },
};
