import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findInFiles } from "../../tools/scan.ts";
import { aStack, composeText, composeYaml, type Stack, secretsFolder } from "./compose-project.ts";
import { projectPath, projectText } from "./project-files.ts";

let stack: Stack;
beforeAll(async () => {
  stack = await aStack();
});
afterAll(() => stack?.loader.remove());

describe("the files", () => {
  it("that are mounted from the repository are there, and read-only", () => {
    const binds = stack.services.flatMap(([name, { volumes }]) =>
      volumes.filter(({ type }) => type === "bind").map((mount) => ({ name, ...mount })),
    );

    expect(binds.length).toBeGreaterThan(8);
    for (const { name, source, read_only: isReadOnly } of binds) {
      expect(existsSync(source), `${name}: ${relative(projectPath("."), source)}`).toBe(true);
      expect(isReadOnly, `${name}: ${source}`).toBe(true);
    }
  });

  it("that images are built from are there", () => {
    for (const [name, { build }] of stack.services) {
      if (build !== undefined) expect(existsSync(join(build.context, build.dockerfile)), name).toBe(true);
    }
  });

  it("that the init service makes belong to the user of the service that reads them", () => {
    const owners = [...projectText("vault/tls/make-certificates.sh").matchAll(/^ {4}([a-z |]+)\) echo (\d+:\d+) ;;$/gm)].flatMap(
      ([, names = "", owner = ""]) => names.split(" | ").map((name): [string, string] => [name, owner]),
    );

    expect(owners.length).toBe(6);
    for (const [name, owner] of owners) {
      expect(stack.service(`profinaut_${name}`).user, name).toBe(owner);
      expect(stack.service(`profinaut_${name}`).volumes).toContainEqual(
        expect.objectContaining({ source: `tls_${name}`, target: "/tls", read_only: true }),
      );
    }
    expect(projectText("stack/redis/make-user.sh")).toContain(`give_to ${stack.service("profinaut_redis").user} "$users"`);
    expect(projectText("stack/redis/make-user.sh")).toContain(`give_to ${stack.service("profinaut_bot").user} "$url"`);
  });

  it("with keys and logins are mounted to be read, but by the service that makes them", () => {
    const writers = stack.services.flatMap(([name, { volumes }]) =>
      volumes
        .filter(({ source, read_only: isReadOnly }) => /^(tls|redis_(users|login))/.test(source) && !isReadOnly)
        .map(() => name),
    );

    expect(new Set(writers)).toEqual(new Set(["profinaut_init"]));
    const authority = stack.services.filter(([, { volumes }]) => volumes.some(({ source }) => source === "tls_authority"));
    expect(authority.map(([name]) => name)).toEqual(["profinaut_init"]);
  });
});

describe("secrets", () => {
  it("are in no environment, command, label or healthcheck: only names of files are", () => {
    const named = stack.services.flatMap(([name, { environment }]) =>
      Object.entries(environment)
        .filter(([variable]) => /PASSWORD|SECRET|TOKEN|USERNAME|_KEY|ROLE_ID|REDIS_URL|_USER/.test(variable))
        .map(([variable, value]) => ({ name, variable, value })),
    );

    expect(named.length).toBeGreaterThan(8);
    for (const { name, variable, value } of named) {
      expect(variable, name).toMatch(/_FILE$/);
      expect(value, `${name} ${variable}`).toMatch(/^\/run\//);
    }
    expect(composeText()).not.toMatch(/password\s*[=:]\s*['"]?[\w-]/i);
    expect(findInFiles(["docker-compose.yml"], composeText)).toEqual([]);
  });

  it("are handed as files to scripts of ours, or to an entrypoint that is known to unset what it read", () => {
    const withPassword = stack.services.filter(([, { environment }]) =>
      Object.keys(environment).some((name) => name.endsWith("_PASSWORD_FILE")),
    );

    // The official image of mongo: `unset "${!MONGO_INITDB_@}"` before it becomes the server.
    expect(withPassword.map(([name]) => name)).toEqual(["profinaut_mongodb", "profinaut_postgres"]);
    expect(stack.service("profinaut_postgres").entrypoint).toEqual(["/bin/sh", "/etc/profinaut/start.sh"]);
    expect(stack.service("profinaut_mongodb").image).toMatch(/^mongo:/);
  });

  it("of the databases are where their agent puts them: in memory, for their user alone", () => {
    for (const name of ["postgres", "mongodb", "kafka"]) {
      const [agent, consumer] = [stack.service(`profinaut_agent_${name}`), stack.service(`profinaut_${name}`)];
      const rendered = `${name}_rendered`;
      const [uid, gid] = (consumer.user ?? "").split(":");

      expect(agent.user, name).toBe(consumer.user);
      expect(agent.volumes).toContainEqual(expect.objectContaining({ source: rendered, target: "/rendered" }));
      expect(consumer.volumes).toContainEqual(
        expect.objectContaining({ source: rendered, target: "/run/profinaut", read_only: true }),
      );
      expect(stack.project.volumes[rendered]?.driver_opts).toEqual({
        type: "tmpfs",
        device: "tmpfs",
        o: `size=1m,mode=0700,uid=${uid},gid=${gid}`,
      });
      expect(agent.tmpfs).toContain(`/approle:size=64k,mode=0700,uid=${uid},gid=${gid}`);
    }
  });

  it("of the bot come from files outside of the repository, one mounted for each variable", () => {
    const bot = stack.service("profinaut_bot");

    for (const { source, target } of bot.secrets) {
      expect(stack.project.secrets[source]?.file).toBe(`${secretsFolder}/${source}`);
      expect(Object.values(bot.environment)).toContain(target);
    }
    expect(bot.secrets).toHaveLength(5);
    expect(bot.environment["REDIS_URL_FILE"]).toBe("/run/redis-login/url");
  });
});

describe("every variable", () => {
  const uses = [...composeText().matchAll(/(?<!\$)\$\{(\w+)([^}]*)\}/g)].map(([, name = "", rest = ""]) => ({ name, rest }));
  const guide = projectText("docs/stack.md");

  it("has a default or a message, and a row in docs/stack.md", () => {
    expect(uses.length).toBeGreaterThan(5);
    for (const { name, rest } of uses) {
      expect(rest, name).toMatch(/^(:-|:\?.)/);
      expect(guide, name).toContain(`| \`${name}\``);
    }
  });

  it("in docs/stack.md is one that is used", () => {
    const rows = [...guide.matchAll(/^\| `([A-Z_]+)`/gm)].map(([, name = ""]) => name);

    expect([...new Set(uses.map(({ name }) => name))].sort()).toEqual(rows.sort());
  });
});

it("the file has no anchors that Compose reads and YAML does not", () => {
  expect(composeYaml()).toMatchObject({ services: { profinaut_vault: { read_only: true } } });
});
