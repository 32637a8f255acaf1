import { type Sentence, say } from "../domain/sentence.ts";
import type { VersionRange } from "../domain/version-range.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "advisory.vault-accessor-across-roles": NoParams;
    "advisory.vault-kv-glob": NoParams;
    "advisory.vault-root-generation": NoParams;
    "advisory.vault-metadata-slash": NoParams;
    "advisory.redis-lua": NoParams;
    "advisory.redis-july-2026": NoParams;
  }
}

/** A published vulnerability. A range ends with the version that has the fix. */
export interface Advisory {
  readonly product: "vault" | "redis";
  readonly id: string;
  readonly impact: Sentence;
  readonly affected: readonly VersionRange[];
  /** Where Vault Enterprise has other fixed versions. */
  readonly affectedEnterprise?: readonly VersionRange[];
  readonly source: string;
}

/**
 * What is known of the servers that the bot stands on; nothing is asked for at run time. To add one: read the source, write where it
 * is fixed, and let the tests compare it with what this project itself declares. Of packages `npm audit` knows (tools/package-advisories.ts).
 */
export const advisories: readonly Advisory[] = [
  {
    product: "vault",
    id: "CVE-2026-3605",
    impact: say("advisory.vault-kv-glob", {}),
    affected: [{ before: "2.0.0" }],
    affectedEnterprise: [{ before: "1.19.16" }, { from: "1.20.0", before: "1.20.10" }, { from: "1.21.0", before: "1.21.5" }],
    source: "https://github.com/advisories/GHSA-m2w4-8ggf-rj47",
  },
  {
    product: "vault",
    id: "CVE-2026-5006",
    impact: say("advisory.vault-metadata-slash", {}),
    affected: [{ before: "2.0.4" }],
    source: "https://nvd.nist.gov/vuln/detail/CVE-2026-5006",
  },
  {
    product: "vault",
    id: "CVE-2026-5807",
    impact: say("advisory.vault-root-generation", {}),
    affected: [{ before: "2.0.0" }],
    source: "https://github.com/advisories/GHSA-88v5-9hxc-f85r",
  },
  {
    product: "vault",
    id: "CVE-2023-24999",
    impact: say("advisory.vault-accessor-across-roles", {}),
    affected: [{ before: "1.10.11" }, { from: "1.11.0", before: "1.11.8" }, { from: "1.12.0", before: "1.12.4" }],
    source: "https://github.com/advisories/GHSA-wmg5-g953-qqfw",
  },
  {
    product: "redis",
    // Published without a number for each of what it mends.
    id: "Redis 2026-07-24",
    impact: say("advisory.redis-july-2026", {}),
    affected: [
      { before: "6.2.23" },
      { from: "7.0.0", before: "7.2.15" },
      { from: "7.4.0", before: "7.4.10" },
      { from: "8.0.0", before: "8.2.8" },
      { from: "8.4.0", before: "8.4.5" },
      { from: "8.6.0", before: "8.6.5" },
      { from: "8.8.0", before: "8.8.1" },
    ],
    source: "https://github.com/docker-library/official-images/pull/21922",
  },
  {
    product: "redis",
    id: "CVE-2025-49844",
    impact: say("advisory.redis-lua", {}),
    affected: [
      { before: "6.2.20" },
      { from: "7.0.0", before: "7.2.11" },
      { from: "7.4.0", before: "7.4.6" },
      { from: "8.0.0", before: "8.0.4" },
      { from: "8.2.0", before: "8.2.2" },
    ],
    source: "https://redis.io/blog/security-advisory-cve-2025-49844/",
  },
];
