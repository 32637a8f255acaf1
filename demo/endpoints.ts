import { rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { RunningBotProcess, World } from "./world.ts";

/** Where everything of a running demo is: what `.demo/endpoints.json` holds. */
export interface Endpoints {
  readonly slack: {
    readonly web: string;
    readonly api: string;
    readonly control: string;
    readonly command: string;
    readonly channel: string;
    readonly users: {
      readonly requester: string;
      readonly approver: string;
      readonly approver2: string;
      readonly outsider: string;
    };
  };
  readonly vault: {
    readonly address: string;
    readonly caFile: string;
    readonly token: string;
    readonly roles: { readonly [role: string]: { readonly roleId: string } };
  };
  readonly github: { readonly api: string; readonly repository: string; readonly secrets: string };
  readonly redis: { readonly url: string };
  readonly bot: { readonly health: string; readonly pid: number };
}

export const endpointsOf = ({ slack, vault, platform, github, repository, redis }: World, bot: RunningBotProcess): Endpoints => ({
  slack: {
    web: slack.url,
    api: slack.apiUrl,
    control: slack.controlUrl,
    command: "/profinaut",
    channel: slack.ids.channel,
    users: slack.ids.users,
  },
  vault: { address: vault.address, caFile: vault.caFile, token: vault.rootToken, roles: platform.roles },
  github: { api: github.url, repository, secrets: github.secretsUrl },
  redis: { url: redis.url },
  bot: { health: bot.health, pid: bot.pid },
});

/** Readable by this user alone; whoever reads it at any moment reads a whole one. */
export async function writeEndpoints(folder: string, endpoints: Endpoints): Promise<void> {
  const path = join(folder, "endpoints.json");
  await writeFile(`${path}.new`, `${JSON.stringify(endpoints, null, 2)}\n`, { mode: 0o600 });
  await rename(`${path}.new`, path);
}
