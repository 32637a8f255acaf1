import { distance } from "fastest-levenshtein";

/** The known words that somebody probably meant, best first, at most three; empty when none is close. */
export function nearestOf(word: string, known: readonly string[]): readonly string[] {
  const asked = word.toLowerCase();
  return known
    .map((candidate) => ({ candidate, off: candidate.startsWith(asked) && asked.length >= 2 ? 0 : distance(asked, candidate) }))
    .filter(({ candidate, off }) => off <= Math.max(2, Math.floor(candidate.length / 3)))
    .sort((a, b) => a.off - b.off)
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}
