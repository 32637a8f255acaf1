import type { Moment } from "../crashable.ts";
import { aValueCase, type ValueCase } from "../value-case.ts";
import { valueStories } from "../value-stories.ts";
import { type FlipStory, type FlipWorlds, inRedis, leaks, type Outside } from "./story.ts";

interface ValueFlips {
  readonly operation: string;
  readonly running: { readonly [howFar: string]: Moment };
  readonly hasLater?: boolean;
  readonly outside: (aCase: ValueCase, worlds: FlipWorlds) => Promise<Outside>;
  /** What must not be, beyond a secret where none may be. */
  readonly wrong?: (aCase: ValueCase) => Promise<readonly string[]>;
}

/** The story of that name in `valueStories`, in Redis. */
function valueStory(name: string, { operation, running, hasLater, outside, wrong = async () => [] }: ValueFlips): FlipStory {
  const story = valueStories[name];
  if (story === undefined) throw new Error(`there is no story ${name}`);
  return {
    ...{ operation, running },
    ...(hasLater === undefined ? {} : { hasLater }),
    begin: async (worlds) => {
      const { aCase, memory, stop } = await inRedis(worlds, (keptIn) => aValueCase(worlds.platform, { ...story, keptIn }));
      return {
        ...{ ...aCase, memory, stop },
        ask: (processRun) => story.ask(processRun, aCase),
        outside: () => outside(aCase, worlds),
        meanwhile: async () => {
          if ((await aCase.newest().catch(() => undefined))?.state === "succeeded") await story.meanwhile?.(aCase);
        },
        wrong: async () => [...leaks(await aCase.broken().catch(() => [])), ...(await wrong(aCase))],
        broken: async () => [...(await story.broken(aCase)), ...(await aCase.broken())],
      };
    },
  };
}

const stored = async (aCase: ValueCase): Promise<Outside> => {
  const { version, value, about } = await aCase.stored();
  return { once: [version, String(value)], rest: JSON.stringify(about), waiting: [...(await aCase.waiting())] };
};

const written =
  (before: number) =>
  async (aCase: ValueCase): Promise<readonly string[]> => {
    const { version, value } = await aCase.stored();
    const isAsBefore = version === before;
    const isWritten = version === before + 1 && (value === aCase.value || value === undefined);
    return isAsBefore || isWritten
      ? []
      : [`version ${version} is there, with ${value === aCase.value ? "the" : "another"} value`];
  };

export const registerTyped = valueStory("register, typed into the form, over another version", {
  operation: "register",
  running: { writing: "entries.write 1 before", written: "entries.write 1 after" },
  outside: stored,
  wrong: written(1),
});

export const registerWrapped = valueStory("register, as a wrapping token", {
  operation: "register",
  running: { opening: "wrapping.open 1 before", written: "entries.write 1 after" },
  outside: stored,
  wrong: written(1),
});

export const registerDelivered = valueStory("register, that is delivered", {
  operation: "register",
  running: { "delivered in part": "destinations.put 1 after" },
  outside: async (aCase) => {
    const { once, ...others } = await stored(aCase);
    const held = aCase.fake.secrets().map(({ name, value }) => [name, value]);
    return { once: [once, held], ...others };
  },
});

export const failover = valueStory("failover", {
  operation: "failover",
  running: { switching: "entries.write 1 before", switched: "entries.write 1 after" },
  outside: stored,
  wrong: written(1),
});

export const get = valueStory("get", {
  operation: "get",
  running: { wrapping: "entries.readWrapped 1 before", "handed over": "handOff.give 1 after" },
  outside: async ({ handed }) => ({ once: handed.length }),
  wrong: async ({ handed }) => (handed.length <= 2 ? [] : [`${handed.length} tokens were handed out`]),
});

export const addRole = valueStory("add-role", {
  operation: "add-role",
  running: { told: "handOff.tell 1 after" },
  hasLater: true,
  outside: async ({ told, name }, { platform }) => ({
    once: told.length,
    rest: (await platform.vault.server.api("GET", `auth/approle/role/profinaut-${name}`)).status,
  }),
});
