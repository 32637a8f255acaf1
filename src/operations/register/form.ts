import type { EntryPath } from "../../domain/entry-path.ts";
import { lastFourOf } from "../../domain/exchange-key.ts";
import type { FillResult, Form, FormAnswers, FormField, FormMistake } from "../../domain/form.ts";
import type { SecretFields } from "../../domain/handed-in.ts";
import { notedText } from "../../domain/noted.ts";
import type { OperationForm, OperationSettings } from "../../domain/operation.ts";
import { readPrivateKey } from "../../domain/private-key.ts";
import { Secret } from "../../domain/secret.ts";
import { type Sentence, say } from "../../domain/sentence.ts";
import type { Handed, RegisterInput } from "./input.ts";
import { exchangeOf, fieldName, fieldsOf, type Kind, kindOf, loginShape, most } from "./kinds.ts";

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "register.form-title": NoParams;
    "register.form-where": { path: string };
    "register.form-wrap": { command: string };
    "register.form-typed": NoParams;
    "register.form-signing-key": { command: string };
    "register.field.token": NoParams;
    "register.field.token-hint": NoParams;
    "register.field.value": { name: string };
    "register.field.value-hint": NoParams;
    "register.field.password-hint": NoParams;
    "register.field.registry-token-hint": NoParams;
    "register.field.private-key-hint": NoParams;
    "register.field.lines": NoParams;
    "register.field.lines-hint": NoParams;
    "register.field.public-key": NoParams;
    "register.field.public-key-hint": NoParams;
    "register.field.owner": NoParams;
    "register.field.owner-hint": NoParams;
    "register.field.expires": NoParams;
    "register.field.expires-hint": NoParams;
    "register.token-malformed": NoParams;
    "register.either": NoParams;
    "register.value-missing": { name: string };
    "register.value-shape": NoParams;
    "register.login-shape": { name: string };
    "register.lines-malformed": { line: number };
    "register.lines-twice": { name: string };
    "register.owner-missing": NoParams;
    "register.expired-already": NoParams;
    "register.public-key-missing": NoParams;
  }
}

/** Vault's wrapping tokens, old and new: https://developer.hashicorp.com/vault/docs/concepts/tokens#token-prefixes */
const wrappingToken = /^(?:hvs\.|s\.)[A-Za-z0-9_-]{20,250}$/;
const publicKeyBlock = /^-----BEGIN PGP PUBLIC KEY BLOCK-----[\s\S]+-----END PGP PUBLIC KEY BLOCK-----$/;
/** Keys of exchanges have no spaces and are not short, except for private keys that their owner made. */
const keyShape = /^[\x21-\x7e]{8,512}$/;

const token: FormField = {
  id: "token",
  kind: "secret",
  label: say("register.field.token", {}),
  hint: say("register.field.token-hint", {}),
  isOptional: true,
};
const owner: FormField = {
  id: "owner",
  kind: "text",
  label: say("register.field.owner", {}),
  hint: say("register.field.owner-hint", {}),
  isOptional: false,
};
const expires: FormField = {
  id: "expires",
  kind: "date",
  label: say("register.field.expires", {}),
  hint: say("register.field.expires-hint", {}),
  isOptional: true,
};
const value = (name: string, hint: Sentence = say("register.field.value-hint", {})): FormField => ({
  id: name,
  kind: "secret",
  label: say("register.field.value", { name }),
  hint,
  isOptional: true,
});

const fieldsToAsk: { readonly [K in Kind]: readonly FormField[] } = {
  exchange: fieldsOf.exchange.map((name) => value(name)),
  database: [{ ...value("username"), kind: "text" }, value("password", say("register.field.password-hint", {}))],
  docker: [{ ...value("username"), kind: "text" }, value("password", say("register.field.registry-token-hint", {}))],
  "signing-key": [
    {
      id: "public-key",
      kind: "lines",
      label: say("register.field.public-key", {}),
      hint: say("register.field.public-key-hint", {}),
      isOptional: false,
    },
  ],
  free: [
    {
      id: "lines",
      kind: "secret-lines",
      label: say("register.field.lines", {}),
      hint: say("register.field.lines-hint", {}),
      isOptional: true,
    },
  ],
};

