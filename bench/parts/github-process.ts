import { fileURLToPath } from "node:url";
import { request } from "undici";
import { z } from "zod";
import { startProcess } from "../../demo/parts/processes.ts";

/** The fake GitHub in a process of its own. */
export interface GitHubProcess {
  readonly url: string;
  readonly pid: number;
  /** Calls of the API so far, by method. */
  calls(): Promise<{ readonly [method: string]: number }>;
  stop(): Promise<void>;
}

const Ready = z.object({ url: z.string() });
const Requests = z.array(z.object({ method: z.string() }));

export async function startGitHubProcess(options: {
  readonly repositories: readonly string[];
  readonly token: string;
  readonly latencyMs: number;
}): Promise<GitHubProcess> {
  const { process: running, ready } = await startProcess({
    name: "the fake GitHub",
    command: process.execPath,
    args: [
      "--import",
      "tsx",
      fileURLToPath(new URL("../../demo/parts/fake-github/main.ts", import.meta.url)),
      JSON.stringify(options),
    ],
    env: { PATH: process.env["PATH"] },
    cwd: fileURLToPath(new URL("../..", import.meta.url)),
    readyLine: (line) => (line.startsWith('{"url"') ? Ready.parse(JSON.parse(line)) : undefined),
    deadlineMs: 20_000,
  });
  return {
    url: ready.url,
    pid: running.pid,
    calls: async () => {
      const all = Requests.parse(await (await request(`${ready.url}/_double/requests`)).body.json());
      const count: Record<string, number> = {};
      for (const { method } of all) count[method] = (count[method] ?? 0) + 1;
      return count;
    },
    stop: () => running.stop(),
  };
}
