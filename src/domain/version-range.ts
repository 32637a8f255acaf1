import { compare, parse, type SemVer } from "semver";

/** Versions from `from` on, its pre-releases among them (from the first, when there is none), up to but without `before`. */
export interface VersionRange {
  readonly from?: string;
  readonly before: string;
}

/** What builds of a branch call themselves, Redis's `unstable` for one: newer than all, and of no release. */
const placeholder = 255;

/**
 * `1.21.4`, `v2.0.0-rc1`, `1.21.4+ent`, `7.2`: by the rules of https://semver.org a pre-release comes before its release, and
 * what stands behind a `+` does not count.
 * @returns `undefined` when it is none
 */
function versionOf(text: string): SemVer | undefined {
  const version = parse(text.replace(/^(v?\d+\.\d+)(?=$|[-+])/, "$1.0"));
  return version === null || version.major === placeholder ? undefined : version;
}

/** Negative when `a` is the older; `undefined` when one is no version. */
export function compareVersions(a: string, b: string): number | undefined {
  const [left, right] = [versionOf(a), versionOf(b)];
  return left === undefined || right === undefined ? undefined : compare(left, right);
}

/** The range a version lies in; `undefined` when it lies in none. */
export const rangeOf = (version: string, ranges: readonly VersionRange[]): VersionRange | undefined =>
  ranges.find(
    ({ from = "0.0", before }) =>
      (compareVersions(version, firstOf(from)) ?? -1) >= 0 && (compareVersions(version, before) ?? 0) < 0,
  );

/** The least of a version's pre-releases: a release candidate of what a range begins with has its faults already. */
const firstOf = (version: string): string => `${version}-0`;

export const isVersion = (text: string): boolean => versionOf(text) !== undefined;

/** Whether it is Vault Enterprise's, which has fixed versions of its own: `1.21.4+ent`, `1.19.16+ent.hsm.fips1403`. */
export const isEnterprise = (text: string): boolean => versionOf(text)?.build.includes("ent") ?? false;
