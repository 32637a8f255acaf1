import { describe, expect, it } from "vitest";
import { currentGone } from "../../src/checks/current-gone.ts";
import { roleChanged } from "../../src/checks/role-changed.ts";
import { secretChanged } from "../../src/checks/secret-changed.ts";
import { secretMissing } from "../../src/checks/secret-missing.ts";
import { secretShadowed } from "../../src/checks/secret-shadowed.ts";
import type { Check } from "../../src/domain/check.ts";
import { type Destination, destinationName } from "../../src/domain/destination.ts";
import { NotFoundError } from "../../src/domain/errors.ts";
import type { Json } from "../../src/domain/json.ts";
import type { RoleLedger } from "../../src/domain/ledger.ts";
import { say } from "../../src/domain/sentence.ts";
import type { AppRole } from "../../src/ports/app-roles.ts";
import type { SecretPlace } from "../../src/ports/secret-inventory.ts";
import { anAppRole, aRole, aSecretId, roles } from "../operations/a-role.ts";
import { aLedger, aLedgerEntry, hour, noon } from "../support/builders.ts";
import { checkPorts } from "../support/check-ports.ts";
import { portsWith } from "../support/ports-that-fail.ts";

const inRepository: Destination = { github: "repository", repository: "acme/x", secret: "DB" };
const inEnvironment: Destination = { github: "environment", repository: "acme/x", environment: "production", secret: "DB" };
const inOrganisation: Destination = { github: "organisation", organisation: "acme", secret: "DB" };
const deliveredAtMs = noon - hour;
const current = aLedgerEntry("current", { deliveredAtMs });
const delivered = { "acme/x · DB": deliveredAtMs };

const keyOf = (place: SecretPlace): string => destinationName({ ...place, secret: "" });

/** A role, what it delivers to, and what GitHub and Vault say; all of it may change between two looks. */
function aWorld(deliverTo: readonly Destination[] = [inRepository], ofValue: readonly Destination[] = []) {
  const world = {
    ledger: aLedger({ current, delivered }),
    secrets: new Map<string, ReadonlyMap<string, number>>([[keyOf(inRepository), new Map([["DB", deliveredAtMs]])]]),
    environments: ["production"],
    isLive: true,
    appRole: anAppRole() as AppRole | undefined,
    /** What happens in the middle of a look. */
    meanwhile: (): void => {},
    asked: [] as string[],
  };
  const ports = checkPorts({
    ...portsWith({
      appRoles: {
        lookUp: async (_, accessor) => {
          world.meanwhile();
          return world.isLive ? aSecretId(accessor) : undefined;
        },
        role: async (role) => {
          if (world.appRole === undefined)
            throw new NotFoundError("role.unknown", say("role.unknown", { role, nearest: [], configured: [] }));
          return world.appRole;
        },
      },
    }),
    roles: roles(aRole({ deliverTo })),
    deliveries: new Map([["docker", ofValue.map((destination) => ({ field: "password", destination }))]]),
    ledgers: { read: async () => world.ledger },
    inventory: {
      secretsAt: async (place) => {
        world.asked.push(keyOf(place));
        world.meanwhile();
        return world.secrets.get(keyOf(place)) ?? new Map();
      },
      environmentsOf: async () => world.environments,
    },
  });
  let remembered: Json | undefined;
  const look = async (check: Check) => {
    const result = await check.run({ ports, nowMs: noon, signal: new AbortController().signal, remembered });
    remembered = result.remember;
    return result.findings.map(({ severity, about, action }) => [severity, about, action?.command ?? null]);
  };
  return { world, look };
}

const rotation = "rotate profinaut-db";
const noConclusion: readonly (readonly [why: string, ledger: RoleLedger])[] = [
  ["was never rotated here", aLedger()],
  ["is being rotated", aLedger({ current, delivered, pending: aLedgerEntry("new") })],
  ["was delivered to in part", aLedger({ current, delivered, maybe: [aLedgerEntry("half")] })],
  ["was rotated a minute ago", aLedger({ current: { ...current, deliveredAtMs: noon - 60_000 }, delivered })],
];

