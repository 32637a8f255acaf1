import { firstLetters } from "../domain/cut.ts";
import { InputError } from "../domain/errors.ts";
import { say } from "../domain/sentence.ts";
import type { Destination } from "../ports/secret-destinations.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "github.bad-name": { name: string };
  }
}

const ownerGrammar = /^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,38})$/;
const repositoryGrammar = /^(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$/;
/** GitHub allows nearly anything; what could change the path or the reader's line is left out. */
const environmentGrammar = /^(?!\.{1,2}$)[^\p{C}\p{Zl}\p{Zp}]{1,255}$/u;
/** https://docs.github.com/en/actions/reference/security/secrets#naming-your-secrets, upper-case as GitHub stores them. */
const secretGrammar = /^(?!GITHUB_)[A-Z_][A-Z0-9_]{0,254}$/;

/** The parts of a destination, each safe to be one segment of a path. */
export interface DestinationNames {
  readonly owner: string;
  /** Empty for an organisation. */
  readonly repository: string;
  readonly secret: string;
}

/** @throws InputError naming the part that GitHub would not accept */
export function namesOf(destination: Destination): DestinationNames {
  const secret = checked(secretGrammar, destination.secret);
  if (destination.github === "organisation")
    return { owner: checked(ownerGrammar, destination.organisation), repository: "", secret };

  const { owner, repo: repository } = repositoryNames(destination.repository);
  if (destination.github === "environment") checked(environmentGrammar, destination.environment);
  return { owner, repository, secret };
}

/** `owner/name` in the parts that Octokit's routes take. @throws InputError when GitHub would not accept it */
export function repositoryNames(name: string): { readonly owner: string; readonly repo: string } {
  const slash = name.indexOf("/");
  const owner = checked(ownerGrammar, name.slice(0, Math.max(slash, 0)), name);
  return { owner, repo: checked(repositoryGrammar, name.slice(slash + 1), name) };
}

function checked(grammar: RegExp, part: string, name = part): string {
  if (!grammar.test(part)) throw new InputError("github.bad-name", say("github.bad-name", { name: firstLetters(name, 100) }));
  return part;
}
