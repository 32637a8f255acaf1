import { describe, expect, it } from "vitest";
import { ConfigError } from "../../src/configuration/config-error.ts";
import { ConflictError, NotAllowedError, UpstreamError } from "../../src/domain/errors.ts";
import { say } from "../../src/domain/sentence.ts";
import { createTranslators } from "../../src/locale/translator.ts";
import { type FirstLook, lookFirst } from "../../src/wiring/first-looks.ts";
import { inWords } from "./in-words.ts";

const about = { service: "vault", effect: "none" } as const;
const sealed = new UpstreamError("vault.sealed", say("vault.sealed", {}), { ...about, retryable: true });
const refused = new UpstreamError("vault.login-refused", say("vault.login-refused", {}), { ...about, retryable: false });
const wrongPlace = new ConflictError("github.not-the-api", say("github.not-the-api", {}));
const sso = new NotAllowedError("github.sso", say("github.sso", { what: "acme/profinaut" }));
const unknown = new ConflictError(
  "start.token-unknown",
  say("start.token-unknown", { variable: "SLACK_BOT_TOKEN", problem: "x" }),
);

const failing = (at: string, isNeeded: boolean, error?: Error): FirstLook => ({
  at,
  isNeeded,
  look: () => (error === undefined ? Promise.resolve() : Promise.reject(error)),
});

async function looked(looks: readonly FirstLook[], first: () => Promise<string> = async () => "made") {
  const logged: unknown[] = [];
  const log = {
    info: () => {},
    warn: (fields: object) => void logged.push({ level: "warn", ...fields }),
    error: (fields: object) => void logged.push({ level: "error", ...fields }),
  };
  const { plain } = createTranslators("UTC").en;
  const outcome = await lookFirst(first, looks, { inWords: plain, log }).catch((error: unknown) => error);
  return { outcome, logged };
}

describe("the looks before anything is started", () => {
  it("give what the first one makes", async () => {
    expect(await looked([failing("Vault", true)])).toEqual({ outcome: "made", logged: [] });
  });

  it("say all mistakes together, whichever is found first", async () => {
    const { outcome } = await looked([failing("Vault", true, refused), failing("GitHub", false, wrongPlace)], () =>
      Promise.reject(unknown),
    );

    const said = outcome instanceof ConfigError ? inWords(outcome) : [];
    expect(said).toHaveLength(3);
    for (const variable of [/VAULT_ROLE_ID/, /SLACK_BOT_TOKEN/, /GITHUB_API_URL/])
      expect(said).toContainEqual(expect.stringMatching(variable));
  });

  it("keep nobody from starting where time may help, and say in the log what was found", async () => {
    const { outcome, logged } = await looked([failing("Vault", true, sealed)]);

    expect(outcome).toBe("made");
    expect(logged).toEqual([
      { level: "warn", what: "Vault", code: "vault.sealed", says: expect.stringContaining("Vault is sealed") },
    ]);
  });

  it("say of a credential that all else does without what it lacks, and go on", async () => {
    const { outcome, logged } = await looked([failing("GitHub", false, sso)]);

    expect(outcome).toBe("made");
    expect(logged).toEqual([
      { level: "error", what: "GitHub", code: "github.sso", says: expect.stringContaining("single sign-on") },
    ]);
  });

  it("throw what the first one is told for want of an answer, and mistakes of our own", async () => {
    const silent = new UpstreamError("slack.unanswered", say("slack.unanswered", {}), { ...about, retryable: true });

    expect((await looked([], () => Promise.reject(silent))).outcome).toBe(silent);
    expect((await looked([failing("Vault", true, new TypeError("ours"))])).outcome).toMatchObject({ message: "ours" });
  });
});
