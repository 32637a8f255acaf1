import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { stringify } from "yaml";
import { createLocalSlackControl, type LocalSlackControl } from "./local-slack-control.ts";
import { startProcess } from "./processes.ts";
import { createTempFolder } from "./temp-folder.ts";

export interface SlackPerson {
  readonly id: string;
  /** The handle, as in `@name`. */
  readonly name: string;
  readonly realName: string;
  readonly email: string;
}

export interface LocalSlackOptions {
  /** `socket` (default): the bot connects. `events`: signed requests are posted to this address. */
  readonly requestUrl?: string;
  /** People beside requester, approver, approver2 and outsider; all but `outside` are members of the channel. */
  readonly people?: readonly (SlackPerson & { readonly outside?: boolean })[];
  readonly env?: NodeJS.ProcessEnv;
  readonly platform?: string;
}

export interface RunningLocalSlack extends LocalSlackControl {
  /** The page to click in. */
  readonly url: string;
  /** For SLACK_API_URL; ends with a slash. */
  readonly apiUrl: string;
  readonly controlUrl: string;
  readonly ids: typeof ids;
  readonly tokens: typeof tokens;
  readonly pid: () => number;
  /** SIGSTOP and SIGCONT: a Slack that keeps connections open and answers nothing. */
  freeze(): void;
  thaw(): void;
  /** Idempotent. */
  stop(): Promise<void>;
}

const ids = {
  team: "T0PROFINAUT",
  app: "A0PROFINAUT",
  bot: "U0PROFINAUT",
  channel: "C0VAULTOPS",
  /** A channel that the bot is not configured for. */
  otherChannel: "C0RANDOM",
  users: { requester: "U0REQUESTER", approver: "U0APPROVER", approver2: "U0APPROVER2", outsider: "U0OUTSIDER" },
};

const tokens = { bot: "xoxb-demo", app: "xapp-demo", signingSecret: "demo-signing-secret" };

const people: readonly (SlackPerson & { readonly outside?: boolean })[] = [
  { id: ids.users.requester, name: "rie", realName: "Rie Requester", email: "rie@profinaut.example" },
  { id: ids.users.approver, name: "aoi", realName: "Aoi Approver", email: "aoi@profinaut.example" },
  { id: ids.users.approver2, name: "ben", realName: "Ben Approver", email: "ben@profinaut.example" },
  { id: ids.users.outsider, name: "otto", realName: "Otto Outsider", email: "otto@profinaut.example" },
];

/**
 * A Slack on this machine: Socket Mode or signed requests, slash commands, buttons, modals and a page to click in.
 * It listens on every interface of the machine, and none of its tokens is worth anything.
 * @throws Error that says how to use a real workspace where no build of it exists
 */
export async function startLocalSlack(options: LocalSlackOptions = {}): Promise<RunningLocalSlack> {
  const command = findBinary(options.platform ?? `${process.platform}-${process.arch}`);
  const folder = createTempFolder("slack");
  try {
    const config = join(folder.path, "workspace.yml");
    await writeFile(config, stringify(workspace(options)), { mode: 0o600 });
    const { process: server, ready: url } = await startProcess({
      name: "local-slack",
      command,
      args: ["--config", config, "--port", "0", "--base-host", "127.0.0.1"],
      // It keeps uploads in a folder of its own under TMPDIR and leaves them there.
      env: { ...(options.env ?? process.env), TMPDIR: folder.path },
      cwd: folder.path,
      readyLine: (line) => /Web UI:\s+(http:\S+)/.exec(line)?.[1],
      deadlineMs: 20_000,
    });
    const control = createLocalSlackControl(url, ids.channel);
    return {
      ...control,
      url,
      apiUrl: `${url}/api/`,
      controlUrl: `${url}/_control`,
      ids,
      tokens,
      pid: () => server.pid,
      freeze: () => server.signal("SIGSTOP"),
      thaw: () => server.signal("SIGCONT"),
      stop: async () => {
        await server.stop(1000);
        await folder.remove();
      },
    };
  } catch (error) {
    await folder.remove();
    throw error;
  }
}

function findBinary(platform: string): string {
  const name = `local-slack-${platform}`;
  try {
    const path = join(dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)), "bin", "local-slack");
    if (existsSync(path)) return path;
  } catch {
    // Not installed: the message below.
  }
  throw new Error(
    `There is no local Slack for ${platform}. Use a real workspace instead: create the app from manifest.yml, set ` +
      "SLACK_BOT_TOKEN and SLACK_APP_TOKEN, and start the bot with `npm start`.",
  );
}

function workspace({ requestUrl, people: more = [] }: LocalSlackOptions): object {
  const everybody = [...people, ...more];
  const members = everybody.filter((person) => person.outside !== true).map((person) => person.id);
  return {
    workspace: { name: "Profinaut", domain: "profinaut", teamId: ids.team },
    app: {
      appId: ids.app,
      botUserId: ids.bot,
      botName: "profinaut",
      botToken: tokens.bot,
      appToken: tokens.app,
      signingSecret: tokens.signingSecret,
      ...(requestUrl === undefined ? { mode: "socket" } : { mode: "events", requestUrl }),
    },
    users: everybody.map(({ id, name, realName, email }) => ({ id, name, real_name: realName, email, tz: "Asia/Tokyo" })),
    channels: [
      { id: ids.channel, name: "vault-ops", topic: "Vault operations", members: [...members, ids.bot] },
      { id: ids.otherChannel, name: "random", members: [...members, ids.bot] },
    ],
  };
}
