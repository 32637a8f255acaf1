/** One in so many points at which a process dies is tried; `npm run test:long` tries them all. */
const oneIn = Number(process.env["CRASH_ONE_IN"] ?? 4);

/** The same ones each time, from beginning to end, of those before an effect as many as of those after it. */
export const crashSample = <T>(points: readonly T[]): readonly T[] =>
  points.filter((_, at) => at % oneIn === Math.floor(at / oneIn) % oneIn);
