import { execFile } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { secretNameOf, startWorld, type World } from "../../demo/world.ts";
import { coresOf, pin } from "../measuring/cores.ts";
import { type Result, resultOf } from "../measuring/result.ts";
import { type Effort, requireCount, runRounds } from "../measuring/rounds.ts";

const script = fileURLToPath(new URL("by-hand.sh", import.meta.url));
const run = promisify(execFile);

/** B4: from the command to a secret that is there at GitHub, approved in the moment the card appears; machine time alone. */
export async function measureB4(effort: Effort): Promise<readonly Result[]> {
  const many = effort.isQuick ? 5 : 50;
  const roles = Array.from({ length: many }, (_, at) => `profinaut-bench-${at}`);
  const world = await startWorld({ moreRoles: roles, overlap: "1s", limits: { open: { person: many } } });
  try {
    const { pid } = await world.startBot();
    for (const server of [world.redis.pid(), world.vault.pid(), world.slack.pid(), process.pid]) await pin(server, "servers");
    await pin(pid, "arms");
    const one = await rotateIn(world, roles.slice(0, 1), effort);
    const all = await rotateIn(world, roles, effort);
    return [
      resultOf({ ...of(one, "one role"), bar: { timesFaster: 10 } }),
      resultOf({ ...of(all, `${many} roles`), bar: { timesFaster: 20 } }),
    ];
  } finally {
    await world.stop();
  }
}

interface Arms {
  readonly ours: readonly number[];
  readonly byHand: readonly number[];
}

const of = ({ ours, byHand }: Arms, what: string) => ({
  bench: "B4",
  what: `command → secret at GitHub, ${what}`,
  unit: "s",
  ours,
  baseline: { name: "curl and a sealed box in a shell", measured: byHand },
});

async function rotateIn(world: World, roles: readonly string[], effort: Effort): Promise<Arms> {
  const arms = { ours: () => byTheBot(world, roles), byHand: () => byShell(world, roles) };
  const rounds = await runRounds(["ours", "byHand"], effort, async (arm) => {
    const before = puts(world, roles);
    const seconds = await (arm === "ours" ? arms.ours() : arms.byHand());
    requireCount(`${arm}: writes at GitHub`, puts(world, roles) - before, roles.length);
    return seconds;
  });
  return { ours: rounds.of("ours"), byHand: rounds.of("byHand") };
}

/** Ends, outside of the measured time, when every SecretID that was replaced is gone and the channel is empty again. */
async function byTheBot(world: World, roles: readonly string[]): Promise<number> {
  const { users } = world.slack.ids;
  const wanted = puts(world, roles) + roles.length;
  const startMs = performance.now();
  const pressing = pressApprove(world, roles.length);
  await Promise.all(roles.map((role) => world.slack.command(users.requester, `rotate ${role} weekly`)));
  await pressing;
  while (puts(world, roles) < wanted) await patience(startMs, 1);
  const seconds = (performance.now() - startMs) / 1000;
  for (const role of roles) while ((await liveSecretIds(world, role)) > 1) await patience(startMs, 100);
  await world.slack.reset();
  return seconds;
}

/** As fast as it can be seen: presses Approve on each new card. */
async function pressApprove(world: World, cards: number): Promise<void> {
  const pressed = new Set<string>();
  const startMs = performance.now();
  while (pressed.size < cards) {
    for (const message of await world.slack.messages()) {
      const blocks = JSON.stringify(message.blocks ?? []);
      const value = blocks.includes("profinaut_approve") ? /"value":"(req_[0-9a-f]+)"/.exec(blocks)?.[1] : undefined;
      if (value === undefined || pressed.has(value)) continue;
      pressed.add(value);
      await world.slack.click({
        user: world.slack.ids.users.approver,
        messageTs: message.ts,
        actionId: "profinaut_approve",
        value,
      });
    }
    await patience(startMs, cards > 1 ? 50 : 10);
  }
}

async function byShell(world: World, roles: readonly string[]): Promise<number> {
  const environment = world.botEnvironment();
  const pairs = roles.map((role) => `${role}=${secretNameOf(role)}`);
  const cores = coresOf("arms");
  const pinned = cores === undefined ? [] : ["taskset", "-c", cores];
  const [command = "sh", ...args] = [...pinned, "sh", script, ...pairs];
  const startMs = performance.now();
  await run(command, args, {
    env: {
      PATH: process.env["PATH"],
      NODE: process.execPath,
      VAULT_ADDR: world.vault.address,
      VAULT_CACERT: world.vault.caFile,
      VAULT_TOKEN: world.vault.rootToken,
      GITHUB_API_URL: world.github.url,
      GITHUB_TOKEN: environment["GITHUB_TOKEN"],
      REPOSITORY: world.repository,
    },
  });
  return (performance.now() - startMs) / 1000;
}

function puts({ github }: World, roles: readonly string[]): number {
  const names = new Set(roles.map(secretNameOf));
  return github.secrets().reduce((sum, secret) => sum + (names.has(secret.name) ? secret.puts : 0), 0);
}

async function liveSecretIds({ vault }: World, role: string): Promise<number> {
  const { body } = await vault.api("LIST", `auth/approle/role/${role}/secret-id`);
  const keys = body.data?.["keys"];
  return Array.isArray(keys) ? keys.length : 0;
}

/** @throws Error when it has taken more than three minutes */
async function patience(sinceMs: number, pauseMs: number): Promise<void> {
  if (performance.now() - sinceMs > 180_000) throw new Error("void: it was not done within three minutes");
  await sleep(pauseMs);
}
