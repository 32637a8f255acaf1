import { pin } from "../measuring/cores.ts";
import { openLoop } from "../measuring/load.ts";
import { type Result, resultOf } from "../measuring/result.ts";
import { type Effort, requireCount, runRounds } from "../measuring/rounds.ts";
import { createByHand } from "./by-hand.ts";
import { createRotations } from "./rotation.ts";
import { roundTrips } from "./round-trips.ts";
import { startRotationServers } from "./servers.ts";

interface Size {
  readonly gitHubLatencyMs: number;
  readonly perRound: number;
  /**
   * From start to start. Octokit's throttling lets one write to GitHub go every second, by design: rotations of one destination
   * that are further apart never wait for it.
   */
  readonly everyMs: number;
}

/** Both arms make exactly these for a role that has one SecretID and one destination. */
const callsPerRotation = { vault: 10, gitHubReads: 13, gitHubWrites: 1 };
/** Ours uses up its approval and notes where the log stands in Vault, and looks the new SecretID up before it commits to it. */
const vaultCallsOfOurs = 3;

/** B2: what checks, ledger, checkpoints and trail cost on top of the calls that a rotation makes anyway. */
export async function measureB2(effort: Effort): Promise<readonly Result[]> {
  const atOnce = await measureRotations(effort, { gitHubLatencyMs: 0, perRound: effort.isQuick ? 2 : 5, everyMs: 1_150 });
  const asInTheWorld = await measureRotations(effort, { gitHubLatencyMs: 150, perRound: 2, everyMs: 3_000 });
  return [
    resultOf({ ...inWords("rotation job, p50", atOnce), bar: { ratioAtMost: 2 } }),
    resultOf(inWords("rotation job, p50, GitHub answers after 150 ms", asInTheWorld)),
    resultOf({
      bench: "B2",
      what: "Redis round trips of a rotation job",
      unit: "",
      ours: [atOnce.roundTrips.length],
      bar: { atMost: 12 },
    }),
  ];
}

interface Rotated {
  readonly ours: readonly number[];
  readonly raw: readonly number[];
  readonly roundTrips: readonly string[];
}

const inWords = (what: string, { ours, raw }: Rotated) => ({
  bench: "B2",
  what,
  unit: "ms",
  ours,
  baseline: { name: "same calls, raw undici", measured: raw },
});

async function measureRotations(effort: Effort, { gitHubLatencyMs, perRound, everyMs }: Size): Promise<Rotated> {
  const servers = await startRotationServers((effort.rounds + 1) * 2 * perRound + 2, gitHubLatencyMs);
  const stops: (() => unknown)[] = [servers.stop];
  try {
    await pin(process.pid, "arms");
    const rotations = await createRotations(servers);
    stops.push(rotations.close);
    const byHand = await createByHand(servers);
    stops.push(byHand.close);
    const roles = [...servers.roles];
    const nextRole = (): string => {
      const role = roles.pop();
      if (role === undefined) throw new Error("there are not enough roles");
      return role;
    };
    // The secret exists before anything is planned: its first appearance would be a drift from what was approved.
    await byHand.rotate(nextRole());

    const prepare = async (arm: string): Promise<(at: number) => Promise<void>> => {
      const chosen = Array.from({ length: perRound }, nextRole);
      if (arm === "raw") return (at) => byHand.rotate(chosen[at] ?? "");
      const requestIds: string[] = [];
      for (const role of chosen) requestIds.push(await rotations.approved(role));
      return (at) => rotations.work(requestIds[at] ?? "");
    };
    const rounds = await runRounds(["ours", "raw"], effort, async (arm) => {
      const rotate = await prepare(arm);
      await servers.counted();
      const latencies = await openLoop({ count: perRound, everyMs }, rotate);
      const counted = await servers.counted();
      requireCount(
        `${arm}: calls of Vault`,
        counted.vault,
        perRound * (callsPerRotation.vault + (arm === "ours" ? vaultCallsOfOurs : 0)),
      );
      requireCount(`${arm}: reads at GitHub`, counted.gitHubReads, perRound * callsPerRotation.gitHubReads);
      requireCount(`${arm}: writes at GitHub`, counted.gitHubWrites, perRound * callsPerRotation.gitHubWrites);
      return latencies.at(50);
    });
    const requestId = await rotations.approved(nextRole());
    const trips = await roundTrips(servers.redis.url, () => rotations.work(requestId));
    return { ours: rounds.of("ours"), raw: rounds.of("raw"), roundTrips: trips };
  } finally {
    for (const stop of stops.reverse()) await stop();
  }
}