/** The line that wraps a value, to be run where it is at hand; the shell's history gets no value. */
const wrapLine: { readonly [K in Kind]: string } = {
  exchange: "vault write -wrap-ttl=24h sys/wrapping/wrap api_key=@api_key secret_key=@secret_key",
  database: "vault write -wrap-ttl=24h sys/wrapping/wrap username=@username password=@password",
  docker: "tr -d '\\n' < password | vault write -wrap-ttl=24h sys/wrapping/wrap username=<name> password=-",
  "signing-key": "vault write -wrap-ttl=24h sys/wrapping/wrap SIGNING_KEY=@private.asc",
  free: "vault write -wrap-ttl=24h sys/wrapping/wrap @values.json",
};

const mistake = (field: string, because: Sentence): FormMistake => ({ field, because });

/** What is asked for, by the kind of value that lives at the path. */
export const registerForm: OperationForm<RegisterInput> = {
  ask: ({ path }, settings) => {
    const kind = kindOf(path, settings.exchanges);
    return {
      title: say("register.form-title", {}),
      intro: [
        say("register.form-where", { path }),
        say("register.form-wrap", { command: wrapLine[kind] }),
        kind === "signing-key"
          ? say("register.form-signing-key", { command: "gpg --armor --export <key id>" })
          : say("register.form-typed", {}),
      ],
      fields: [kind === "signing-key" ? { ...token, isOptional: false } : token, ...fieldsAbout(path, settings), owner, expires],
    } satisfies Form;
  },

  fill: (input, answers, settings): FillResult<RegisterInput> => {
    const kind = kindOf(input.path, settings.exchanges);
    const given = givenIn(kind, answers, settings);
    const mistakes = [...given.mistakes, ...mistakesAbout(answers, settings.nowMs)];
    if (mistakes.length > 0 || given.handedIn === undefined) return { mistakes };
    const handed: Handed = {
      ...given.handed,
      owner: notedText(answers.texts.get("owner") ?? ""),
      expires: answers.texts.get("expires") ?? null,
      publicKey: answers.texts.get("public-key") ?? null,
    };
    return { input: { ...input, handed }, handedIn: given.handedIn };
  },
};

/** Binance takes keys that their owner made, and a private key has many lines. */
function fieldsAbout(path: EntryPath, { exchanges }: OperationSettings): readonly FormField[] {
  const isBinance = exchanges.get(exchangeOf(path, exchanges) ?? "")?.kind === "binance";
  const hint = say("register.field.private-key-hint", {});
  return fieldsToAsk[kindOf(path, exchanges)].map((field) =>
    isBinance && field.id === "secret_key" ? { ...field, kind: "secret-lines", hint } : field,
  );
}

function mistakesAbout({ texts }: FormAnswers, nowMs: number): readonly FormMistake[] {
  const day = texts.get("expires");
  return [
    ...(notedText(texts.get("owner") ?? "") !== "" ? [] : [mistake("owner", say("register.owner-missing", {}))]),
    ...(day !== undefined && !(Date.parse(day) > nowMs) ? [mistake("expires", say("register.expired-already", {}))] : []),
  ];
}

type Random = Parameters<OperationForm<RegisterInput>["fill"]>[2]["random"];

interface Given {
  readonly mistakes: readonly FormMistake[];
  readonly handed: Pick<Handed, "intake" | "fields" | "lastFour">;
  readonly handedIn?: { readonly fields: SecretFields } | { readonly wrappingToken: Secret };
}

const wrong = (...mistakes: readonly FormMistake[]): Given => ({
  mistakes,
  handed: { intake: "form", fields: [], lastFour: null },
});

