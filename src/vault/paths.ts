import { InputError } from "../domain/errors.ts";
import { say } from "../domain/sentence.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "vault.bad-name": NoParams;
  }
}

/** A checked API path below `/v1/`, and the same with what people named left out: `auth/approle/role/<role>`. */
export interface VaultPath {
  readonly path: string;
  readonly template: string;
}

const segment = /^[a-z0-9][a-z0-9_.-]{0,63}$/;

/**
 * Builds a path. Text is the code's or the configuration's own and may hold several segments; a `{ name: value }` is one
 * segment that a person can influence. Vault matches role names without regard to case, so upper case is refused here
 * rather than let past a rule that was written in lower case.
 *
 * @throws InputError for anything outside `^[a-z0-9][a-z0-9_.-]{0,63}$` or with `..`; the value is not repeated in it. Nothing changed.
 */
export function vaultPath(...parts: readonly (string | Readonly<Record<string, string>>)[]): VaultPath {
  const segments = parts.flatMap((part) =>
    typeof part === "string"
      ? part.split("/").map((value) => ({ value, shown: value }))
      : Object.entries(part).map(([name, value]) => ({ value, shown: `<${name}>` })),
  );
  if (segments.length === 0 || !segments.every(({ value }) => segment.test(value) && !value.includes(".."))) throw badName();

  const path = segments.map(({ value }) => encodeURIComponent(value)).join("/");
  return { path, template: segments.map(({ shown }) => shown).join("/") };
}

/**
 * Compares where a request would really go with where it was meant to go.
 * @throws InputError when they differ. Nothing was sent.
 */
export function requireMeantUrl(uri: string, origin: string, meant: VaultPath): void {
  const url = new URL(uri);
  const isMeant = url.origin === origin && url.pathname === `/v1/${meant.path}` && url.search === "" && url.hash === "";
  if (!isMeant) throw badName();
}

const badName = () => new InputError("vault.bad-name", say("vault.bad-name", {}));
