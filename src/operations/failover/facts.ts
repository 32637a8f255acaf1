import { type Edition, editionAsApproved } from "../../domain/edition.ts";
import { type EntryPath, isStaging } from "../../domain/entry-path.ts";
import { AppError, ConflictError, InputError, NotAllowedError, NotFoundError, UpstreamError } from "../../domain/errors.ts";
import { isSameKey, lastFourOf } from "../../domain/exchange-key.ts";
import type { OperationPorts, OperationSettings, PlanContext } from "../../domain/operation.ts";
import type { SecretFields } from "../../domain/secret-submission.ts";
import { say } from "../../domain/sentence.ts";
import { abilitiesOf, type KeyAbilities } from "../register/key-abilities.ts";
import { exchangeOf } from "../register/kinds.ts";
import type { FailoverInput } from "./input.ts";

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "failover.no-exchange": { path: string; exchanges: readonly string[] };
    "failover.no-spare": { path: string };
    "failover.none-healthy": { path: string };
  }
}

/** A spare key, as the exchange says it is. */
export type Spare = {
  readonly path: string;
  readonly version: number;
  readonly lastFour: string;
  readonly health: "healthy" | "invalid" | "withdraws" | "unknown";
  readonly isMain: boolean;
  /** Of one that may be used: what the exchange says it may do. */
  readonly abilities?: KeyAbilities;
};

/** What will be done, and what it was chosen from; exactly this is approved. */
export type FailoverFacts = {
  readonly exchange: string;
  readonly replaces: number;
  /** What the exchange says of the key that is the main one now; `null`: there is none. */
  readonly main: Asked | null;
  readonly spares: readonly Spare[];
  readonly chosen: Pick<Spare, "path" | "version" | "lastFour">;
} & Edition;

type Asked = Pick<Spare, "lastFour" | "health" | "abilities">;

/** @throws NotFoundError when the path is not an exchange's own */
export function exchangeAt({ path }: FailoverInput, { exchanges }: OperationSettings): string {
  const exchange = exchangeOf(path, exchanges);
  if (exchange === undefined || path.replace(/^staging\//, "") !== exchange)
    throw new NotFoundError("failover.no-exchange", say("failover.no-exchange", { path, exchanges: [...exchanges.keys()] }));
  return exchange;
}

/** Step 0: asks the exchange about every key under the path, and chooses the next healthy one after the main key. */
export async function lookBeforeFailover({
  input,
  ports,
  signal,
  approved,
}: PlanContext<FailoverInput, FailoverFacts>): Promise<FailoverFacts> {
  const { path } = input;
  const edition = editionAsApproved(approved);
  const exchange = exchangeAt(input, ports);
  const missing = await ports.entries.missingCapabilities(path, ["look", "read", "write"], signal);
  if (missing.length > 0) throw new NotAllowedError("value.may-not", say("value.may-not", { path, missing }));
  const main = await ports.entries.read(path, undefined, signal);
  const replaces = (await ports.entries.look(path, signal))?.currentVersion ?? 0;
  const names = (await ports.entries.children(path, signal)).filter((name) => !name.endsWith("/"));
  if (names.length === 0) throw new NotFoundError("failover.no-spare", say("failover.no-spare", { path }));
  const ask = async (key: { readonly path: EntryPath; readonly fields: SecretFields }): Promise<Asked> => {
    const { abilities, ...said } = await asked(exchange, key, ports, signal);
    return abilities === undefined || edition.edition === undefined ? said : { ...said, abilities };
  };
  const spares: Spare[] = [];
  for (const name of names) {
    const at = `${path}/${name}`;
    const entry = await ports.entries.read(at, undefined, signal);
    if (entry === undefined) continue;
    const isMain = isSameKey(entry.fields, main?.fields);
    spares.push({ path: at, version: entry.version, ...(await ask({ path: at, fields: entry.fields })), isMain });
  }
  const after = spares.findIndex(({ isMain }) => isMain) + 1;
  const chosen = [...spares.slice(after), ...spares.slice(0, after)].find(
    ({ health, isMain }) => health === "healthy" && !isMain,
  );
  if (chosen === undefined) throw new ConflictError("failover.none-healthy", say("failover.none-healthy", { path }));
  const { path: from, version, lastFour } = chosen;
  return {
    ...edition,
    exchange,
    replaces,
    main: main === undefined ? null : await ask({ path, fields: main.fields }),
    spares,
    chosen: { path: from, version, lastFour },
  };
}

/** What the exchange says of one key; that it says nothing is no reason not to look at the others. */
async function asked(
  exchange: string,
  { path, fields }: { readonly path: EntryPath; readonly fields: SecretFields },
  ports: Pick<OperationPorts, "keyProbes">,
  signal: AbortSignal,
): Promise<Asked> {
  const [apiKey, secretKey] = [fields.get("api_key"), fields.get("secret_key")];
  const lastFour = lastFourOf(fields) ?? "";
  if (apiKey === undefined || secretKey === undefined) return { lastFour, health: "invalid" };
  try {
    const health = await ports.keyProbes.probe(exchange, { apiKey, secretKey, isStaging: isStaging(path) }, signal);
    if (!health.isValid) return { lastFour, health: "invalid" };
    return { lastFour, health: health.canWithdraw ? "withdraws" : "healthy", abilities: abilitiesOf(health) };
  } catch (error) {
    if (signal.aborted || !(error instanceof AppError) || (error instanceof UpstreamError && error.service !== "exchange"))
      throw error;
    // A key that cannot sign was never sent.
    return { lastFour, health: error instanceof InputError ? "invalid" : "unknown" };
  }
}