function givenIn(kind: Kind, answers: FormAnswers, settings: OperationSettings & { readonly random: Random }): Given {
  const secret = answers.secrets.get("token");
  const typed = typedIn(kind, answers, settings.random);
  if (kind === "signing-key" && !publicKeyBlock.test(answers.texts.get("public-key") ?? ""))
    return wrong(mistake("public-key", say("register.public-key-missing", {})));
  if (secret === undefined) return typed;
  if (!wrappingToken.test(secret.reveal().trim())) return wrong(mistake("token", say("register.token-malformed", {})));
  const isBoth = fieldsToAsk[kind].some(({ id }) => id !== "public-key" && (answers.secrets.has(id) || answers.texts.has(id)));
  if (isBoth) return wrong(mistake("token", say("register.either", {})));
  return {
    mistakes: [],
    handed: { intake: "token", fields: [], lastFour: null },
    handedIn: { wrappingToken: new Secret(secret.reveal().trim()) },
  };
}

function typedIn(kind: Kind, { texts, secrets }: FormAnswers, random: Random): Given {
  const missing = (field: string, name = field): Given => wrong(mistake(field, say("register.value-missing", { name })));
  const form = (fields: SecretFields, more: Partial<Given["handed"]> = {}): Given => ({
    mistakes: [],
    handed: { intake: "form", fields: [...fields.keys()], lastFour: null, ...more },
    handedIn: { fields },
  });
  switch (kind) {
    case "signing-key":
      return wrong(mistake("token", say("register.token-malformed", {})));
    case "free":
      return linesIn(secrets.get("lines"), form);
    case "database": {
      const username = texts.get("username");
      if (username === undefined) return missing("username");
      const password = secrets.get("password");
      const fields = new Map([
        ["username", new Secret(username)],
        ["password", password ?? generated(random)],
      ]);
      return form(fields, password === undefined ? { intake: "generated" } : {});
    }
    case "docker": {
      const fields = new Map<string, Secret>();
      for (const name of fieldsOf.docker) {
        const given = texts.get(name) ?? secrets.get(name)?.reveal();
        if (given === undefined) return missing(name);
        if (loginShape[name]?.test(given) === false) return wrong(mistake(name, say("register.login-shape", { name })));
        fields.set(name, new Secret(given));
      }
      return form(fields);
    }
    case "exchange": {
      const fields = new Map<string, Secret>();
      for (const name of fieldsOf.exchange) {
        const given = secrets.get(name)?.reveal().trim();
        if (given === undefined) return missing(name);
        const read = name === "secret_key" ? readPrivateKey(given) : undefined;
        if (read !== undefined && "because" in read) return wrong(mistake(name, read.because));
        if (read === undefined && !keyShape.test(given)) return wrong(mistake(name, say("register.value-shape", {})));
        fields.set(name, new Secret(read?.pem ?? given));
      }
      return form(fields, { lastFour: lastFourOf(fields) });
    }
  }
}

/** `NAME=value`, one a line; empty lines and lines that begin with `#` do not count. */
function linesIn(lines: Secret | undefined, form: (fields: SecretFields) => Given): Given {
  if (lines === undefined) return wrong(mistake("lines", say("register.value-missing", { name: "NAME=value" })));
  const fields = new Map<string, Secret>();
  for (const [at, line] of lines.reveal().split(/\r?\n/).entries()) {
    if (line.trim() === "" || line.trimStart().startsWith("#")) continue;
    const [, name, text] = /^\s*([^=\s]+)\s*=(.*)$/.exec(line) ?? [];
    if (name === undefined || text === undefined || !fieldName.test(name) || text.trim() === "" || fields.size >= most.fields)
      return wrong(mistake("lines", say("register.lines-malformed", { line: at + 1 })));
    if (fields.has(name)) return wrong(mistake("lines", say("register.lines-twice", { name })));
    fields.set(name, new Secret(text.trim()));
  }
  return form(fields);
}

/** 32 characters that need no quoting anywhere: 192 bits. */
const generated = (random: Random): Secret => new Secret(Buffer.from(random(24)).toString("base64url"));
