import { isStaging } from "../../domain/entry-path.ts";
import { ConflictError, InputError } from "../../domain/errors.ts";
import type { OperationPorts } from "../../domain/operation.ts";
import { areHalvesOfOneKey } from "../../domain/public-half.ts";
import { whyRefused } from "../../domain/refused-key.ts";
import type { Secret } from "../../domain/secret.ts";
import type { SecretFields } from "../../domain/secret-submission.ts";
import { say } from "../../domain/sentence.ts";
import type { KeyHealth } from "../../ports/key-probes.ts";
import type { Handed, RegisterInput } from "./input.ts";
import { abilitiesOf, type KeyAbilities } from "./key-abilities.ts";
import { exchangeOf, fieldName, fieldsOf, kindOf, most, publicHalfOf } from "./kinds.ts";
import { type FoundKey, foundKey } from "./signing-key.ts";

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "register.wrong-fields": { path: string; expected: readonly string[] };
    "register.too-large": { maxBytes: number };
    "register.key-invalid": { exchange: string };
    "register.key-refused": { because: Sentence };
    "register.key-withdraws": { exchange: string; rights: readonly string[] };
    "register.no-halves": NoParams;
    "register.value-changed": NoParams;
  }
}

/** What looking at the value itself showed; all of it may be shown to the approver. */
export type Inspected = {
  /** Of an exchange's key: what it may do, as the exchange says. */
  readonly key: KeyAbilities | null;
  /** A signing key that a passphrase protects: nobody can say whether its halves belong together. */
  readonly isLocked?: true;
  /** Of a signing key of which only the fingerprint was known. */
  readonly signingKey?: Pick<FoundKey, "fingerprint" | "expiresAtMs">;
};

type Ports = Pick<OperationPorts, "exchanges" | "keyProbes" | "signingKeys">;

/**
 * Looks at a value before it is written: the fields its kind has, whether the exchange takes the key and what it may do, whether the
 * signing key is the one that was approved.
 * @throws InputError, ConflictError with what to do instead. Nothing changed.
 */
export async function inspect(
  { path, handed }: RegisterInput,
  fields: SecretFields,
  { ports, signal, nowMs }: { readonly ports: Ports; readonly signal: AbortSignal; readonly nowMs: number },
): Promise<Inspected> {
  const kind = kindOf(path, ports.exchanges);
  const expected = fieldsOf[kind] ?? [];
  const names = [...fields.keys()];
  const isComplete =
    fieldsOf[kind] === null
      ? names.length > 0 && names.length <= most.fields && names.every((name) => fieldName.test(name))
      : expected.every((name) => fields.has(name)) &&
        names.every((name) => name === publicHalfOf[kind] || expected.some((each) => each === name));
  if (!isComplete) throw new InputError("register.wrong-fields", say("register.wrong-fields", { path, expected }));
  for (const value of fields.values())
    if (value.reveal() === "" || Buffer.byteLength(value.reveal()) > most.valueBytes)
      throw new InputError("register.too-large", say("register.too-large", { maxBytes: most.valueBytes }));
  if (handed !== null && handed.intake !== "token" && [...handed.fields].sort().join() !== names.sort().join())
    throw new ConflictError("register.value-changed", say("register.value-changed", {}));

  const [apiKey, secretKey, signingKey] = [fields.get("api_key"), fields.get("secret_key"), fields.get("SIGNING_KEY")];
  const exchange = exchangeOf(path, ports.exchanges);
  const publicHalf = fields.get(publicHalfOf[kind] ?? "");
  if (exchange !== undefined && apiKey !== undefined && secretKey !== undefined) {
    if (publicHalf !== undefined) compareHalves(publicHalf, secretKey);
    const health = await ports.keyProbes.probe(exchange, { apiKey, secretKey, isStaging: isStaging(path) }, signal);
    return { key: acceptable(exchange, health) };
  }
  if (kind === "signing-key" && signingKey !== undefined)
    return { key: null, ...aboutFound(await foundKey({ secret: signingKey, publicHalf }, handed, { ports, nowMs }), handed) };
  return { key: null };
}

/** @throws InputError for a key that must not be registered */
function acceptable(exchange: string, health: KeyHealth): KeyAbilities {
  if (health.refusal !== undefined) {
    const because = whyRefused(exchange, health.refusal);
    throw new InputError("register.key-invalid", say("register.key-refused", { because }));
  }
  if (!health.isValid) throw new InputError("register.key-invalid", say("register.key-invalid", { exchange }));
  if (health.canWithdraw)
    throw new InputError("register.key-withdraws", say("register.key-withdraws", { exchange, rights: health.transferRights }));
  return abilitiesOf(health);
}

const aboutFound = ({ fingerprint, expiresAtMs, isProtected }: FoundKey, handed: Handed | null): Omit<Inspected, "key"> => ({
  ...(isProtected ? { isLocked: true } : {}),
  ...(handed?.fingerprint === undefined ? {} : { signingKey: { fingerprint, expiresAtMs } }),
});

/** @throws InputError for a public half that is not of the secret one */
function compareHalves(publicHalf: Secret, secretKey: Secret): void {
  if (!secretKey.reveal().startsWith("-----BEGIN")) throw new InputError("register.no-halves", say("register.no-halves", {}));
  if (!areHalvesOfOneKey(publicHalf.reveal(), secretKey.reveal()))
    throw new InputError("register.other-half", say("register.other-half", { field: "public_key" }));
}
