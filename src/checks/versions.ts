import type { Check, Finding } from "../domain/check.ts";
import { firstLetters } from "../domain/cut.ts";
import { UpstreamError } from "../domain/errors.ts";
import { say } from "../domain/sentence.ts";
import { compareVersions, isEnterprise, isVersion, rangeOf } from "../domain/version-range.ts";
import { type Advisory, advisories } from "./advisories.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "checked.versions.title": NoParams;
    "checked.versions.limits": { count: number };
    "checked.versions.affected": { product: string; version: string; ids: readonly string[] };
    "checked.versions.why": { impact: Sentence; more: number };
    "checked.versions.mend": { product: string; fixed: string; sources: readonly string[] };
    "checked.versions.odd": { product: string; version: string };
    "checked.versions.odd-why": NoParams;
    "checked.versions.odd-mend": { product: string };
    /** Said by releases that looked at the bot's own packages; reports keep them until the next look. */
    "checked.versions.no-list": NoParams;
    "advisory.axios-no-proxy": NoParams;
    "advisory.openpgp-verify": NoParams;
  }
}

interface Running {
  readonly product: Advisory["product"];
  readonly version: string;
}

/** That what the bot stands on has no published vulnerability that is known here. */
export const versions: Check = {
  name: "versions",
  title: say("checked.versions.title", {}),
  limits: say("checked.versions.limits", { count: advisories.length }),
  everyMs: 3_600_000,
  run: async ({ ports, signal }) => {
    const [vault, redis] = await Promise.all([ports.vault.health(signal), ports.storeHealth.look()]);
    if (vault.version === undefined) throw silent();
    const running: readonly Running[] = [
      { product: "vault", version: vault.version },
      { product: "redis", version: redis.version },
    ];
    return { findings: running.flatMap((each) => findingOf(each) ?? []) };
  },
};

/** The advisories that hold for what is running, each with the version that has its fix. */
export const known = ({ product, version }: Running): readonly { readonly advisory: Advisory; readonly fixed: string }[] =>
  advisories
    .filter((advisory) => advisory.product === product)
    .flatMap((advisory) => {
      const range = rangeOf(version, (isEnterprise(version) ? advisory.affectedEnterprise : undefined) ?? advisory.affected);
      return range === undefined ? [] : [{ advisory, fixed: range.before }];
    });

function findingOf(running: Running): Finding | undefined {
  const { product, version } = running;
  if (!isVersion(version))
    return {
      about: `versions/${product}`,
      severity: "warning",
      what: say("checked.versions.odd", { product, version }),
      why: say("checked.versions.odd-why", {}),
      mend: say("checked.versions.odd-mend", { product }),
    };
  const [first, ...more] = known(running);
  if (first === undefined) return undefined;
  const all = [first, ...more];
  const fixed = all.reduce((last, each) => ((compareVersions(each.fixed, last) ?? 0) > 0 ? each.fixed : last), first.fixed);
  return {
    about: firstLetters(`versions/${product}/${version}`, 200),
    severity: "warning",
    what: say("checked.versions.affected", { product, version, ids: all.map(({ advisory }) => advisory.id) }),
    why: say("checked.versions.why", { impact: first.advisory.impact, more: more.length }),
    mend: say("checked.versions.mend", { product, fixed, sources: all.map(({ advisory }) => advisory.source) }),
  };
}

const silent = (): UpstreamError =>
  new UpstreamError("versions.vault-silent", say("seal.unreachable", {}), { service: "vault", effect: "none", retryable: true });
