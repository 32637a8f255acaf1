import { emptyLedger, ledgerDocument } from "../../../src/domain/ledger.ts";
import type { OperationRequest } from "../../../src/domain/request.ts";
import type { Anchor } from "../../../src/ports/anchor.ts";
import { createLedgers } from "../../../src/redis/ledgers.ts";
import { textOf } from "../../vault/a-vault.ts";
import { lockOut, lockoutOn, loginOf } from "../../vault/locked.ts";
import { drive } from "../drive.ts";
import { type CopiedMemory, createMemory } from "../memory-store.ts";
import type { ProcessRun } from "../process-run.ts";
import { aRotationCase, type CaseOptions, type RotationCase } from "../rotation-case.ts";
import type { SmallPlatform } from "../small-platform.ts";
import type { PutBackStory, Stage } from "./story.ts";

export interface RoleStage extends Stage {
  readonly aCase: RotationCase & { readonly memory: CopiedMemory };
}

const quiet = async (): Promise<void> => {};

/** An AppRole with its two destinations, whose log Vault has seen. */
export async function aRoleStage(platform: SmallPlatform, anchor: Anchor, options: CaseOptions = {}): Promise<RoleStage> {
  let memory: CopiedMemory | undefined;
  const made = await aRotationCase(platform, {
    ...options,
    anchor,
    keptIn: async (now) => {
      memory = createMemory({ now });
      return memory;
    },
  });
  if (memory === undefined) throw new Error("nothing keeps the records");
  const aCase = { ...made, memory };
  return {
    aCase,
    ready: quiet,
    meanwhile: quiet,
    ask: (processRun) => processRun.submit(`rotate ${aCase.role} weekly rotation`),
    outside: async () => [await liveOf(platform, aCase.role), heldIn(aCase)],
    wrong: async () => (await aCase.broken()).filter((each) => /destroyed|does not log in|unrecorded|secret is in/.test(each)),
    unlike: async (request) => notSucceeded(request),
  };
}

export const notSucceeded = ({ state, note }: Pick<OperationRequest, "state" | "note">): readonly string[] =>
  state === "succeeded" ? [] : [`ended as ${state}: ${JSON.stringify(note)}`];

async function liveOf({ vault }: SmallPlatform, role: string): Promise<readonly string[]> {
  const { body } = await vault.server.api("LIST", `auth/approle/role/${role}/secret-id`);
  const keys: unknown = body.data?.["keys"];
  return (Array.isArray(keys) ? keys.map(String) : []).sort();
}

const heldIn = ({ fake }: RotationCase): readonly string[] =>
  fake.secrets().map(({ environment, name, value }) => `${environment ?? ""}/${name}=${value}`);

/** Asks for something and sees it through, as what a story begins with. */
async function carriedOut(
  { role, memory, now, advance }: RoleStage["aCase"],
  processRun: ProcessRun,
  text: string,
): Promise<void> {
  let id = "";
  const ask = async (): Promise<void> => {
    id = (await processRun.submit(text)).id;
  };
  const newest = async () => (id === "" ? undefined : memory.store.load(id));
  await drive({ role, now, advance, newest }, processRun, { command: () => text, ask });
}

const begunWith =
  (text: (role: string) => string) =>
  async (platform: SmallPlatform, anchor: Anchor, options: CaseOptions = {}): Promise<RoleStage> => {
    const stage = await aRoleStage(platform, anchor, options);
    await carriedOut(stage.aCase, await stage.aCase.processRun(), text(stage.aCase.role));
    return stage;
  };
const rotated = begunWith((role) => `rotate ${role} before`);

/** The new one is delivered, and all that it replaced has ended. */
async function onlyCurrentLives(platform: SmallPlatform, { role, memory }: RoleStage["aCase"]): Promise<readonly string[]> {
  const live = await liveOf(platform, role);
  const { current } = await createLedgers({ documents: memory.documents }).read(role);
  return live.length === 1 && live[0] === current?.accessor ? [] : [`${live.length} SecretIDs live`];
}

export const rotation: PutBackStory = {
  operation: "rotate",
  isAboutRole: true,
  begin: async (platform, anchor) => {
    const stage = await rotated(platform, anchor);
    return {
      ...stage,
      unlike: async (request) => [...notSucceeded(request), ...(await onlyCurrentLives(platform, stage.aCase))],
    };
  },
};