describe("a destination that somebody else wrote to", () => {
  const finding = ["alarm", "secret-changed/profinaut-db/acme/x · DB", rotation];

  it("is an alarm, with a rotation as the way out", async () => {
    const { world, look } = aWorld();
    world.secrets.set(keyOf(inRepository), new Map([["DB", deliveredAtMs + 1_000]]));

    expect(await look(secretChanged)).toEqual([finding]);
  });

  it.each<[string, number | undefined]>([
    ["is as it was delivered", deliveredAtMs],
    ["is answered by somebody who is behind", deliveredAtMs - hour],
    ["is not there at all", undefined],
  ])("is none when it %s", async (_, updatedAtMs) => {
    const { world, look } = aWorld();
    world.secrets.set(keyOf(inRepository), new Map(updatedAtMs === undefined ? [] : [["DB", updatedAtMs]]));

    expect(await look(secretChanged)).toEqual([]);
  });

  it("cannot be told from one that was delivered before the bot noted times", async () => {
    const { world, look } = aWorld();
    world.ledger = aLedger({ current });
    world.secrets.set(keyOf(inRepository), new Map([["DB", noon]]));

    expect(await look(secretChanged)).toEqual([]);
  });

  it.each(noConclusion)("of a role that %s is nothing new, and no less than before", async (_, ledger) => {
    const { world, look } = aWorld();
    world.secrets.set(keyOf(inRepository), new Map([["DB", noon]]));
    const settled = world.ledger;
    world.ledger = ledger;
    const without = await look(secretChanged);
    world.ledger = settled;
    await look(secretChanged);
    world.ledger = ledger;

    expect([without, await look(secretChanged)]).toEqual([[], [finding]]);
  });

  it("is none when a rotation wrote it while we looked", async () => {
    const { world, look } = aWorld();
    world.secrets.set(keyOf(inRepository), new Map([["DB", noon]]));
    world.meanwhile = () => {
      world.ledger = aLedger({ current: aLedgerEntry("new", { deliveredAtMs: noon }), delivered: { "acme/x · DB": noon } });
    };

    expect(await look(secretChanged)).toEqual([]);
  });
});

describe("a destination whose secret is gone", () => {
  it("is an alarm, and over when it is back", async () => {
    const { world, look } = aWorld();
    const held = world.secrets;
    world.secrets = new Map();
    const gone = await look(secretMissing);
    world.secrets = held;

    expect(gone).toEqual([["alarm", "secret-missing/profinaut-db/acme/x · DB", rotation]]);
    expect(await look(secretMissing)).toEqual([]);
  });

  it.each(noConclusion)("of a role that %s is none", async (_, ledger) => {
    const { world, look } = aWorld();
    world.secrets = new Map();
    world.ledger = ledger;

    expect(await look(secretMissing)).toEqual([]);
  });
});

describe("a secret of the same name", () => {
  const at = (...places: readonly Destination[]) =>
    new Map(places.map(({ secret, ...place }) => [keyOf(place), new Map([[secret, noon]])]));

  it.each<[string, Destination, Destination]>([
    ["in an environment wins over the repository's", inRepository, inEnvironment],
    ["in an environment wins over the organisation's", inOrganisation, inEnvironment],
    ["in the repository wins over the organisation's", inOrganisation, inRepository],
  ])("%s: an alarm that no rotation would end", async (_, destination, other) => {
    const { world, look } = aWorld([destination]);
    world.secrets = at(destination, other);

    expect(await look(secretShadowed)).toEqual([["alarm", `secret-shadowed/profinaut-db/${destinationName(other)}`, null]]);
  });

  it.each<[string, readonly Destination[], readonly Destination[]]>([
    ["that gets the same SecretID hides nothing", [inRepository, inEnvironment], [inRepository, inEnvironment]],
    ["that is farther from the jobs hides nothing", [inEnvironment], [inEnvironment, inRepository, inOrganisation]],
    ["that is not there hides nothing", [inRepository], [inRepository]],
    ["in another organisation's repository hides nothing", [{ ...inOrganisation, organisation: "other" }], [inRepository]],
  ])("%s", async (_, deliverTo, there) => {
    const { world, look } = aWorld(deliverTo);
    world.secrets = at(...there);

    expect(await look(secretShadowed)).toEqual([]);
  });

  it.each<[string, readonly Destination[], readonly Destination[], number]>([
    ["is a warning where a value is delivered", [inRepository], [inRepository, inEnvironment], 1],
    ["hides nothing where no value was delivered", [inRepository], [inEnvironment], 0],
    ["hides nothing where it gets the same value", [inRepository, inEnvironment], [inRepository, inEnvironment], 0],
  ])("%s", async (_, ofValue, there, count) => {
    const { world, look } = aWorld([], ofValue);
    world.secrets = at(...there);

    const found = Array.from({ length: count }, () => [
      "warning",
      `secret-shadowed/docker/${destinationName(inEnvironment)}`,
      null,
    ]);
    expect(await look(secretShadowed)).toEqual(found);
  });

  it("is looked for in fifty environments; that there are more is said", async () => {
    const { world, look } = aWorld();
    world.environments = Array.from({ length: 51 }, (_, count) => `preview-${count}`);

    expect(await look(secretShadowed)).toEqual([["warning", "secret-shadowed/many/acme/x", null]]);
    expect(world.asked).toHaveLength(50);
  });
});

