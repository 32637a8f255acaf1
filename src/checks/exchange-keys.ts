import { z } from "zod";
import type { Check, CheckContext, Finding } from "../domain/check.ts";
import { UpstreamError } from "../domain/errors.ts";
import { whyRefused } from "../domain/refused-key.ts";
import { type Sentence, say } from "../domain/sentence.ts";
import { healthySpare, type KeptKey, keyAt, said } from "./exchange-keys/ask.ts";
import { isFailing, type Rights, type Said, Standing, standingAfter } from "./exchange-keys/standing.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "exchange-keys.title": NoParams;
    "exchange-keys.refused": { exchange: string; path: string; lastFour: string };
    "exchange-keys.refused-because": { path: string; lastFour: string; because: Sentence };
    "exchange-keys.no-longer-taken": { exchange: string; path: string; lastFour: string };
    "exchange-keys.incomplete": { path: string };
    "exchange-keys.failing-why": { path: string };
    "exchange-keys.fail-over": { path: string; spare: string; lastFour: string };
    "exchange-keys.fail-over-button": { path: string };
    "exchange-keys.register": { path: string; exchange: string };
    "exchange-keys.register-button": { path: string };
    "exchange-keys.moves-money": { path: string; lastFour: string; rights: readonly string[] };
    "exchange-keys.moves-money-why": NoParams;
    "exchange-keys.moves-money-mend": { exchange: string };
    "exchange-keys.unbound": { path: string; lastFour: string };
    "exchange-keys.unbound-why": NoParams;
    "exchange-keys.unbound-mend": { exchange: string };
    "exchange-keys.ends": { path: string; lastFour: string; atMs: number };
    "exchange-keys.ends-why": { path: string };
    "exchange-keys.ends-mend": { path: string; exchange: string };
    "exchange-keys.unreadable": { path: string; because: Sentence };
    "exchange-keys.unreadable-why": { path: string };
    "exchange-keys.unreadable-mend": { exchange: string };
  }
}

/** A signed request a minute for each key: far below what any exchange allows, and an alarm comes within two minutes. */
const everyMs = 60_000;
/** All keys are asked about at once, and nothing else is looked at meanwhile. */
const patienceMs = 20_000;
/** Two weekly checks name a key before it ends. */
const endsSoonMs = 14 * 24 * 3_600_000;

const Standings = z.record(z.string(), Standing);

interface Seen {
  readonly path: string;
  readonly standing?: Standing;
  readonly findings: readonly Finding[];
}

/**
 * Asks each exchange whether it still takes the main key at its path, production's and staging's, and what the key may do. A key
 * that cannot be judged from here stands as it did.
 */
export const exchangeKeys: Check = {
  name: "exchange-keys",
  title: say("exchange-keys.title", {}),
  everyMs,
  run: async (context) => {
    const before = Standings.safeParse(context.remembered).data ?? {};
    const signal = AbortSignal.any([context.signal, AbortSignal.timeout(patienceMs)]);
    const mains = [...context.ports.exchanges.keys()].flatMap((exchange) =>
      [exchange, `staging/${exchange}`].map((path) => ({ exchange, path })),
    );
    const seen = await Promise.all(mains.map((main) => seenAt(main, before[main.path], { ...context, signal })));
    const remember = Object.fromEntries(seen.flatMap(({ path, standing }) => (standing === undefined ? [] : [[path, standing]])));
    return { findings: seen.flatMap(({ findings }) => findings), remember };
  },
};

