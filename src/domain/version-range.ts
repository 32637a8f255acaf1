/** Versions from `from` on (from the first, when there is none), up to but without `before`. */
export interface VersionRange {
  readonly from?: string;
  readonly before: string;
}

type Numbers = readonly [number, number, number];

/**
 * Numbers of a version: `1.21.4`, `v2.0.0-rc1`, `1.21.4+ent`. A pre-release counts as its release.
 * @returns `undefined` when it is none
 */
function numbersOf(version: string): Numbers | undefined {
  const [, major, minor, patch] = /^v?(\d{1,9})\.(\d{1,9})(?:\.(\d{1,9}))?(?:[-+].*)?$/.exec(version) ?? [];
  return major === undefined ? undefined : [Number(major), Number(minor), Number(patch ?? 0)];
}

/** Negative when `a` is the older; `undefined` when one is no version. */
export function compareVersions(a: string, b: string): number | undefined {
  const [left, right] = [numbersOf(a), numbersOf(b)];
  if (left === undefined || right === undefined) return undefined;
  return left[0] - right[0] || left[1] - right[1] || left[2] - right[2];
}

/** The range a version lies in; `undefined` when it lies in none. */
export const rangeOf = (version: string, ranges: readonly VersionRange[]): VersionRange | undefined =>
  ranges.find(
    ({ from = "0.0", before }) => (compareVersions(version, from) ?? -1) >= 0 && (compareVersions(version, before) ?? 0) < 0,
  );

export const isVersion = (text: string): boolean => numbersOf(text) !== undefined;
