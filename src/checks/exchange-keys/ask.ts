import type { CheckPorts } from "../../domain/check.ts";
import { isStaging } from "../../domain/entry-path.ts";
import { AppError, ConflictError, InputError, UpstreamError } from "../../domain/errors.ts";
import { isSameKey, lastFourOf } from "../../domain/exchange-key.ts";
import type { SecretFields } from "../../ports/kv-entries.ts";
import type { Said } from "./standing.ts";

/** A key as Vault holds it. */
export interface KeptKey {
  readonly path: string;
  readonly version: number;
  /** `null` when the entry is no whole key. */
  readonly fields: SecretFields | null;
  /** Of its public half. */
  readonly lastFour: string;
}

/** The newest version at a path; `undefined` when nothing is there. */
export async function keyAt(
  path: string,
  { entries }: Pick<CheckPorts, "entries">,
  signal: AbortSignal,
): Promise<KeptKey | undefined> {
  try {
    const entry = await entries.read(path, undefined, signal);
    if (entry === undefined) return undefined;
    const { fields, version } = entry;
    const [apiKey, secretKey] = [fields.get("api_key"), fields.get("secret_key")];
    const isWhole = apiKey !== undefined && secretKey !== undefined;
    return { path, version, fields: isWhole ? fields : null, lastFour: lastFourOf(fields) ?? "" };
  } catch (error) {
    // What somebody wrote by hand and is no text is no key either.
    if (error instanceof ConflictError) return { path, version: 0, fields: null, lastFour: "" };
    throw error;
  }
}

/** Asks the exchange about a key, once. Throws only what is not about the exchange. */
export async function said(
  exchange: string,
  { path, fields }: KeptKey,
  { keyProbes }: Pick<CheckPorts, "keyProbes">,
  signal: AbortSignal,
): Promise<Said> {
  const [apiKey, secretKey] = [fields?.get("api_key"), fields?.get("secret_key")];
  if (apiKey === undefined || secretKey === undefined) return { is: "refused" };
  try {
    const { isValid, refusal, transferRights, isIpRestricted, expiresAtMs, isOfTestNetwork } = await keyProbes.probe(
      exchange,
      { apiKey, secretKey, isStaging: isStaging(path) },
      signal,
    );
    if (!isValid) return { is: "refused", ...(refusal === undefined ? {} : { because: refusal }) };
    return {
      is: "taken",
      rights: { transferRights: [...transferRights], isIpRestricted: isIpRestricted || isOfTestNetwork === true, expiresAtMs },
    };
  } catch (error) {
    if (!(error instanceof AppError) || (error instanceof UpstreamError && error.service !== "exchange")) throw error;
    // A key that cannot be sent or cannot sign is no key, whoever is asked.
    if (error instanceof InputError) return { is: "refused" };
    return { is: error.code === "exchange.key-or-address-refused" ? "refused-or-elsewhere" : "silent" };
  }
}

/** A key beside the main one that the exchange takes and that moves no money; the first there is. */
export async function healthySpare(
  exchange: string,
  main: KeptKey,
  ports: Pick<CheckPorts, "entries" | "keyProbes">,
  signal: AbortSignal,
): Promise<KeptKey | undefined> {
  for (const name of await ports.entries.children(main.path, signal)) {
    const spare = name.endsWith("/") ? undefined : await keyAt(`${main.path}/${name}`, ports, signal);
    if (spare === undefined || isSameKey(spare.fields, main.fields)) continue;
    const answer = await said(exchange, spare, ports, signal);
    if (answer.is === "taken" && answer.rights.transferRights.length === 0) return spare;
  }
  return undefined;
}