async function seenAt(
  { exchange, path }: { readonly exchange: string; readonly path: string },
  before: Standing | undefined,
  { ports, nowMs, signal }: CheckContext,
): Promise<Seen> {
  try {
    const main = await keyAt(path, ports, signal);
    if (main === undefined) return { path, findings: [] };
    const answer = await said(exchange, main, ports, signal);
    const standing = standingAfter(before, main.version, answer);
    const findings = isFailing(standing)
      ? [failing(exchange, main, { standing, answer, spare: await healthySpare(exchange, main, ports, signal) })]
      : warnings(exchange, main, { rights: standing.taken, nowMs });
    return { path, standing, findings };
  } catch (error) {
    // Time and the right policy heal different things: the first is the whole check's failure, the second is about this path.
    if (!(error instanceof UpstreamError) || error.retryable) throw error;
    return {
      path,
      ...(before === undefined ? {} : { standing: before }),
      findings: [unreadable(exchange, path, error.sentence)],
    };
  }
}

interface Failing {
  readonly standing: Standing;
  readonly answer: Said;
  readonly spare: KeptKey | undefined;
}

function failing(
  exchange: string,
  { path, fields, lastFour }: KeptKey,
  { standing: { isCertain }, answer, spare }: Failing,
): Finding {
  const about = { exchange, path, lastFour };
  const because = answer.is === "refused" ? answer.because : undefined;
  const certain =
    because === undefined
      ? say("exchange-keys.refused", about)
      : say("exchange-keys.refused-because", { path, lastFour, because: whyRefused(exchange, because) });
  const refused = isCertain ? certain : say("exchange-keys.no-longer-taken", about);
  return {
    about: `exchange-keys/main/${path}`,
    severity: "alarm",
    what: fields === null ? say("exchange-keys.incomplete", { path }) : refused,
    why: say("exchange-keys.failing-why", { path }),
    ...wayOut(exchange, path, spare),
  };
}

const wayOut = (
  exchange: string,
  path: string,
  spare: KeptKey | undefined,
): Pick<Finding, "mend"> & Required<Pick<Finding, "action">> =>
  spare === undefined
    ? {
        mend: say("exchange-keys.register", { path, exchange }),
        action: { label: say("exchange-keys.register-button", { path }), command: `register ${path} main key refused` },
      }
    : {
        mend: say("exchange-keys.fail-over", { path, spare: spare.path, lastFour: spare.lastFour }),
        action: { label: say("exchange-keys.fail-over-button", { path }), command: `failover ${path} main key refused` },
      };

function warnings(
  exchange: string,
  { path, lastFour }: KeptKey,
  { rights, nowMs }: { readonly rights: Rights | null; readonly nowMs: number },
): readonly Finding[] {
  if (rights === null) return [];
  const { transferRights, isIpRestricted, expiresAtMs } = rights;
  const warning = (about: string, what: Sentence, why: Sentence, mend: Sentence): Finding => ({
    about: `exchange-keys/${about}/${path}`,
    severity: "warning",
    ...{ what, why, mend },
  });
  const findings: Finding[] = [];
  if (transferRights.length > 0)
    findings.push(
      warning(
        "moves-money",
        say("exchange-keys.moves-money", { path, lastFour, rights: transferRights }),
        say("exchange-keys.moves-money-why", {}),
        say("exchange-keys.moves-money-mend", { exchange }),
      ),
    );
  if (!isIpRestricted)
    findings.push(
      warning(
        "unbound",
        say("exchange-keys.unbound", { path, lastFour }),
        say("exchange-keys.unbound-why", {}),
        say("exchange-keys.unbound-mend", { exchange }),
      ),
    );
  if (expiresAtMs !== null && expiresAtMs - nowMs < endsSoonMs)
    findings.push(
      warning(
        "ends",
        say("exchange-keys.ends", { path, lastFour, atMs: expiresAtMs }),
        say("exchange-keys.ends-why", { path }),
        say("exchange-keys.ends-mend", { path, exchange }),
      ),
    );
  return findings;
}

const unreadable = (exchange: string, path: string, because: Sentence): Finding => ({
  about: `exchange-keys/unreadable/${path}`,
  severity: "warning",
  what: say("exchange-keys.unreadable", { path, because }),
  why: say("exchange-keys.unreadable-why", { path }),
  mend: say("exchange-keys.unreadable-mend", { exchange }),
});
