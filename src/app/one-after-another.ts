/** Does things for people, so many at a time for each: whoever asks for more waits for themselves, and for nobody else. */
export type OneAfterAnother = <T>(userId: string, work: () => Promise<T>) => Promise<T>;

interface Line {
  working: number;
  readonly waiting: (() => void)[];
}

export function createOneAfterAnother(atATime: number): OneAfterAnother {
  const lines = new Map<string, Line>();
  return async (userId, work) => {
    const line = lines.get(userId) ?? { working: 0, waiting: [] };
    lines.set(userId, line);
    // Whoever ends hands on their place, so that nobody slips in between.
    if (line.working >= atATime) await new Promise<void>((resolve) => line.waiting.push(resolve));
    else line.working += 1;
    try {
      return await work();
    } finally {
      const next = line.waiting.shift();
      if (next !== undefined) next();
      else line.working -= 1;
      if (line.working === 0) lines.delete(userId);
    }
  };
}
