import { ConflictError, InputError, UpstreamError } from "../../src/domain/errors.ts";
import { textOfScalar } from "../../src/domain/json.ts";
import { Secret } from "../../src/domain/secret.ts";
import { say } from "../../src/domain/sentence.ts";
import type { WrapInfo } from "../../src/ports/wrapping.ts";
import type { WrappingWorld } from "../ports/wrapping.ts";

const plainToken = "memory-plain-token";

/** Response wrapping in memory, with the same meaning as Vault's. */
export function createMemoryWrapping({ now }: { readonly now: () => number }): WrappingWorld {
  const kept = new Map<string, { readonly info: WrapInfo; readonly data: object }>();
  let count = 0;
  const keep = (data: object, ttlS: number, creationPath: string): Secret => {
    const token = `memory-wrapping-${count++}`;
    kept.set(token, { info: { creationPath, createdAtMs: now(), expiresAtMs: now() + ttlS * 1000 }, data });
    return new Secret(token);
  };
  const find = (token: Secret, signal?: AbortSignal) => {
    if (signal?.aborted)
      throw new UpstreamError("vault.unreachable", say("vault.unreachable", { reason: "ABORTED" }), {
        service: "vault",
        effect: "none",
        retryable: true,
      });
    const found = kept.get(token.reveal());
    return found !== undefined && found.info.expiresAtMs > now() ? found : undefined;
  };
  const opened = (token: Secret, signal?: AbortSignal): object => {
    const found = find(token, signal);
    if (found === undefined) throw new ConflictError("kv.wrap-gone", say("kv.wrap-gone", {}));
    kept.delete(token.reveal());
    return found.data;
  };
  const fieldsOf = (data: object): Map<string, Secret> =>
    new Map(
      Object.entries(data).map(([name, value]): [string, Secret] => {
        const text = textOfScalar(value);
        if (text === undefined) throw new InputError("kv.wrap-not-text", say("kv.wrap-not-text", { names: [name] }));
        return [name, new Secret(text)];
      }),
    );
  return {
    wrapping: {
      look: async (token, signal) => find(token, signal)?.info,
      isLogin: async (token) => token.reveal() === plainToken,
      open: async (token, signal) => fieldsOf(opened(token, signal)),
      openEntry: async (token, signal) => fieldsOf(Object(opened(token, signal)).data ?? {}),
    },
    wrap: async (data, ttlS) => keep(data, ttlS, "sys/wrapping/wrap"),
    wrapRead: async (ttlS) => keep({ data: {} }, ttlS, "secret/data/profinaut/db"),
    plainToken: async () => new Secret(plainToken),
    end: async (token) => void kept.delete(token.reveal()),
    stop: async () => {},
  };
}
