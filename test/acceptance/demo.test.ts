import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { z } from "zod";
import { type RunningProcess, startProcess } from "../../demo/parts/processes.ts";
import { SlackMessages } from "../../demo/parts/wire.ts";
import { sections } from "../../demo/walk-through/sections.ts";
import { wordsOf } from "../support/person.ts";
import { play, stepsIn } from "../support/walk-through-player.ts";

const EndpointsFile = z.strictObject({
  slack: z.strictObject({
    web: z.url(),
    api: z.url().endsWith("/api/"),
    control: z.url().endsWith("/_control"),
    command: z.literal("/profinaut"),
    channel: z.string().startsWith("C"),
    users: z.strictObject({ requester: z.string(), approver: z.string(), approver2: z.string(), outsider: z.string() }),
  }),
  vault: z.strictObject({
    address: z.url({ protocol: /^https$/ }),
    caFile: z.string(),
    token: z.string(),
    roles: z.record(z.string(), z.strictObject({ roleId: z.string() })),
  }),
  github: z.strictObject({
    api: z.url(),
    repository: z.literal("acme/profinaut"),
    secrets: z.url().endsWith("/_double/secrets"),
  }),
  redis: z.strictObject({ url: z.url({ protocol: /^redis$/ }) }),
  bot: z.strictObject({ health: z.url().endsWith("/readyz"), pid: z.int().positive() }),
});
type Endpoints = z.infer<typeof EndpointsFile>;

/** What the guide goes through; the page itself begins with the rotation. */
const rowsOfTheManual = ["R1", "R2", "R3", "R4", "R6", "R7", "R8", "R9", "R10", "R12", "R13", "R14", "R15", "R16", "R17", "R18"];

const root = fileURLToPath(new URL("../..", import.meta.url));

interface Demo {
  readonly process: RunningProcess;
  readonly file: string;
  readonly endpoints: () => Promise<Endpoints>;
}

async function startDemo(): Promise<Demo> {
  const { process: running, ready: folder } = await startProcess({
    name: "npm run demo",
    command: "npm",
    args: ["run", "demo", "--", "--no-install"],
    cwd: root,
    env: process.env,
    readyLine: (line) => /(\.demo(?:-\d+)?)\/endpoints\.json$/.exec(line)?.[1],
    deadlineMs: 60_000,
  });
  const file = join(root, folder, "endpoints.json");
  return { process: running, file, endpoints: async () => EndpointsFile.parse(JSON.parse(await readFile(file, "utf8"))) };
}

let demo: Demo;
beforeAll(async () => {
  demo = await startDemo();
});
afterAll(() => demo?.process.stop(20_000));