export const firstRotation: PutBackStory = {
  operation: "rotate",
  isAboutRole: true,
  begin: async (platform, anchor) => {
    const stage = await aRoleStage(platform, anchor);
    return {
      ...stage,
      unlike: async (request) => [...notSucceeded(request), ...(await onlyCurrentLives(platform, stage.aCase))],
    };
  },
};

export const cleanUp: PutBackStory = {
  operation: "clean-up",
  isAboutRole: true,
  begin: async (platform, anchor) => {
    const stage = await rotated(platform, anchor);
    const { aCase } = stage;
    return {
      ...stage,
      ready: async () => {
        for (let count = 0; count < 2; count += 1)
          textOf(
            (await platform.vault.ok("POST", `auth/approle/role/${aCase.role}/secret-id`)).body.data?.["secret_id_accessor"],
          );
      },
      ask: (processRun) => processRun.submit(`clean-up ${aCase.role} old pipeline`),
      unlike: async (request) => [...notSucceeded(request), ...(await onlyCurrentLives(platform, aCase))],
    };
  },
};

export const adopt: PutBackStory = {
  operation: "adopt",
  isAboutRole: false,
  begin: async (platform, anchor) => {
    const stage = await rotated(platform, anchor);
    const { aCase } = stage;
    const ledgers = createLedgers({ documents: aCase.memory.documents });
    const before = await ledgers.read(aCase.role);
    return {
      ...stage,
      ready: async () => {
        aCase.memory.plantDocument({ document: ledgerDocument(aCase.role), value: emptyLedger(aCase.role) });
      },
      ask: (processRun) => processRun.submit(`adopt ${aCase.role} Redis was emptied`),
      unlike: async (request) => {
        const { current, generation } = await ledgers.read(aCase.role);
        return [
          ...notSucceeded(request),
          ...(current?.accessor === before.current?.accessor && generation === before.generation
            ? []
            : ["another one is taken for the one in use"]),
        ];
      },
    };
  },
};

export const unlock: PutBackStory = {
  operation: "unlock",
  isAboutRole: false,
  begin: async (platform, anchor) => {
    const stage = await aRoleStage(platform, anchor);
    const { aCase } = stage;
    await lockoutOn(platform.vault.server, { threshold: 5 });
    const login = await loginOf(platform.vault.server, aCase.role);
    await login.good();
    const isLocked = async (): Promise<boolean> =>
      JSON.stringify((await platform.vault.server.api("GET", "sys/locked-users")).body).includes(login.roleId);
    return {
      ...stage,
      ready: async () => {
        if (!(await isLocked())) await lockOut(platform.vault.server, login.roleId);
      },
      ask: (processRun) => processRun.submit(`unlock ${aCase.role} the old worker is stopped`),
      outside: async () => [await stage.outside(), await isLocked()],
      // What a destination holds is refused as well, as long as the role is locked.
      wrong: async () => (await stage.wrong()).filter((each) => !each.includes("does not log in")),
      unlike: async (request) => [
        ...notSucceeded(request),
        ...((await login.good()) === 200 ? [] : ["the right SecretID does not log in"]),
      ],
    };
  },
};

export const redact: PutBackStory = {
  operation: "redact",
  isAboutRole: false,
  begin: async (platform, anchor) => {
    const stage = await aRoleStage(platform, anchor);
    const { aCase } = stage;
    let [target, count] = ["", 0];
    const words = (): string => `note ${count} that nobody was to write`;
    return {
      ...stage,
      // Refused, as nobody is locked out.
      ready: async (processRun) => {
        count += 1;
        target = (await processRun.submit(`unlock ${aCase.role} ${words()}`)).id;
        await processRun.work(target);
        await processRun.show();
      },
      ask: (processRun) => processRun.submit(`redact ${target} a slip`),
      unlike: async (request) => {
        const left = await aCase.memory.store.load(target);
        return [
          ...notSucceeded(request),
          ...(JSON.stringify(left).includes(words()) ? ["the words are still in the record"] : []),
          ...(left?.redacted?.by === request.id ? [] : ["the record does not say by what its words were taken out"]),
        ];
      },
    };
  },
};
