/** Does something with each item, some at a time, and returns what came of them in the items' order. */
export async function inLanes<Item, Result>(
  lanes: number,
  items: readonly Item[],
  act: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results = new Map<number, Result>();
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let at = next++; at < items.length; at = next++) {
      const item = items[at];
      if (item !== undefined) results.set(at, await act(item));
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return [...results.entries()].sort(([a], [b]) => a - b).map(([, result]) => result);
}
