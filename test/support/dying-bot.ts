import { fileURLToPath } from "node:url";
import { type RunningProcess, spawnProcess } from "../../demo/parts/processes.ts";
import { startWorld, type World } from "../../demo/world.ts";
import { certificatesIn, type Gatekeeper, startHttpGate } from "./http-gate.ts";
import { createEffectNames, type Effect } from "./points.ts";
import { startRedisGate } from "./redis-gate.ts";

/** `before issue`, `after record step.marked verify` */
export type Point = string;

/** A world whose bot is killed at chosen points, and started again by a supervisor that knows nothing of why. */
export interface DyingBotWorld {
  readonly world: World;
  /** The bot dies when it gets to the first of these for that role; then the next one counts. */
  arm(role: string, deaths: readonly Point[], onFirst?: () => void): void;
  /** Something else happens when the bot gets to a point for that role, once. */
  meet(role: string, point: Point, deed: () => void): void;
  /** Deaths that have not come yet. */
  armed(role: string): readonly Point[];
  /** Every point each role has passed, in order, each once. */
  passed(role: string): readonly Point[];
  /** How often the bot was killed. */
  readonly kills: () => number;
  /** SecretIDs and wrapping tokens that Vault handed out. */
  readonly secrets: ReadonlySet<string>;
  readonly log: () => readonly string[];
  readonly pid: () => number | undefined;
  stop(): Promise<void>;
}

const projectFolder = fileURLToPath(new URL("../..", import.meta.url));

export async function startDyingBotWorld(roles: readonly string[]): Promise<DyingBotWorld> {
  const world = await startWorld({ overlap: "2s", moreRoles: roles.filter((role) => !(role in builtIn)) });
  const names = createEffectNames(roles);
  const waiting = new Map<string, readonly Point[]>();
  const onDeath = new Map<string, () => void>();
  const deeds = new Map<string, () => void>();
  const seen = new Map<string, Set<Point>>();
  const secrets = new Set<string>();
  const lines: string[] = [];
  let bot: RunningProcess | undefined;
  let [kills, isStopping] = [0, false];

  /** Whether the bot was killed just now. */
  const pass = (side: "before" | "after", effect: Effect | undefined): boolean => {
    if (effect === undefined) return false;
    const point = `${side} ${effect.name}`;
    seen.set(effect.role, (seen.get(effect.role) ?? new Set()).add(point));
    const key = `${effect.role} ${point}`;
    deeds.get(key)?.();
    deeds.delete(key);
    const [next, ...later] = waiting.get(effect.role) ?? [];
    if (next !== point) return false;
    waiting.set(effect.role, later);
    kills += 1;
    bot?.signal("SIGKILL");
    onDeath.get(effect.role)?.();
    return true;
  };
  const keeper = (
    nameOf: (call: Parameters<Gatekeeper["before"]>[0]) => Effect | undefined,
    answered: Gatekeeper["after"] = () => "pass",
  ): Gatekeeper => ({
    before: (call) => (pass("before", nameOf(call)) ? "cut" : "pass"),
    after: (call, answer) => {
      void answered(call, answer);
      return pass("after", nameOf(call)) ? "cut" : "pass";
    },
  });
  const noteSecrets = (body: string): void => {
    for (const [, value = ""] of body.matchAll(/"(?:secret_id|token)":"([^"]+)"/g)) secrets.add(value);
  };

  const tls = await certificatesIn(world.vault);
  const gates = [
    await startHttpGate({
      target: () => world.vault.address,
      tls,
      keeper: keeper(names.vault, (call, answer) => {
        noteSecrets(answer.body);
        names.vaultAnswered(call, answer);
        return "pass";
      }),
    }),
    await startHttpGate({ target: () => world.github.url, keeper: keeper(names.gitHub) }),
    await startHttpGate({
      target: () => new URL(world.slack.apiUrl).origin,
      keeper: keeper(names.slack, (call, answer) => {
        names.slackAnswered(call, answer);
        return "pass";
      }),
    }),
  ] as const;
  const redis = await startRedisGate(world.redis.port, {
    before: (write) => !pass("before", names.record(write)),
    wantsAfter: (write) => {
      const effect = names.record(write);
      if (effect === undefined) return false;
      const point = `after ${effect.name}`;
      return waiting.get(effect.role)?.[0] === point || deeds.has(`${effect.role} ${point}`);
    },
    after: (write) => void pass("after", names.record(write)),
  });
  const [vault, gitHub, slack] = gates;
  const env = world.botEnvironment({
    VAULT_ADDR: vault.url,
    GITHUB_API_URL: gitHub.url,
    SLACK_API_URL: `${slack.url}/api/`,
    REDIS_URL: redis.url,
  });

  const supervise = async (): Promise<void> => {
    while (!isStopping) {
      bot = await spawnProcess({
        name: "bot",
        command: process.execPath,
        args: ["--import", "tsx", "src/cli/index.ts", "start"],
        env,
        cwd: projectFolder,
        onLine: (line) => lines.push(line),
      });
      await bot.exited;
    }
  };
  const supervised = supervise();

  return {
    world,
    arm: (role, deaths, onFirst) => {
      waiting.set(role, deaths);
      if (onFirst !== undefined) onDeath.set(role, onFirst);
    },
    meet: (role, point, deed) => void deeds.set(`${role} ${point}`, deed),
    armed: (role) => waiting.get(role) ?? [],
    passed: (role) => [...(seen.get(role) ?? [])],
    kills: () => kills,
    secrets,
    log: () => lines,
    pid: () => bot?.pid,
    stop: async () => {
      isStopping = true;
      await bot?.stop(8_000);
      await supervised;
      for (const gate of gates) await gate.stop();
      await redis.stop();
      await world.stop();
    },
  };
}

const builtIn = {
  "profinaut-db": true,
  "profinaut-kafka": true,
  "profinaut-release": true,
  "profinaut-readonly": true,
  "profinaut-admin": true,
};