describe("the SecretID that destinations hold", () => {
  it("is an alarm when Vault does not know it any more", async () => {
    const { world, look } = aWorld();
    world.isLive = false;

    expect(await look(currentGone)).toEqual([["alarm", "current-gone/profinaut-db", rotation]]);
  });

  it("is in order while it is live", async () => {
    expect(await aWorld().look(currentGone)).toEqual([]);
  });

  it("is not missed when a rotation replaced it while we looked, and stays missed while one begins", async () => {
    const { world, look } = aWorld();
    world.isLive = false;
    const replaced = aLedger({ current: aLedgerEntry("new", { deliveredAtMs }) });
    world.meanwhile = () => {
      world.ledger = replaced;
    };
    const meanwhile = await look(currentGone);
    world.meanwhile = () => {};
    const gone = await look(currentGone);
    world.ledger = { ...replaced, pending: aLedgerEntry("newer") };

    expect(meanwhile).toEqual([]);
    expect([gone.length, (await look(currentGone)).length]).toEqual([1, 1]);
  });
});

describe("an AppRole", () => {
  it.each<[string, Partial<AppRole>]>([
    ["policies", { policies: ["profinaut-db", "root-like"] }],
    ["SecretIDs' life", { secretIdTtlS: 60 }],
    ["SecretIDs' uses", { secretIdNumUses: 1 }],
    ["tokens' life", { tokenMaxTtlS: 999_999 }],
  ])("is an alarm when its %s changed, until it is as it was", async (_, changes) => {
    const { world, look } = aWorld();
    const first = await look(roleChanged);
    world.appRole = anAppRole(changes);
    const changed = [await look(roleChanged), await look(roleChanged)];
    world.appRole = anAppRole();

    expect(first).toEqual([]);
    expect(changed).toEqual([
      [["alarm", "role-changed/profinaut-db", rotation]],
      [["alarm", "role-changed/profinaut-db", rotation]],
    ]);
    expect(await look(roleChanged)).toEqual([]);
  });

  it("that was rotated since is taken for what people approved", async () => {
    const { world, look } = aWorld();
    await look(roleChanged);
    world.appRole = anAppRole({ policies: ["wider"] });
    const before = await look(roleChanged);
    world.ledger = aLedger({ current: aLedgerEntry("new") });

    expect([before.length, (await look(roleChanged)).length, (await look(roleChanged)).length]).toEqual([1, 0, 0]);
  });

  it("says what changed, from what to what", async () => {
    const { world } = aWorld();
    const ports = checkPorts({
      ...portsWith({ appRoles: { role: async () => world.appRole ?? anAppRole() } }),
      roles: roles(aRole()),
      ledgers: { read: async () => world.ledger },
    });
    const context = { ports, nowMs: noon, signal: new AbortController().signal };
    const { remember } = await roleChanged.run({ ...context, remembered: undefined });
    world.appRole = anAppRole({ tokenTtlS: 7 });

    const { findings } = await roleChanged.run({ ...context, remembered: remember });

    expect(findings[0]?.what.params).toEqual({ role: "profinaut-db", changes: ["tokenTtlS: 1200 → 7"] });
  });

  it("that is gone is another alarm, and is compared with what it was when it is back", async () => {
    const { world, look } = aWorld();
    await look(roleChanged);
    world.appRole = undefined;
    const gone = await look(roleChanged);
    world.appRole = anAppRole({ policies: ["wider"] });

    expect(gone).toEqual([["alarm", "role-gone/profinaut-db", null]]);
    expect(await look(roleChanged)).toEqual([["alarm", "role-changed/profinaut-db", rotation]]);
  });
});
