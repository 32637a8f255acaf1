import { Redis } from "ioredis";
import { applyPlatform } from "../../demo/parts/platform.ts";
import { startRedis } from "../../demo/parts/redis-server.ts";
import { createTempFolder } from "../../demo/parts/temp-folder.ts";
import { startVault } from "../../demo/parts/vault-server.ts";
import { pin } from "../measuring/cores.ts";
import { closedLoop, openLoop } from "../measuring/load.ts";
import { type Result, resultOf } from "../measuring/result.ts";
import { type Effort, type Rounds, runRounds } from "../measuring/rounds.ts";
import { quantile } from "../measuring/statistics.ts";
import { type Arm, type ArmName, type ArmServers, startArm, type Transport } from "./arms.ts";

/** One round of one arm, in milliseconds and commands per second. */
interface Round {
  /** From the intended start to the acknowledgement. */
  readonly ack: number;
  /** From the intended start until it is persisted and enqueued. */
  readonly accepted: number;
  readonly p99At20: number;
  /** Persisted and enqueued per second with so many in flight; over HTTP alone. */
  readonly perSecond: ReadonlyMap<number, number>;
}

interface Size {
  readonly latency: { readonly count: number; readonly everyMs: number };
  readonly commands: number;
}

const names: readonly ArmName[] = ["ours", "bare", "add"];
const inFlights = [1, 8, 32];

/** B1: how long Slack waits for the acknowledgement of `/profinaut rotate …`, and when the request is safe. */
export async function measureB1(effort: Effort): Promise<readonly Result[]> {
  const size: Size = effort.isQuick
    ? { latency: { count: 40, everyMs: 25 }, commands: 60 }
    : { latency: { count: 120, everyMs: 25 }, commands: 400 };
  const stops: (() => unknown)[] = [];
  try {
    const folder = createTempFolder("bench");
    stops.push(() => folder.remove());
    const redis = await startRedis();
    stops.push(redis.stop);
    const vault = await startVault();
    stops.push(vault.stop);
    for (const pid of [redis.pid(), vault.pid(), process.pid]) await pin(pid, "servers");
    const client = new Redis(redis.url);
    stops.push(() => client.disconnect());
    const roles = Array.from({ length: size.commands }, (_, at) => `profinaut-bench-${at}`);
    const platform = await applyPlatform(vault, { moreRoles: roles });
    const servers: ArmServers = { redis, client, vault, platform, folder: folder.path, roles };
    return [
      ...(await measureTransport("http", servers, size, effort)),
      ...(await measureTransport("socket", servers, size, effort)),
    ];
  } finally {
    for (const stop of stops.reverse()) await stop();
  }
}

async function measureTransport(
  transport: Transport,
  servers: ArmServers,
  size: Size,
  effort: Effort,
): Promise<readonly Result[]> {
  const arms = new Map<string, Arm>();
  try {
    for (const name of names) arms.set(name, await startArm(name, transport, servers));
    const rounds = await runRounds(names, effort, (name) => {
      const arm = arms.get(name);
      if (arm === undefined) throw new Error(`there is no arm ${name}`);
      return measureRound(arm, servers.roles, size, transport === "http" ? inFlights : []);
    });
    return resultsOf(transport, rounds);
  } finally {
    for (const arm of arms.values()) await arm.stop();
  }
}

async function measureRound(arm: Arm, roles: readonly string[], size: Size, inFlights: readonly number[]): Promise<Round> {
  const command = (at: number): string => `rotate ${roles[at]} weekly`;
  const acceptedMs: number[] = [];
  const answers: Promise<unknown>[] = [];
  const acks = await openLoop(size.latency, async (at, intendedMs) => {
    const { answered } = await arm.send(command(at));
    const isAccepted = (): void => void acceptedMs.push(performance.now() - intendedMs);
    if (arm.answers) answers.push(answered.then(isAccepted));
    else isAccepted();
  });
  await Promise.all(answers);
  await settle(arm, size.latency.count);

  const busy = await flood(arm, command, { count: size.commands, inFlight: 20 });
  const perSecond = new Map<number, number>();
  for (const inFlight of inFlights)
    perSecond.set(inFlight, (await flood(arm, command, { count: size.commands, inFlight })).perSecond);
  return { ack: acks.at(50), accepted: quantile(acceptedMs, 0.5), p99At20: busy.p99, perSecond };
}

/** So many in flight until each is persisted and enqueued; the latencies are those of the acknowledgements. */
async function flood(arm: Arm, command: (at: number) => string, load: { readonly count: number; readonly inFlight: number }) {
  const ackMs: number[] = [];
  const { elapsedMs } = await closedLoop(load, async (at) => {
    const sentMs = performance.now();
    const { answered } = await arm.send(command(at));
    ackMs.push(performance.now() - sentMs);
    if (arm.answers) await answered;
  });
  await settle(arm, load.count);
  return { p99: quantile(ackMs, 0.99), perSecond: (load.count / elapsedMs) * 1000 };
}

async function settle(arm: Arm, sent: number): Promise<void> {
  await arm.verify(sent);
  await arm.forget();
}

function resultsOf(transport: Transport, rounds: Rounds<Round>): readonly Result[] {
  const over = transport === "http" ? "HTTP" : "Socket Mode";
  const of = (arm: ArmName, value: (round: Round) => number): readonly number[] => rounds.of(arm).map(value);
  const measurement = (what: string, unit: string, arm: ArmName, value: (round: Round) => number) => ({
    bench: "B1",
    what: `${what}, ${over}`,
    unit,
    ours: of("ours", value),
    baseline: { name: arm === "bare" ? "bare Bolt" : "Bolt + add", measured: of(arm, value) },
  });
  const perSecondAt = (inFlight: number) => (round: Round) => round.perSecond.get(inFlight) ?? Number.NaN;
  return [
    resultOf({ ...measurement("acknowledged, p50", "ms", "bare", ({ ack }) => ack), bar: { ratioAtMost: 2 } }),
    resultOf({ ...measurement("acknowledged, p50", "ms", "add", ({ ack }) => ack), bar: { ratioAtMost: 1.3 } }),
    resultOf({
      ...measurement("acknowledged, p99 with 20 in flight", "ms", "add", ({ p99At20 }) => p99At20),
      bar: { atMost: 50 },
    }),
    resultOf(measurement("persisted and enqueued, p50", "ms", "add", ({ accepted }) => accepted)),
    ...(transport === "http"
      ? inFlights.map((inFlight) =>
          resultOf(measurement(`persisted and enqueued, ${inFlight} in flight`, "per second", "add", perSecondAt(inFlight))),
        )
      : []),
  ];
}
