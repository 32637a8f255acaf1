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
    "checked.env.encrypted": { paths: readonly string[]; repository: string };
    "checked.env.encrypted-why": NoParams;
    "checked.env.encrypted-mend": NoParams;
    "checked.env.incomplete": { count: number; repository: string };
    "checked.env.incomplete-why": NoParams;
    "checked.env.incomplete-mend": NoParams;
  }
}

const hourMs = 3_600_000;
/** As many as are said one by one. */
const mostNamed = 5;

// These five are also in github/workflows/vault-secrets-check.yml, which goes by the same names: so no more than grep's extended syntax.
/** `.env`, `.env.production`, `.env-prod`, `prod.env`, `.envrc`, `env.local`. */
const environment = /\.env(rc)?([-_.~].*)?$|^env[.~]/;
/** What reads or describes an environment and is none. */
const source =
  /\.([cm]?[jt]sx?|rs|go|py|rb|java|kts?|cs|swift|scala|cc?|cpp|cxx|hh?|hpp|php|lua|exs?|dart|vue|svelte|s?css|html?|mdx?|rst|adoc|json5?|ya?ml|proto)$/;
/** What holds values all the same: Symfony's `.env.local.php`, and what programs take in place of a `.env`. */
const holder = /^\.env([-_.~].*)?\.(php|json5?|ya?ml)$/;
/** Words that say: here is nothing to hide, or only names. */
const template = /(^|[._-])(example|sample|template|tmpl|tpl|dist|defaults?|schema|skeleton)([._-]|$)/;
/** As dotenv-vault, sops, gpg and age name what they encrypted. dotenvx and git-crypt keep the plain name, which says nothing. */
const encrypted = /^\.env\.vault$|\.(enc|encrypted|sops|gpg|age|crypt)(\.[a-z0-9]+)?$|\.env\.(enc|sops)\./;

/** What a file is by its name, wherever it is; `undefined`: no file of environment variables, or a template of one. */
export function envFileKind(path: string): "plain" | "encrypted" | undefined {
  const name = (path.split("/").at(-1) ?? "").toLowerCase();
  if (!environment.test(name)) return undefined;
  if (encrypted.test(name)) return "encrypted";
  if (template.test(name)) return undefined;
  return source.test(name) && !holder.test(name) ? undefined : "plain";
}

/** That no file of environment variables is tracked in the platform's repository: what stands in one is in the history for ever. */
export const envFiles: Check = {
  name: "env-files",
  title: say("checked.env.title", {}),
  everyMs: hourMs,
  run: async ({ ports: { tree, repository }, signal }) => {
    const { paths, isWhole } = await tree.files(repository, signal);
    const tracked = paths.filter((path) => envFileKind(path) === "plain").sort();
    const sealed = paths.filter((path) => envFileKind(path) === "encrypted").sort();
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
    const closed: Finding = {
      ...{ about: "env-files-encrypted", severity: "warning", why: say("checked.env.encrypted-why", {}) },
      what: say("checked.env.encrypted", { paths: sealed.slice(0, mostNamed), repository }),
      mend: say("checked.env.encrypted-mend", {}),
    };
    const incomplete: Finding = {
      ...{ about: "env-files-incomplete", severity: "warning", why: say("checked.env.incomplete-why", {}) },
      what: say("checked.env.incomplete", { count: paths.length, repository }),
      mend: say("checked.env.incomplete-mend", {}),
    };
    return {
      findings: [
        ...named,
        ...(count > 0 ? [more] : []),
        ...(sealed.length > 0 ? [closed] : []),
        ...(isWhole ? [] : [incomplete]),
      ],
    };
  },
};
