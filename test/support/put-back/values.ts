import type { OperationRequest } from "../../../src/domain/request.ts";
import type { Anchor } from "../../../src/ports/anchor.ts";
import { type CopiedMemory, createMemory } from "../memory-store.ts";
import type { SmallPlatform } from "../small-platform.ts";
import { aValueCase, userName, type ValueCase, type ValueCaseOptions } from "../value-case.ts";
import { answers } from "../value-stories.ts";
import { notSucceeded } from "./app-roles.ts";
import type { PutBackStory, Stage } from "./story.ts";

type ValueStage = Stage & { readonly aCase: ValueCase };

async function aValueStage(platform: SmallPlatform, anchor: Anchor, options: ValueCaseOptions = {}): Promise<ValueStage> {
  let memory: CopiedMemory | undefined;
  const made = await aValueCase(platform, {
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
    ready: async () => {},
    meanwhile: async () => {},
    ask: (processRun) => processRun.submit(`get ${aCase.role} compare`),
    outside: async () => [await aCase.stored(), aCase.handed.length, aCase.told, aCase.fake.secrets()],
    wrong: async () => (await aCase.broken()).filter((each) => each.includes("secret is in")),
    unlike: async (request) => notSucceeded(request),
  };
}

/** It is there as it was handed in, described, and nothing waits any more. */
async function notWritten({ stored, value, waiting }: ValueCase, request: OperationRequest): Promise<readonly string[]> {
  const [now, left] = [await stored(), await waiting()];
  return [
    ...notSucceeded(request),
    ...(now.value === value ? [] : ["another value is there"]),
    ...(Object(now.about).request === request.id ? [] : ["nobody knows where it comes from"]),
    ...(left.length === 0 ? [] : ["a value still waits"]),
  ];
}

export const registerTyped: PutBackStory = {
  operation: "register",
  isAboutRole: false,
  begin: async (platform, anchor) => {
    const stage = await aValueStage(platform, anchor);
    const { role, value } = stage.aCase;
    return {
      ...stage,
      ask: (processRun) => processRun.fill(`register ${role}`, answers({ lines: `VALUE=${value}` })),
      unlike: (request) => notWritten(stage.aCase, request),
    };
  },
};

export const registerWrapped: PutBackStory = {
  operation: "register",
  isAboutRole: false,
  begin: async (platform, anchor) => {
    const stage = await aValueStage(platform, anchor, { before: true });
    const { role, wrap } = stage.aCase;
    return {
      ...stage,
      ask: async (processRun) => processRun.fill(`register ${role}`, answers({ token: await wrap() })),
      unlike: (request) => notWritten(stage.aCase, request),
    };
  },
};

export const registerDelivered: PutBackStory = {
  operation: "register",
  isAboutRole: false,
  begin: async (platform, anchor) => {
    const stage = await aValueStage(platform, anchor, { before: true, isDelivered: true });
    const { value, fake } = stage.aCase;
    return {
      ...stage,
      ask: (processRun) => processRun.fill("register docker", answers({ password: value }, { username: userName })),
      unlike: async (request) => [
        ...(await notWritten(stage.aCase, request)),
        ...(fake.secrets().some(({ name, value: held }) => name === "DOCKER_PASSWORD" && held === value)
          ? []
          : ["GitHub holds another password"]),
      ],
    };
  },
};

export const get: PutBackStory = {
  operation: "get",
  isAboutRole: false,
  begin: async (platform, anchor) => {
    const stage = await aValueStage(platform, anchor, { before: true });
    const { handed, open } = stage.aCase;
    return {
      ...stage,
      unlike: async (request) => {
        const last = handed.at(-1);
        const isOpened = last !== undefined && (await open(last.token)) === "what was there before";
        return [...notSucceeded(request), ...(isOpened ? [] : ["the last token opens nothing"])];
      },
    };
  },
};

export const failover: PutBackStory = {
  operation: "failover",
  isAboutRole: false,
  begin: async (platform, anchor) => {
    const stage = await aValueStage(platform, anchor, { areKeys: true });
    const { role, name } = stage.aCase;
    let count = 0;
    return {
      ...stage,
      // The main one is another one than the spare again.
      ready: async () => {
        count += 1;
        const data = { api_key: `main ${count}`, secret_key: `other half ${count}`, VALUE: `main ${count}` };
        await platform.vault.ok("POST", `secret/data/${name}/${role}`, { data });
      },
      ask: (processRun) => processRun.submit(`failover ${role} main key is refused`),
      unlike: (request) => notWritten(stage.aCase, request),
    };
  },
};

export const addRole: PutBackStory = {
  operation: "add-role",
  isAboutRole: false,
  begin: async (platform, anchor) => {
    const stage = await aValueStage(platform, anchor);
    let [count, name] = [0, ""];
    return {
      ...stage,
      ready: async () => {
        count += 1;
        name = `${stage.aCase.name}-${count}`;
      },
      ask: (processRun) => processRun.submit(`add-role ${name} a new service`),
      meanwhile: async () => {
        for (const role of [`profinaut-${name}`, `profinaut-staging-${name}`])
          await platform.vault.ok("POST", `auth/approle/role/${role}`, { token_policies: [role] });
      },
      unlike: async ({ state, note }) =>
        state === "succeeded" && note?.key === "add-role.in-place" ? [] : [`ended as ${state} with ${note?.key}`],
    };
  },
};
