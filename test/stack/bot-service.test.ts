import { generateKeyPairSync, randomBytes } from "node:crypto";
import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTempFolder, type TempFolder } from "../../demo/parts/temp-folder.ts";
import { loadConfig } from "../../src/wiring/config.ts";
import { startHealthServer } from "../../src/wiring/health.ts";
import { run } from "./command.ts";
import { aStack, projectOf, type Service, secretsFolder } from "./compose-project.ts";
import { stagesOf } from "./dockerfile.ts";
import { projectPath, projectText } from "./project-files.ts";

let container: TempFolder;
/** What the operator put into each file, made anew: the bot looks at its form. */
const word = (): string => randomBytes(12).toString("hex");
const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const secrets: { readonly [name: string]: string } = {
  slack_bot_token: ["xoxb", "1", "2", word()].join("-"),
  slack_app_token: ["xapp", "1", "A1", "2", word()].join("-"),
  github_app_private_key: privateKey.export({ type: "pkcs1", format: "pem" }).toString(),
};
let ca = "";
let bot: Service;
/** The same with the GitHub App of the guide. */
let botWithApp: Service;

// The container's files, below a folder: what is mounted, with a word in it, and the example of the configuration.
beforeAll(async () => {
  container = createTempFolder("container");
  const over = join(container.path, "docker-compose.override.yml");
  const [, snippet = ""] = /```yaml\n(# docker-compose\.override\.yml\n[\s\S]*?)```/.exec(projectText("docs/stack.md")) ?? [];
  await writeFile(over, snippet);
  const { loader, service } = await aStack();
  bot = service("profinaut_bot");
  const { services } = projectOf(
    await loader.load(projectPath("docker-compose.yml"), { PROFINAUT_SECRETS: secretsFolder }, over),
  );
  botWithApp = services["profinaut_bot"] ?? bot;
  await loader.remove();
  const put = async (path: string, text: string): Promise<void> => {
    await mkdir(join(container.path, dirname(path)), { recursive: true });
    await writeFile(join(container.path, path), text);
  };
  for (const { source, target } of [...bot.secrets, ...botWithApp.secrets]) await put(target, secrets[source] ?? `${word()}\n`);
  await put("/run/redis-login/url", "rediss://profinaut:a-word@profinaut_redis:6379\n");
  const made = await run("sh", [projectPath("vault/tls/make-certificates.sh"), join(container.path, "made")]);
  if (made.code !== 0) throw new Error(made.stderr);
  ca = await readFile(join(container.path, "made", "ca", "ca.pem"), "utf8");
  await put("/tls/ca.pem", ca);
  await put("/etc/profinaut/profinaut.yml", "");
  await copyFile(projectPath("profinaut.yml.example"), join(container.path, "/etc/profinaut/profinaut.yml"));
});
afterAll(() => container?.remove());

const environment = (of: Service): { [name: string]: string } =>
  Object.fromEntries(
    Object.entries(of.environment).map(([name, value]) => [
      name,
      value?.startsWith("/") ? join(container.path, value) : (value ?? ""),
    ]),
  );

describe("the bot's service", () => {
  it("has in its environment all that the bot asks for", () => {
    const config = loadConfig({ env: environment(bot) });

    expect(config.vault.address).toBe("https://profinaut_vault:8200");
    expect(config.vault.ca).toBe(ca);
    expect(config.redis).toEqual({ url: "rediss://profinaut:a-word@profinaut_redis:6379", durability: "strict" });
    expect([config.healthHost, config.healthPort]).toEqual(["127.0.0.1", 8080]);
    expect(config.slack.transport?.mode).toBe("socket");
  });

  it("takes a GitHub App instead of a token by the guide's override", () => {
    const { github } = loadConfig({ env: environment(botWithApp) });

    expect(github?.credential).toMatchObject({ appId: "123456", installationId: 7890 });
    expect(botWithApp.secrets.map(({ source }) => source)).not.toContain("github_token");
  });

  it("reads only files that are mounted", () => {
    const mounted = [
      ...bot.volumes.map(({ target }) => target),
      ...bot.secrets.map(({ target }) => target),
      "/etc/profinaut/profinaut.yml",
    ];
    const read = Object.values(bot.environment).filter((value) => value?.startsWith("/"));

    expect(read.length).toBeGreaterThan(7);
    for (const path of read)
      expect(
        mounted.some((target) => path === target || path?.startsWith(`${target}/`)),
        path ?? "",
      ).toBe(true);
  });
});

describe.each([
  ["docker-compose.yml", () => bot.healthcheck?.test.slice(1) ?? []],
  ["the Dockerfile", fromDockerfile],
])("the healthcheck of %s", (_, words) => {
  it("is well while the bot answers, and not when it does not", async () => {
    const server = await startHealthServer({ host: "127.0.0.1", port: 0, waitingFor: () => ["Slack"] });
    const [command = "", ...args] = words();
    const env = { ...process.env, HEALTH_PORT: String(server.port) };

    const well = await run(command, args, { env });
    await server.close();
    const gone = await run(command, args, { env });

    expect(command).toBe("node");
    expect(well).toEqual({ code: 0, stdout: "", stderr: "" });
    expect(gone.code).toBe(1);
  });
});

function fromDockerfile(): readonly string[] {
  const check = stagesOf(projectText("Dockerfile"))
    .at(-1)
    ?.instructions.find(({ word }) => word === "HEALTHCHECK");
  const words: unknown = JSON.parse(check?.rest.replace(/^.*?CMD /, "") ?? "[]");
  return Array.isArray(words) ? words.map(String) : [];
}
