/** A small generator (mulberry32) of whole numbers below 2^32: the same seeds, the same numbers. */
export function randomNumbers(seeds: readonly number[]): () => number {
  let state = seeds.reduce((sum, seed) => (Math.imul(sum, 31) + seed) | 0, 7);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
}
