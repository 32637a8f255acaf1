import { ledgerDocument } from "../../../src/domain/ledger.ts";
import { createLedgers } from "../../../src/redis/ledgers.ts";
import { lockoutOn } from "../../vault/locked.ts";
import { aRotatedRole, brokenCleanUp, isCleanUp } from "../cleaned-role.ts";
import { drive } from "../drive.ts";
import { aLockedRole } from "../locked-role.ts";
import { aRotationCase, type RotationCase } from "../rotation-case.ts";
import { type FlipStory, type FlipWorlds, inRedis, leaks } from "./story.ts";

interface Live {
  readonly accessor: string;
  readonly isOwn: boolean;
}

async function liveOf({ platform }: FlipWorlds, { role }: Pick<RotationCase, "role">): Promise<readonly Live[]> {
  const path = `auth/approle/role/${role}`;
  const { body } = await platform.vault.server.api("LIST", `${path}/secret-id`);
  const keys: unknown = body.data?.["keys"];
  const accessors = (Array.isArray(keys) ? keys.map(String) : []).sort();
  return Promise.all(
    accessors.map(async (accessor) => {
      const about = await platform.vault.server.api("POST", `${path}/secret-id-accessor/lookup`, {
        secret_id_accessor: accessor,
      });
      return { accessor, isOwn: "request" in Object(about.body.data?.["metadata"]) };
    }),
  );
}

const accessorsOf = async (worlds: FlipWorlds, aCase: RotationCase): Promise<readonly string[]> =>
  (await liveOf(worlds, aCase)).map(({ accessor }) => accessor);

const heldIn = ({ fake }: RotationCase) =>
  fake.secrets().map(({ environment, name, value }) => [environment ?? null, name, value]);

/** What must not be, also where what Redis has of the role cannot be read. */
async function alwaysOf({ platform }: FlipWorlds, aCase: RotationCase): Promise<readonly string[]> {
  const { body } = await platform.vault.ok("GET", `auth/approle/role/${aCase.role}/role-id`);
  const logins = await Promise.all(
    aCase.fake.secrets().map(async ({ name, value: secret_id }) => {
      const login = { role_id: body.data?.["role_id"], secret_id };
      const { status } = await platform.vault.server.api("POST", "auth/approle/login", login, "");
      return status === 200 ? [] : [`what ${name} holds does not log in (${status})`];
    }),
  );
  return [...aCase.objections, ...logins.flat(), ...leaks(await aCase.broken().catch(() => []))];
}

export const rotation: FlipStory = {
  operation: "rotate",
  running: { delivering: "destinations.put 1 after", delivered: "destinations.put 2 after" },
  hasLater: true,
  begin: async (worlds) => {
    const { aCase, memory, stop } = await inRedis(worlds, (keptIn) => aRotationCase(worlds.platform, { keptIn }));
    return {
      ...{ ...aCase, memory, stop },
      ask: (processRun) => processRun.submit(`rotate ${aCase.role} weekly`),
      outside: async () => ({ once: heldIn(aCase), rest: [...(await accessorsOf(worlds, aCase))] }),
      wrong: async () => {
        const own = (await liveOf(worlds, aCase)).filter(({ isOwn }) => isOwn).length;
        return [...(await alwaysOf(worlds, aCase)), ...(own > 1 ? [`${own} SecretIDs live that it issued`] : [])];
      },
    };
  },
};

export const cleanUp: FlipStory = {
  operation: "clean-up",
  running: { announced: "appRoles.destroy 1 before", ending: "appRoles.destroy 1 after" },
  begin: async (worlds) => {
    let strangers: readonly string[] = [];
    const { aCase, memory, stop } = await inRedis(worlds, async (keptIn) => {
      const rotated = await aRotatedRole(worlds.platform, { keptIn });
      strangers = rotated.byHand;
      return rotated.aCase;
    });
    const newest: RotationCase["newest"] = async () => (await memory.store.recent(100)).find(isCleanUp);
    return {
      ...{ ...aCase, memory, stop },
      ask: (processRun) => processRun.submit(`clean-up ${aCase.role} old pipeline`),
      outside: async () => ({ once: [...(await accessorsOf(worlds, aCase))], rest: heldIn(aCase) }),
      wrong: () => alwaysOf(worlds, aCase),
      broken: () => brokenCleanUp(worlds.platform, { ...aCase, newest }, strangers),
    };
  },
};

/** Of a role that was rotated, and of which Redis then knows nothing. */
export const adopt: FlipStory = {
  operation: "adopt",
  running: { begun: "appRoles.live 2 after" },
  isToldAnyway: true,
  begin: async (worlds) => {
    const { aCase, memory, stop } = await inRedis(worlds, async (keptIn) => {
      const rotated = await aRotationCase(worlds.platform, { keptIn });
      await drive(rotated, await rotated.processRun(), { command: (role) => `rotate ${role} --leaked` });
      return rotated;
    });
    const before = await createLedgers(memory).read(aCase.role);
    await memory.client.hdel(memory.keys.documents, ledgerDocument(aCase.role));
    return {
      ...{ ...aCase, memory, stop },
      ask: (processRun) => processRun.submit(`adopt ${aCase.role} Redis was emptied`),
      outside: async () => ({ once: [...(await accessorsOf(worlds, aCase))], rest: heldIn(aCase) }),
      wrong: () => alwaysOf(worlds, aCase),
      broken: async () => {
        const { current, adopted } = await createLedgers(memory).read(aCase.role);
        return [
          ...(current?.accessor === before.current?.accessor ? [] : ["another one is taken for the one in use"]),
          ...(adopted === null ? ["the ledger is not the one taken over"] : []),
          // Whose SecretID is whose in Vault is about the rotation before.
          ...(await aCase.broken()).filter((each) => !/live SecretID|old SecretIDs|ledger/.test(each)),
        ];
      },
    };
  },
};

export const unlock: FlipStory = {
  operation: "unlock",
  running: { announced: "lockouts.end 1 before", ended: "lockouts.end 1 after" },
  begin: async (worlds) => {
    await lockoutOn(worlds.platform.vault.server, { threshold: 5 });
    let ends = 0;
    const {
      aCase: locked,
      memory,
      stop,
    } = await inRedis(worlds, async (keptIn) => {
      const role = await aLockedRole(worlds.platform, { keptIn });
      return { ...role, stop: role.aCase.stop };
    });
    const { aCase, login, broken } = locked;
    return {
      ...{ ...aCase, memory, broken, stop },
      processRun: (options) =>
        aCase.processRun({
          ...options,
          onCall: ({ name }) => {
            if (name === "lockouts.end") ends += 1;
          },
        }),
      ask: (processRun) => processRun.submit(`unlock ${aCase.role} the old worker is stopped`),
      outside: async () => ({ once: ends, rest: await login.good() }),
      wrong: async () => leaks(await broken().catch(() => [])),
    };
  },
};
