import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTempFolder, type TempFolder } from "../../demo/parts/temp-folder.ts";
import { aStack, composeText, isOnce, type Service, type Stack, secretsFolder } from "./compose-project.ts";
import { projectPath, projectText } from "./project-files.ts";

let folder: TempFolder;
let stack: Stack;

beforeAll(async () => {
  folder = createTempFolder("compose");
  stack = await aStack();
});
afterAll(async () => {
  await stack?.loader.remove();
  await folder?.remove();
});

/** The services that the rule does not fit, each with the property it is about. */
const without = (property: keyof Service, fits: (service: Service) => boolean): readonly string[] =>
  stack.services.filter(([, one]) => !fits(one)).map(([name]) => `${name}: ${property}`);

/** The file with a change, loaded. */
const changed = async (from: string, to: string) => {
  expect(composeText()).toContain(from);
  const path = join(folder.path, `changed-${Math.random().toString(36).slice(2)}`, "docker-compose.yml");
  await mkdir(join(path, ".."));
  await writeFile(path, composeText().replace(from, to));
  return stack.loader.load(path, { PROFINAUT_SECRETS: secretsFolder });
};

describe("docker-compose.yml, by Compose's own loader", () => {
  it("is a valid project with the services of the platform", () => {
    expect(stack.project.name).toBe("profinaut");
    expect(Object.keys(stack.project.services).sort()).toEqual([
      "profinaut_agent_kafka",
      "profinaut_agent_mongodb",
      "profinaut_agent_postgres",
      "profinaut_bot",
      "profinaut_consul",
      "profinaut_init",
      "profinaut_kafka",
      "profinaut_mongodb",
      "profinaut_postgres",
      "profinaut_redis",
      "profinaut_vault",
    ]);
  });

  it.each([
    ["a key that Compose does not know", "container_name: profinaut_vault", "container_nam: profinaut_vault", "container_nam"],
    ["a value of a wrong type", "pids_limit: 512", "pids_limit: [many]", "pids_limit"],
    [
      "a service that is not there",
      "profinaut_redis: { condition: service_healthy }",
      "profinaut_rdis: { condition: service_healthy }",
      "undefined service",
    ],
    ["a network that is not there", "networks: [queue]", "networks: [queu]", "undefined network"],
    ["a volume that is not there", "consul_data:/consul/data", "consul_dat:/consul/data", "undefined volume"],
    ["a secret that is not there", "secrets: [vault_role_id", "secrets: [vault_rol_id", "undefined secret"],
    ["a variable that nobody sets", "postgres:17.12-bookworm", `postgres:${"$"}{OTHER}`, "OTHER"],
  ])("would be refused with %s", async (_, from, to, says) => {
    const { code, stderr } = await changed(from, to);

    expect(code).toBe(1);
    expect(stderr).toContain(says);
  });

  it("does not start without the folder of the bot's secrets, and says where to read", async () => {
    const { code, stderr } = await stack.loader.load(projectPath("docker-compose.yml"), {});

    expect(code).toBe(1);
    expect(stderr).toContain("PROFINAUT_SECRETS");
    expect(stderr).toContain("docs/stack.md");
  });
});

