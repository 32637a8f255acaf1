/** What an attempt gives when somebody else wrote between its reading and its writing. */
export const moved = Symbol("moved");

/**
 * Reads, works out and writes anew as long as others are in between.
 * @param attempt gives `moved` where nothing was written because of another; `retries` is how often that was so before
 * @param most how often it is tried, and what to throw then; without it, as long as it takes
 */
export async function compareAndSet<T>(
  attempt: (retries: number) => Promise<T | typeof moved>,
  most?: { readonly attempts: number; readonly otherwise: () => Error },
): Promise<T> {
  for (let retries = 0; most === undefined || retries < most.attempts; retries += 1) {
    const written = await attempt(retries);
    if (written !== moved) return written;
  }
  throw most.otherwise();
}
