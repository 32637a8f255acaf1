import { fileURLToPath } from "node:url";
import { inject } from "vitest";
import { type RunningProcess, spawnProcess } from "../../demo/parts/processes.ts";
import type { World, WorldOptions } from "../../demo/world.ts";
import { startWorld } from "./a-world.ts";
import { certificatesIn, type Gatekeeper, startHttpGate } from "./http-gate.ts";
import { createEffectNames, type Effect } from "./points.ts";
import { startRedisGate } from "./redis-gate.ts";

/** `before issue`, `after record step.marked verify` */
export type Point = string;

/** A world whose bot is killed at chosen points, and started again by a supervisor that knows nothing of why. */
export interface DyingBotWorld {
  readonly world: World;
  /** The bot dies when it gets to the first of these for that subject; then the next one counts. */
  arm(subject: string, deaths: readonly Point[], onFirst?: () => void): void;
  /** From now on the bot lives on at every point of that subject. */
  disarm(subject: string): void;
  /** Something else happens when the bot gets to a point for that subject, once. */
  meet(subject: string, point: Point, instantCommand: () => void): void;
  /** Deaths that have not come yet. */
  armed(subject: string): readonly Point[];
  /** Every point a subject has passed since it was armed, in order, each once. */
  passed(subject: string): readonly Point[];
  /** A wrapping token that somebody is about to hand in: opening it is a point of that subject. */
  know(token: string, subject: string): void;
  /** How often the bot was killed. */
  readonly kills: () => number;
  /** SecretIDs and wrapping tokens that Vault handed out. */
  readonly secrets: ReadonlySet<string>;
  readonly log: () => readonly string[];
  readonly pid: () => number | undefined;
  stop(): Promise<void>;
}

/** What requests of such a world may be about. */
export interface Subjects {
  readonly roles: readonly string[];
  readonly paths?: readonly string[];
  readonly exchanges?: readonly string[];
  /** Names for `add-role`. */
  readonly names?: readonly string[];
  /** Names for `run`. */
  readonly workflows?: readonly string[];
  /** For which nothing has to be there. */
  readonly others?: readonly string[];
}

const projectFolder = fileURLToPath(new URL("../..", import.meta.url));

/** Whoever asks for one subject and nothing else. */
export const personOfSubject = (subject: string): string => `U0${subject.toUpperCase().replaceAll(/[^A-Z0-9]/g, "")}`;

export async function startDyingBotWorld(
  { roles, paths = [], exchanges = [], names: toAdd = [], workflows = [], others = [] }: Subjects,
  options: Pick<WorldOptions, "digest"> = {},
): Promise<DyingBotWorld> {
  const subjects = [...roles, ...paths, ...exchanges, ...toAdd, ...workflows, ...others];
  const world = await startWorld({
    ...options,
    overlap: "2s",
    moreRoles: roles.filter((role) => !(role in builtIn)),
    moreExchanges: exchanges,
    moreWorkflows: workflows,
    rolesToAdd: toAdd.map((name) => `profinaut-${name}`),
    slack: {
      people: subjects.map((subject) => ({
        id: personOfSubject(subject),
        name: subject,
        realName: subject,
        email: `${subject}@profinaut.example`,
      })),
    },
  });
  const names = createEffectNames(subjects, new Map(subjects.map((subject) => [personOfSubject(subject), subject])));
  const waiting = new Map<string, readonly Point[]>();
  const onDeath = new Map<string, () => void>();
  const instantCommands = new Map<string, () => void>();
  const seen = new Map<string, Set<Point>>();
  const secrets = new Set<string>();
  const lines: string[] = [];
  let [kills, isStopping] = [0, false];
  const tls = await certificatesIn(world.vault);
  const noteSecrets = (body: string): void => {
    for (const [, value = ""] of body.matchAll(/"(?:secret_id|token)":"([^"]+)"/g)) secrets.add(value);
  };

  /** The bot, the gates that it goes through, and whoever starts it again. */
  const startCrashable = async () => {
    let bot: RunningProcess | undefined;
    /** Whether the bot was killed just now. */
    const pass = (side: "before" | "after", effect: Effect | undefined): boolean => {
      if (effect === undefined) return false;
      const point = `${side} ${effect.name}`;
      const { subject } = effect;
      seen.set(subject, (seen.get(subject) ?? new Set()).add(point));
      const key = `${subject} ${point}`;
      instantCommands.get(key)?.();
      instantCommands.delete(key);
      const [next, ...later] = waiting.get(subject) ?? [];
      if (next !== point) return false;
      waiting.set(subject, later);
      kills += 1;
      bot?.signal("SIGKILL");
      onDeath.get(subject)?.();
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
    const vault = await startHttpGate({
      target: () => world.vault.address,
      tls,
      keeper: keeper(names.vault, (call, answer) => {
        noteSecrets(answer.body);
        names.vaultAnswered(call, answer);
        return "pass";
      }),
    });
    const gitHub = await startHttpGate({ target: () => world.github.url, keeper: keeper(names.gitHub) });
    const slack = await startHttpGate({
      target: () => new URL(world.slack.apiUrl).origin,
      keeper: keeper(names.slack, (call, answer) => {
        names.slackAnswered(call, answer);
        return "pass";
      }),
    });
    const redis = await startRedisGate(world.redis.port, {
      before: (write) => !pass("before", names.record(write)),
      wantsAfter: (write) => {
        const effect = names.record(write);
        if (effect === undefined) return false;
        const point = `after ${effect.name}`;
        return waiting.get(effect.subject)?.[0] === point || instantCommands.has(`${effect.subject} ${point}`);
      },
      after: (write) => void pass("after", names.record(write)),
    });
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
          args: [inject("botEntry"), "start"],
          env,
          cwd: projectFolder,
          onLine: (line) => lines.push(line),
        });
        await bot.exited;
      }
    };
    const supervised = supervise();
    return {
      pid: () => bot?.pid,
      stop: async () => {
        await bot?.stop(8_000);
        await supervised;
        for (const gate of [vault, gitHub, slack, redis]) await gate.stop();
      },
    };
  };
  const crashable = await startCrashable();

  return {
    world,
    arm: (subject, deaths, onFirst) => {
      seen.delete(subject);
      waiting.set(subject, deaths);
      if (onFirst !== undefined) onDeath.set(subject, onFirst);
    },
    disarm: (subject) => void waiting.delete(subject),
    meet: (subject, point, instantCommand) => void instantCommands.set(`${subject} ${point}`, instantCommand),
    armed: (subject) => waiting.get(subject) ?? [],
    passed: (subject) => [...(seen.get(subject) ?? [])],
    know: names.know,
    kills: () => kills,
    secrets,
    log: () => lines,
    pid: crashable.pid,
    stop: async () => {
      isStopping = true;
      await crashable.stop();
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
