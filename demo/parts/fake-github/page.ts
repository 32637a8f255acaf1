/** GitHub's pages: 30 entries unless `per_page` (at most 100) says otherwise, counted from 1. */
export function pageOf<T>(entries: readonly T[], query: URLSearchParams): readonly T[] {
  const size = Math.min(Number(query.get("per_page") ?? 30), 100);
  const start = (Number(query.get("page") ?? 1) - 1) * size;
  return entries.slice(start, start + size);
}