const control = async (path: string, body: object): Promise<void> => {
  const { slack } = await demo.endpoints();
  const answer = await fetch(`${slack.control}/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ channel: slack.channel, ...body }),
  });
  expect(answer.status).toBe(200);
};

/** The newest card, as programs around the demo find it. */
async function cardSaying(what: RegExp, withinMs = 30_000) {
  const { slack } = await demo.endpoints();
  return vi.waitFor(
    async () => {
      const seen = await (await fetch(`${slack.control}/messages/${slack.channel}`)).json();
      const card = SlackMessages.parse(seen).messages.find((message) => what.test(wordsOf(message)));
      if (card === undefined) throw new Error(`no message says ${what}`);
      const { block_id: blockId } = z.object({ block_id: z.string() }).parse(card.blocks?.[0]);
      return { ts: card.ts, id: blockId.split(":")[0] ?? "" };
    },
    { timeout: withinMs, interval: 50 },
  );
}

it("says where everything is, to this user alone", async () => {
  const { vault, bot } = await demo.endpoints();

  expect((await stat(demo.file)).mode & 0o777).toBe(0o600);
  expect(Object.keys(vault.roles).sort()).toEqual(
    ["profinaut", "profinaut-staging"].flatMap((side) =>
      ["admin", "db", "kafka", "readonly", "release"].map((name) => `${side}-${name}`),
    ),
  );
  await expect.poll(async () => (await fetch(bot.health)).status).toBe(200);
});

it("prints one page: whom to be, what to type, how to prove it and how to break it", () => {
  const page = demo.process.lines().join("\n");

  expect(demo.process.lines().length).toBeLessThan(75);
  for (const words of [
    "up in",
    "Act as",
    "/guide.md",
    "/profinaut rotate profinaut-db",
    "held()",
    "login()",
    "--cacert",
    "kill -9",
    "Ctrl-C",
  ])
    expect(page).toContain(words);
});

it("rotates profinaut-db by a button of the digest, and the page's own commands prove it", async () => {
  const { slack, bot, github } = await demo.endpoints();
  const { requester: user, approver } = slack.users;
  const prove = await shell();
  const old = await prove("held");

  await control("command", { user, command: slack.command, text: "digest now" });
  const { ts: digest } = await cardSaying(/profinaut-db.*6 days left/);
  const press = { type: "button", action_id: "profinaut_ask:0", value: "rotate profinaut-db expires in 6 days" };
  await control("interact", { user, messageTs: digest, action: press });
  const { ts, id } = await cardSaying(/Waiting for approval/);
  const action = { type: "button", action_id: "profinaut_approve", value: id };
  await control("interact", { user: approver, messageTs: ts, action });
  await cardSaying(/Done at/);

  const runs = await (await fetch(`${github.api}/_double/runs`)).text();
  expect(runs).toContain(`request ${id} generation 1`);
  const held = await prove("held");
  expect(held).not.toBe(old);
  expect(JSON.parse(await prove('login "$(held)"'))).toMatchObject({ auth: { token_policies: ["profinaut-db"] } });
  expect(bot.pid).toBeGreaterThan(1);
  expect(await prove(typedInThePage("export VAULT_ADDR", "printenv DB_PASSWORD"))).toBe("made-up-password");
});

it("T22 names what was done in Vault past the bot, nothing that the bot did, and exports a trail that verifies", async () => {
  const prove = await shell();
  const vault = typedInThePage("export VAULT_ADDR", "ca.pem");

  const diff = await prove(`${typedInThePage("REDIS_URL", "--bootstrap-ran")}; echo "status $?"`);
  const verified = await prove(`${vault}\n${typedInThePage("REDIS_URL", "trail.ndjson")}`);

  expect(diff).toContain("a SecretID of profinaut-db was issued");
  expect(diff).toContain("the value db/credentials was written");
  expect(diff).toContain("Explained: 1 act by 1 approved request");
  expect(diff).toContain("You say that it ran");
  expect(diff).not.toContain("with the bot's own login, ");
  expect(new Set([...diff.matchAll(/who: (\w+),/g)].map(([, who]) => who))).toEqual(new Set(["root"]));
  expect(diff).toContain("status 2");
  expect(verified).toContain("Intact: entries 1 to");
});

it("is walked through as its guide says, line by line", async () => {
  const { slack } = await demo.endpoints();
  const steps = stepsIn(await readFile(join(demo.file, "../guide.md"), "utf8"));

  await play(steps, { ...slack.users, web: slack.web, channel: slack.channel, folder: root });

  expect(steps.length).toBeGreaterThan(60);
  expect(new Set(sections.flatMap(({ rows }) => rows))).toEqual(new Set(rowsOfTheManual));
});

it("starts a bot that was killed again, with its new pid in the file and the address of its health unchanged", async () => {
  const before = (await demo.endpoints()).bot;

  process.kill(before.pid, "SIGKILL");
  const after = await vi.waitFor(
    async () => {
      const { bot } = await demo.endpoints();
      expect(bot.pid).not.toBe(before.pid);
      return bot;
    },
    { timeout: 60_000, interval: 100 },
  );

  expect(after.health).toBe(before.health);
  await expect.poll(async () => (await fetch(after.health)).status).toBe(200);
});

it("leaves a second demo its own folder, and stops with no process, port or file left, however often it is told to", async () => {
  const second = await startDemo();
  const { bot, redis, vault, slack, github } = await second.endpoints();
  expect(second.file).not.toBe(demo.file);

  for (const signal of ["SIGTERM", "SIGINT", "SIGTERM"] as const) second.process.signal(signal);
  await second.process.exited;

  expect(existsSync(second.file)).toBe(false);
  expect(existsSync(join(second.file, ".."))).toBe(false);
  expect(existsSync(vault.caFile)).toBe(false);
  expect(() => process.kill(bot.pid, 0)).toThrow(/ESRCH/);
  for (const address of [redis.url, vault.address, slack.web, github.api, bot.health])
    expect(await isListening(address), address).toBe(false);
  expect((await demo.endpoints()).bot.pid).not.toBe(bot.pid);
});

it("stops with nothing left when npm alone is told to, as a supervisor does", async () => {
  const second = await startDemo();
  const { bot, vault } = await second.endpoints();
  try {
    process.kill(second.process.pid, "SIGTERM");

    await expect.poll(() => existsSync(join(second.file, "..")) || existsSync(vault.caFile)).toBe(false);
    expect(() => process.kill(bot.pid, 0)).toThrow(/ESRCH/);
  } finally {
    await second.process.stop(10_000);
  }
});

/** The commands of the printed page, pasted into a shell. */
/** What the page says to type, from one line to another. */
function typedInThePage(first: string, last: string): string {
  const lines = demo.process.lines().map((line) => line.trim());
  const from = lines.findIndex((line) => line.startsWith(first));
  return lines.slice(from, lines.findIndex((line, at) => at >= from && line.endsWith(last)) + 1).join("\n");
}

async function shell() {
  const lines = demo.process.lines().map((line) => line.trim());
  const from = lines.findIndex((line) => line.startsWith("held()"));
  const to = lines.findIndex((line, at) => at > from && line.includes("echo; }"));
  const functions = lines.slice(from, to + 1).join("\n");
  expect(functions).toContain("login()");
  return async (command: string): Promise<string> =>
    (await promisify(execFile)("bash", ["-c", `${functions}\n${command}`], { cwd: root })).stdout.trim();
}

function isListening(address: string): Promise<boolean> {
  const { hostname, port } = new URL(address);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}
