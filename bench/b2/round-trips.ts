import { Redis } from "ioredis";

/** How often Redis was asked while `work` ran: commands a client sent, not those that ran inside of scripts. Names them in order. */
export async function roundTrips(url: string, work: () => Promise<void>): Promise<readonly string[]> {
  const [client, end] = [new Redis(url), "bench-monitor-end"];
  const monitor = await client.monitor();
  const seen: string[] = [];
  try {
    const ended = new Promise<void>((resolve) => {
      monitor.on("monitor", (_time: string, args: readonly string[], source: string) => {
        if (args[1] === end) return resolve();
        if (source !== "lua") seen.push(args[0] ?? "");
      });
    });
    await work();
    await client.echo(end);
    await ended;
    return seen;
  } finally {
    monitor.disconnect();
    client.disconnect();
  }
}
