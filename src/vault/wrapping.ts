import { ConflictError, InputError } from "../domain/errors.ts";
import { textOfScalar } from "../domain/json.ts";
import { Secret } from "../domain/secret.ts";
import { say } from "../domain/sentence.ts";
import type { SecretFields } from "../ports/kv-entries.ts";
import type { Wrapping } from "../ports/wrapping.ts";
import { vaultPath } from "./paths.ts";
import type { Transport, VaultCall } from "./transport.ts";
import { OpenedAnswer, readAnswer, WrappingLookupAnswer } from "./wire.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "kv.wrap-gone": NoParams;
    "kv.wrap-not-text": { names: readonly string[] };
  }
}

const lookupPath = vaultPath("sys/wrapping/lookup");
const lookupSelfPath = vaultPath("auth/token/lookup-self");
const unwrapPath = vaultPath("sys/wrapping/unwrap");

const mostNamed = 10;

/** What is no token is not sent: it comes from a person and would stand in a header. */
const tokenGrammar = /^[A-Za-z0-9._~+/=-]{8,1024}$/;

/**
 * Wrapping tokens that people hand in. Each call is made with the token itself, so our own needs no right to any of it.
 * Vault 1.21 answers 400 to a token that was opened, has ended, never existed or wraps nothing, and 403 where it does not know who asks.
 * https://developer.hashicorp.com/vault/api-docs/system/wrapping-lookup and …/wrapping-unwrap
 */
export function createWrapping({ transport }: { readonly transport: Transport }): Wrapping {
  const ask = async (token: Secret, call: VaultCall) => {
    if (!tokenGrammar.test(token.reveal())) return undefined;
    const answer = await transport.client(token).request({ ...call, accept: [400, 403] });
    return answer.status === 400 || answer.status === 403 ? undefined : answer;
  };

  const opened = async (token: Secret, signal?: AbortSignal) => {
    const call: VaultCall = { method: "POST", path: unwrapPath, kind: "write", signal };
    const answer = await ask(token, call);
    if (answer === undefined) throw new ConflictError("kv.wrap-gone", say("kv.wrap-gone", {}));
    return readAnswer(OpenedAnswer, answer, call).data ?? {};
  };

  return {
    async look(token, signal) {
      const call: VaultCall = { method: "POST", path: lookupPath, kind: "read", signal };
      const answer = await ask(token, call);
      if (answer === undefined) return undefined;
      const { data } = readAnswer(WrappingLookupAnswer, answer, call);
      return {
        creationPath: data.creation_path,
        createdAtMs: data.creation_time,
        expiresAtMs: data.creation_time + data.creation_ttl * 1000,
      };
    },

    isLogin: async (token, signal) =>
      (await ask(token, { method: "GET", path: lookupSelfPath, kind: "read", signal })) !== undefined,

    open: async (token, signal) => fieldsOf(await opened(token, signal)),
    openEntry: async (token, signal) => fieldsOf(Object(await opened(token, signal))["data"] ?? {}),
  };
}

/** Texts, and what JSON writes in one way only, as JSON writes it: people keep a port or a switch in JSON as they are. */
function fieldsOf(data: { readonly [field: string]: unknown }): SecretFields {
  const fields = new Map<string, Secret>();
  const others: string[] = [];
  for (const [name, value] of Object.entries(data)) {
    const text = textOfScalar(value);
    if (text === undefined) others.push(name);
    else fields.set(name, new Secret(text));
  }
  if (fields.size === 0 || others.length > 0)
    throw new InputError("kv.wrap-not-text", say("kv.wrap-not-text", { names: others.slice(0, mostNamed) }));
  return fields;
}
