import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { endpointsOf, writeEndpoints } from "./endpoints.ts";
import { guide } from "./guide.ts";
import { startImmortalBot } from "./immortal-bot.ts";
import { takeOwnFolder } from "./own-folder.ts";
import { onFreePort } from "./parts/free-port.ts";
import { prepareFacts } from "./walk-through/facts.ts";
import { walkThrough } from "./walk-through/page.ts";
import { startWorld } from "./world.ts";

const startedAtMs = Date.now();
const secondsSince = (ms: number): number => Math.round((Date.now() - ms) / 100) / 10;
const say = (sentence: string): void => void process.stdout.write(`${sentence}\n`);
// Whoever reads our output may go before us: `npm run demo | head` must not keep us from stopping in order.
for (const output of [process.stdout, process.stderr]) output.on("error", () => {});

/** Longer than all parts together may take to stop. */
const stopWithinMs = 30_000;

const stops: (() => Promise<void>)[] = [];
let stopping: Promise<void> | undefined;

async function start(): Promise<void> {
  say("Starting Redis, Vault, a local Slack, a fake GitHub and the bot …");
  const folder = await takeOwnFolder(fileURLToPath(new URL("..", import.meta.url)));
  stops.push(() => folder.remove());
  const world = await startWorld({ progress: say, isWatched: true });
  stops.push(() => world.stop());
  if (stopping !== undefined) return;
  await writeFile(join(folder.path, "guide.md"), walkThrough(await prepareFacts(world, folder)), { mode: 0o600 });
  const bot = await startImmortalBot({
    world,
    healthPort: await onFreePort(async (port) => port),
    tell: (sentence) => say(`${new Date().toLocaleTimeString("en-GB")}  ${sentence}`),
    onReady: (ready) => writeEndpoints(folder.path, endpointsOf(world, ready)),
  });
  stops.push(() => bot.letDie());
  if (stopping !== undefined) return;
  say("");
  say(
    guide({
      endpoints: endpointsOf(world, bot.first),
      exchangeKeys: world.exchangeKeys,
      exchangeControl: world.exchange.controlUrl,
      folder: folder.name,
      tookS: secondsSince(startedAtMs),
      isColoured: process.stdout.isTTY === true && process.env["NO_COLOR"] === undefined,
    }),
  );
}

async function stop(): Promise<void> {
  const stoppingSinceMs = Date.now();
  say("\nStopping …");
  await Promise.race([starting, sleep(stopWithinMs)]);
  for (const stopPart of stops.splice(0).reverse()) await Promise.race([stopPart().catch(() => {}), sleep(stopWithinMs)]);
  say(`Stopped in ${secondsSince(stoppingSinceMs)} s. Nothing is left behind.`);
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"])
  process.on(signal, () => {
    stopping ??= stop().then(() => process.exit());
  });

const starting = start().catch(async (error: unknown) => {
  process.stderr.write(`\nThe demo could not be started.\n${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
  for (const stopPart of stops.splice(0).reverse()) await stopPart().catch(() => {});
  if (stopping === undefined) process.exit();
});
