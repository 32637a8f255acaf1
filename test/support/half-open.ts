import { connect, type Socket } from "node:net";
import { expect, onTestFinished, vi } from "vitest";

/** What somebody sends of a request before they send nothing any more. */
const waysToHang = [
  ["nothing at all", ""],
  ["half of the headers", "POST /slack/events HTTP/1.1\r\nhost: x\r\n"],
  ["headers without the body they announce", "POST /slack/events HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nhalf"],
] as const;

interface Hanging {
  readonly open: () => number;
  /** After how many milliseconds each of those was cut that are gone. */
  readonly cutAfterMs: () => readonly number[];
}

/** Opens so many connections to a port of this machine, sends the bytes and waits; gone when the test ends. */
export async function hangOn(port: number, bytes: string, times: number): Promise<Hanging> {
  const open = new Map<Socket, number>();
  const cutAfterMs: number[] = [];
  onTestFinished(() => open.forEach((_, socket) => void socket.destroy()));
  await Promise.all(
    Array.from(
      { length: times },
      () =>
        new Promise<void>((resolve) => {
          const socket = connect({ port, host: "127.0.0.1" });
          socket.on("error", () => {});
          socket.on("data", () => {});
          socket.once("close", () => {
            const sinceMs = open.get(socket);
            if (sinceMs !== undefined) cutAfterMs.push(performance.now() - sinceMs);
            open.delete(socket);
            resolve();
          });
          socket.once("connect", () => {
            open.set(socket, performance.now());
            socket.write(bytes, () => resolve());
          });
        }),
    ),
  );
  return { open: () => open.size, cutAfterMs: () => cutAfterMs };
}

/** Within the first seconds a sender may just be slow. */
const tooSoonMs = 4_000;

/** Does that in every way at once. `cutTooSoon` waits until all are cut, and says in which ways any was cut before it had its seconds. */
export async function hangInEveryWay(port: number, timesEach: number) {
  const hanging = await Promise.all(waysToHang.map(async ([way, bytes]) => ({ way, ...(await hangOn(port, bytes, timesEach)) })));
  return {
    cutTooSoon: async (): Promise<readonly string[]> => {
      // Unless told otherwise, Node looks for them every 30 s only.
      await vi.waitFor(() => expect(hanging.map(({ open }) => open())).toEqual([0, 0, 0]), { timeout: 20_000, interval: 20 });
      return hanging.filter(({ cutAfterMs }) => Math.min(...cutAfterMs()) < tooSoonMs).map(({ way }) => way);
    },
  };
}