describe("every service", () => {
  it("has an image with an exact version, and ours have the project's", () => {
    const { version } = JSON.parse(projectText("package.json"));

    expect(
      without("image", ({ image }) => /^[a-z][a-z0-9/-]*:\d+\.\d+\.\d+(-[a-z0-9.]+)?$|^postgres:\d+\.\d+-bookworm$/.test(image)),
    ).toEqual([]);
    expect(without("image", ({ image, build }) => build === undefined || image.endsWith(`:${version}`))).toEqual([]);
    expect(stack.services.filter(([, { build }]) => build !== undefined).map(([name]) => name)).toEqual([
      "profinaut_bot",
      "profinaut_init",
    ]);
  });

  it("of Vault is one version everywhere, and the guide names the one that the tests run and the loader's", () => {
    const [, vault] = /hashicorp\/vault v([\d.]+)/.exec(projectText("tools/vault-server/go.mod")) ?? [];
    const [, loaderVersion] = /compose-go\/v2 v([\d.]+)/.exec(projectText("tools/compose-check/go.mod")) ?? [];
    const images = stack.services.map(([, { image }]) => image).filter((image) => image.startsWith("hashicorp/vault:"));

    expect(images).toHaveLength(4);
    expect(new Set(images).size).toBe(1);
    expect(projectText("docs/stack.md")).toContain(`Vault ${vault}`);
    expect(projectText("docs/stack.md")).toContain(`compose-go ${loaderVersion}`);
  });

  it("has a healthcheck, or does its work once and is waited for", () => {
    expect(without("healthcheck", (one) => one.healthcheck !== undefined || isOnce(one))).toEqual([]);
    expect(stack.services.filter(([, one]) => isOnce(one)).map(([name]) => name)).toEqual(["profinaut_init"]);
  });

  it("gains no privileges, has no capability but the one that is needed, and writes nowhere but where it is told", () => {
    expect(without("security_opt", ({ security_opt: options }) => options.includes("no-new-privileges:true"))).toEqual([]);
    expect(without("cap_drop", ({ cap_drop: dropped }) => dropped.includes("ALL"))).toEqual([]);
    expect(without("privileged", ({ privileged }) => !privileged)).toEqual([]);
    expect(without("read_only", (one) => one.read_only)).toEqual([]);
    expect(stack.services.flatMap(([name, { cap_add: added }]) => added.map((capability) => `${name} ${capability}`))).toEqual([
      "profinaut_init CHOWN",
    ]);
  });

  it("runs as a user that is not root, but the one that gives files to the others", () => {
    expect(without("user", ({ user }) => /^[1-9]\d*:[1-9]\d*$/.test(user ?? ""))).toEqual(["profinaut_init: user"]);
    expect(stack.service("profinaut_init").network_mode).toBe("none");
  });

  it("has limits", () => {
    expect(without("mem_limit", ({ mem_limit: limit }) => Number(limit) > 0)).toEqual([]);
    expect(without("pids_limit", ({ pids_limit: limit }) => Number(limit) > 0)).toEqual([]);
  });

  it("waits for what it needs to be well, not only to be started", () => {
    const waits = stack.services.flatMap(([name, { depends_on: needs }]) =>
      Object.entries(needs).map(([needed, { condition }]) => ({ name, needed, condition })),
    );

    expect(waits.length).toBeGreaterThan(12);
    for (const { needed, condition } of waits)
      expect(condition, needed).toBe(isOnce(stack.service(needed)) ? "service_completed_successfully" : "service_healthy");
  });

  it("gets at start what it needs", () => {
    const needs = (name: string): readonly string[] => Object.keys(stack.service(name).depends_on).sort();

    expect(needs("profinaut_vault")).toEqual(["profinaut_consul", "profinaut_init"]);
    expect(needs("profinaut_postgres")).toEqual(["profinaut_agent_postgres"]);
    expect(needs("profinaut_mongodb")).toEqual(["profinaut_agent_mongodb"]);
    expect(needs("profinaut_kafka")).toEqual(["profinaut_agent_kafka"]);
    expect(needs("profinaut_agent_kafka")).toEqual(["profinaut_init", "profinaut_vault"]);
    // It must be able to say that Vault is sealed: its Redis waits for nothing of Vault's.
    expect(needs("profinaut_redis")).toEqual(["profinaut_init"]);
    expect(needs("profinaut_bot")).toEqual(["profinaut_redis", "profinaut_vault"]);
  });
});

describe("the networks", () => {
  it("publish Vault's HTTPS port on the loopback, and nothing else", () => {
    const published = stack.services.flatMap(([name, { ports }]) => ports.map((port) => ({ name, ...port })));

    expect(published).toMatchObject([{ name: "profinaut_vault", host_ip: "127.0.0.1", published: "8200", target: 8200 }]);
    expect(published).toHaveLength(1);
  });

  it("let nobody out but the bot, and nobody else to the host", () => {
    const open = Object.keys(stack.project.networks).filter((name) => !stack.project.networks[name]?.internal);
    const members = (network: string) => stack.services.filter(([, { networks }]) => network in networks).map(([name]) => name);

    expect(open.sort()).toEqual(["outside", "published"]);
    expect(members("outside")).toEqual(["profinaut_bot"]);
    expect(members("published")).toEqual(["profinaut_vault"]);
    expect(stack.project.networks["published"]).toMatchObject({
      driver_opts: { "com.docker.network.bridge.enable_ip_masquerade": "false" },
    });
    for (const network of Object.keys(stack.project.networks).filter((name) => !open.includes(name)))
      expect(stack.project.networks[network], network).toMatchObject({
        driver_opts: {
          "com.docker.network.bridge.gateway_mode_ipv4": "isolated",
          "com.docker.network.bridge.gateway_mode_ipv6": "isolated",
        },
      });
    expect(members("storage")).toEqual(["profinaut_consul", "profinaut_vault"]);
    expect(members("queue")).toEqual(["profinaut_bot", "profinaut_redis"]);
    expect(members("data")).toEqual(["profinaut_kafka", "profinaut_mongodb", "profinaut_postgres"]);
  });
});
