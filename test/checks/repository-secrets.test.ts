import { describe, expect, it } from "vitest";
import { repositorySecrets } from "../../src/checks/repository-secrets.ts";
import type { OperationSettings } from "../../src/domain/operation.ts";
import type { ExpectedSecret } from "../../src/ports/secret-inventory.ts";
import { aRole, roles } from "../operations/a-role.ts";
import { noon } from "../support/builders.ts";
import { checkPorts } from "../support/check-ports.ts";

const day = 24 * 3_600_000;

/** Looks at a repository with one environment, `production`. */
async function look(
  expectedSecrets: readonly ExpectedSecret[],
  held: { readonly repository?: object; readonly production?: object },
  more: Pick<Partial<OperationSettings>, "deliveries"> = {},
) {
  const ports = checkPorts({
    ...more,
    expectedSecrets,
    roles: roles(aRole()),
    inventory: {
      secretsAt: async ({ github }) =>
        new Map(Object.entries((github === "repository" ? held.repository : held.production) ?? {})),
      environmentsOf: async () => ["production"],
    },
  });
  const { findings } = await repositorySecrets.run({
    ports,
    nowMs: noon,
    signal: new AbortController().signal,
    remembered: undefined,
  });
  return findings.map(({ severity, about, action }) => [severity, about, action?.command ?? null]);
}

describe("a secret that must exist", () => {
  const docker = { secret: "DOCKER_PASSWORD", maxAgeMs: 90 * day };

  it.each([
    ["in the repository", { repository: { DOCKER_PASSWORD: noon - 90 * day } }],
    ["in an environment", { production: { DOCKER_PASSWORD: noon } }],
  ])("is in order %s", async (_, held) => {
    expect(await look([docker], held)).toEqual([]);
  });

  it("may be of any age where none is said", async () => {
    expect(await look([{ ...docker, maxAgeMs: null }], { repository: { DOCKER_PASSWORD: 0 } })).toEqual([]);
  });

  it("is a warning when it is nowhere", async () => {
    expect(await look([docker], {})).toEqual([["warning", "repository-secrets/missing/DOCKER_PASSWORD", null]]);
  });

  it("is a warning when it is too old, wherever it is", async () => {
    const old = noon - 91 * day;

    expect(await look([docker], { repository: { DOCKER_PASSWORD: old } })).toEqual([
      ["warning", "repository-secrets/old/acme/x/DOCKER_PASSWORD", null],
    ]);
    expect(await look([docker], { production: { DOCKER_PASSWORD: old } })).toEqual([
      ["warning", "repository-secrets/old/acme/x · production/DOCKER_PASSWORD", null],
    ]);
  });

  it("is renewed by registering, where a value is delivered to it, in whichever place that is", async () => {
    const destination = {
      github: "environment",
      repository: "acme/x",
      environment: "production",
      secret: "DOCKER_PASSWORD",
    } as const;
    const deliveries = new Map([["docker", [{ field: "password", destination }]]]);

    const missing = await look([docker], {}, { deliveries });
    const old = await look([docker], { production: { DOCKER_PASSWORD: 0 } }, { deliveries });

    expect([...missing, ...old].map(([, , command]) => command)).toEqual(["register docker", "register docker"]);
    expect(await look([docker], { repository: { DOCKER_PASSWORD: 0 } }, { deliveries })).toMatchObject([["warning", {}, null]]);
  });

  it("is renewed by a rotation, where one delivers to it", async () => {
    const delivered = { secret: "DB", maxAgeMs: day };

    const commands = [await look([delivered], {}), await look([delivered], { repository: { DB: 0 } })].map((all) =>
      all.map(([, , command]) => command),
    );

    expect(commands).toEqual([["rotate profinaut-db"], ["rotate profinaut-db"]]);
  });
});
