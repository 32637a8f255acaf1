import type { EntryPath } from "../../domain/entry-path.ts";
import { lastFourOf } from "../../domain/exchange-key.ts";
import type { FillResult, Form, FormAnswers, FormField, FormMistake } from "../../domain/form.ts";
import { notedText } from "../../domain/noted.ts";
import type { OperationForm, OperationSettings } from "../../domain/operation.ts";
import { Secret } from "../../domain/secret.ts";
import { secretIn } from "../../domain/secret-shape.ts";
import type { SecretFields } from "../../domain/secret-submission.ts";
import { type Sentence, say } from "../../domain/sentence.ts";
import { envLines } from "./env-lines.ts";
import type { Handed, RegisterInput } from "./input.ts";
import { exchangeOf, fieldsOf, type Kind, kindOf } from "./kinds.ts";
import { readFields, type TakenOff } from "./read-value.ts";
import { readWhichKey } from "./signing-key.ts";

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
    "register.field.private-key-rsa-hint": NoParams;
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
    "register.owner-missing": NoParams;
    "register.owner-too-long": { max: number };
    "register.expired-already": NoParams;
    "register.public-key-missing": NoParams;
  }
}

/** Vault's wrapping tokens, old and new: https://developer.hashicorp.com/vault/docs/concepts/tokens#token-prefixes */
const wrappingToken = /^(?:hvs\.|s\.)[A-Za-z0-9_-]{20,250}$/;
/** Vault takes 512 bytes for what is noted about an entry: https://developer.hashicorp.com/vault/docs/secrets/kv/kv-v2/cookbook/custom-metadata */
const longestOwner = 120;

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

/** A file's last line break is no part of a key or password, and `@file` would keep it. Takes what a shell calls process substitution. */
const fromFile = (name: string): string => `${name}=@<(printf %s "$(cat ${name})")`;

/** The line that wraps a value, to be run where it is at hand; the shell's history and the list of processes get no value. */
const wrapLine: { readonly [K in Kind]: string } = {
  exchange: `vault write -wrap-ttl=24h sys/wrapping/wrap ${fieldsOf.exchange.map(fromFile).join(" ")}`,
  database: `vault write -wrap-ttl=24h sys/wrapping/wrap ${fieldsOf.database.map(fromFile).join(" ")}`,
  docker: `vault write -wrap-ttl=24h sys/wrapping/wrap username=<name> ${fromFile("password")}`,
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
    if (mistakes.length > 0 || given.submission === undefined) return { mistakes };
    const handed: Handed = {
      ...given.handed,
      owner: notedText(answers.texts.get("owner") ?? ""),
      expires: answers.texts.get("expires") ?? null,
      ...(readWhichKey(answers.texts.get("public-key") ?? "") ?? { publicKey: null }),
    };
    return { input: { ...input, handed }, submission: given.submission };
  },
};

/** Exchanges take keys that their owner made, and a private key has many lines. */
function fieldsAbout(path: EntryPath, { exchanges }: OperationSettings): readonly FormField[] {
  const kind = exchanges.get(exchangeOf(path, exchanges) ?? "")?.kind;
  const hint = kind === "bybit" ? say("register.field.private-key-rsa-hint", {}) : say("register.field.private-key-hint", {});
  return fieldsToAsk[kindOf(path, exchanges)].map((field) =>
    kind !== undefined && field.id === "secret_key" ? { ...field, kind: "secret-lines", hint } : field,
  );
}

function mistakesAbout({ texts }: FormAnswers, nowMs: number): readonly FormMistake[] {
  const day = texts.get("expires");
  const secret = secretIn(texts.get("owner") ?? "");
  return [
    ...(secret === undefined ? [] : [mistake("owner", say("form.secret", { what: secret }))]),
    ...(notedText(texts.get("owner") ?? "") !== "" ? [] : [mistake("owner", say("register.owner-missing", {}))]),
    ...([...(texts.get("owner") ?? "")].length > longestOwner
      ? [mistake("owner", say("register.owner-too-long", { max: longestOwner }))]
      : []),
    ...(day !== undefined && !(Date.parse(day) > nowMs) ? [mistake("expires", say("register.expired-already", {}))] : []),
  ];
}

type Random = Parameters<OperationForm<RegisterInput>["fill"]>[2]["random"];

interface Given {
  readonly mistakes: readonly FormMistake[];
  readonly handed: Pick<Handed, "intake" | "fields" | "lastFour" | "takenOff">;
  readonly submission?: { readonly fields: SecretFields } | { readonly wrappingToken: Secret };
}

const wrong = (...mistakes: readonly FormMistake[]): Given => ({
  mistakes,
  handed: { intake: "form", fields: [], lastFour: null },
});

function givenIn(kind: Kind, answers: FormAnswers, settings: OperationSettings & { readonly random: Random }): Given {
  const secret = answers.secrets.get("token");
  const typed = typedIn(kind, answers, settings.random);
  if (kind === "signing-key" && readWhichKey(answers.texts.get("public-key") ?? "") === undefined)
    return wrong(mistake("public-key", say("register.public-key-missing", {})));
  if (secret === undefined) return typed;
  if (!wrappingToken.test(secret.reveal().trim())) return wrong(mistake("token", say("register.token-malformed", {})));
  const isBoth = fieldsToAsk[kind].some(({ id }) => id !== "public-key" && (answers.secrets.has(id) || answers.texts.has(id)));
  if (isBoth) return wrong(mistake("token", say("register.either", {})));
  return {
    mistakes: [],
    handed: { intake: "token", fields: [], lastFour: null },
    submission: { wrappingToken: new Secret(secret.reveal().trim()) },
  };
}

function typedIn(kind: Kind, { texts, secrets }: FormAnswers, random: Random): Given {
  const missing = (field: string, name = field): Given => wrong(mistake(field, say("register.value-missing", { name })));
  switch (kind) {
    case "signing-key":
      return wrong(mistake("token", say("register.token-malformed", {})));
    case "free": {
      const lines = secrets.get("lines");
      if (lines === undefined) return missing("lines", "NAME=value");
      const read = envLines(lines.reveal());
      if ("because" in read) return wrong(mistake("lines", read.because));
      return read.fields.size === 0 ? missing("lines", "NAME=value") : given(read);
    }
    default: {
      const isGenerated = kind === "database" && !secrets.has("password");
      const typed = new Map<string, Secret>();
      for (const name of fieldsOf[kind]) {
        const value = texts.get(name) ?? secrets.get(name)?.reveal();
        if (value !== undefined) typed.set(name, new Secret(value));
        else if (!isGenerated || name !== "password") return missing(name);
      }
      const read = readFields(kind, typed);
      if ("because" in read) return wrong(mistake(read.field, read.because));
      if (isGenerated) return given({ ...read, fields: new Map([...read.fields, ["password", generated(random)]]) }, "generated");
      return given(read);
    }
  }
}

const given = (
  { fields, takenOff }: { readonly fields: SecretFields; readonly takenOff: TakenOff },
  intake: Handed["intake"] = "form",
): Given => ({
  mistakes: [],
  handed: {
    ...{ intake, fields: [...fields.keys()], lastFour: lastFourOf(fields) },
    ...(Object.keys(takenOff).length === 0 ? {} : { takenOff }),
  },
  submission: { fields },
});

/** 32 characters that need no quoting anywhere: 192 bits. */
const generated = (random: Random): Secret => new Secret(Buffer.from(random(24)).toString("base64url"));
