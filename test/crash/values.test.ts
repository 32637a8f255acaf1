import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { FormAnswers } from "../../src/domain/form.ts";
import { Secret } from "../../src/domain/secret.ts";
import { bob } from "../support/builders.ts";
import { drive } from "../support/drive.ts";
import type { Life } from "../support/life.ts";
import { failuresAfter } from "../support/many-deaths.ts";
import type { Moment } from "../support/mortal.ts";
import { type SmallPlatform, startSmallPlatform } from "../support/small-platform.ts";
import { aValueCase, userName, type ValueCase, valueOperations } from "../support/value-case.ts";

/** Calls that change something, show something, or decide on what was looked at. */
const isPoint = (moment: Moment): boolean =>
  /^(?:appRoles|entries|waiting|wrapping|handover|view)\.|^store\.save|^audit\.append|^viewState\.write|^jobs\.ensure/.test(
    moment,
  );

let platform: SmallPlatform;
beforeAll(async () => {
  platform = await startSmallPlatform();
});
afterAll(() => platform?.stop());

const answers = (
  secrets: { readonly [field: string]: string },
  texts: { readonly [field: string]: string } = {},
): FormAnswers => ({
  texts: new Map(Object.entries({ owner: "treasury", ...texts })),
  secrets: new Map(Object.entries(secrets).map(([name, value]) => [name, new Secret(value)])),
});

interface Story {
  readonly before: boolean;
  readonly areKeys?: boolean;
  readonly isDelivered?: boolean;
  /** Where it dies, when another story dies everywhere else. */
  readonly own?: RegExp;
  /** What somebody does when nothing was recorded. */
  readonly ask: (life: Life, aCase: ValueCase) => Promise<unknown>;
  /** What happens in the world once the request has succeeded and something is still to come. */
  readonly meanwhile?: (aCase: ValueCase) => Promise<void>;
  /** What must hold at the end and does not. */
  readonly broken: (aCase: ValueCase) => Promise<readonly string[]>;
}

/** The new version is there once and as it was handed in, described, and nothing waits any more. */
async function notWritten(aCase: ValueCase, version: number): Promise<readonly string[]> {
  const { stored, newest, value, waiting } = aCase;
  const [now, request, left] = [await stored(), await newest(), await waiting()];
  return [
    ...(request?.state === "succeeded" ? [] : [`ended as ${request?.state}: ${JSON.stringify(request?.note)}`]),
    ...(now.version === version && now.value === value ? [] : [`version ${now.version} is there`]),
    ...(Object(now.about).request === request?.id ? [] : ["nobody knows where it comes from"]),
    ...(left.length === 0 ? [] : ["the value still waits"]),
  ];
}

/** Each half of the login is in its own secret, and in no other. */
function notDelivered({ double, value }: ValueCase): readonly string[] {
  const found = double.secrets().map(({ environment, name, value: held }) => `${environment ?? ""}/${name}=${held}`);
  const wanted = [`/DOCKER_USERNAME=${userName}`, `release/DOCKER_PASSWORD=${value}`];
  return found.sort().join() === wanted.join() ? [] : [`GitHub holds ${found.join()}`];
}

const stories: { readonly [name: string]: Story } = {
  "register, typed into the form": {
    before: false,
    ask: (life, { role, value }) => life.fill(`register ${role}`, answers({ lines: `VALUE=${value}` })),
    broken: (aCase) => notWritten(aCase, 1),
  },
  "register, typed into the form, over another version": {
    before: true,
    ask: (life, { role, value }) => life.fill(`register ${role}`, answers({ lines: `VALUE=${value}` })),
    broken: (aCase) => notWritten(aCase, 2),
  },
  "register, as a wrapping token": {
    before: true,
    ask: async (life, { role, wrap }) => life.fill(`register ${role}`, answers({ token: await wrap() })),
    broken: async (aCase) => {
      const request = await aCase.newest();
      const isLost = request?.state === "failed" && JSON.stringify(request.note).includes("register.lost-in-crash");
      if (!isLost) return notWritten(aCase, 2);
      const { version } = await aCase.stored();
      return [
        ...(version === 1 ? [] : ["it is called lost, and was written"]),
        ...((await aCase.waiting()).length === 0 ? [] : ["the spent token still waits"]),
      ];
    },
  },
  "register, that is delivered": {
    before: true,
    isDelivered: true,
    own: /^destinations\.put|^gitHub\.|^entries\.readWrapped|^wrapping\.openEntry|^store\.save/,
    ask: (life, { value }) => life.fill("register docker", answers({ password: value }, { username: userName })),
    broken: async (aCase) => [...(await notWritten(aCase, 2)), ...notDelivered(aCase)],
  },
  failover: {
    before: false,
    areKeys: true,
    ask: (life, { role }) => life.submit(`failover ${role} main key is refused`),
    broken: (aCase) => notWritten(aCase, 2),
  },
  get: {
    before: true,
    ask: (life, { role }) => life.submit(`get ${role} compare`),
    broken: async ({ handed, newest, open }) => {
      const last = handed.at(-1);
      return [
        ...((await newest())?.state === "succeeded" ? [] : ["it did not succeed"]),
        ...(last !== undefined && (await open(last.token)) === "what was there before" ? [] : ["the last token opens nothing"]),
        ...(handed.length <= 3 ? [] : [`${handed.length} tokens were handed out`]),
      ];
    },
  },
  "add-role": {
    before: false,
    ask: (life, { name }) => life.submit(`add-role ${name} a new service`),
    meanwhile: ({ addRoles }) => addRoles(),
    broken: async ({ newest, told }) => {
      const request = await newest();
      return [
        ...(request?.state === "succeeded" && request.note?.key === "add-role.in-place"
          ? []
          : [`ended with ${request?.note?.key}`]),
        ...(told.length > 0 && told.every((key) => key === "add-role.to-add") ? [] : [`told ${told.join()}`]),
        ...(told.length <= 3 ? [] : [`told ${told.length} times`]),
      ];
    },
  },
};

async function livesOf({ ask, meanwhile, broken, ...options }: Story, deaths: readonly Moment[]) {
  const aCase = await aValueCase(platform, options);
  const moments: (readonly Moment[])[] = [];
  try {
    for (const diesAt of [...deaths, undefined]) {
      const life = await aCase.life({ diesAt });
      moments.push(life.moments);
      const people = { command: () => "", ask: () => ask(life, aCase), onOverlap: async () => meanwhile?.(aCase) };
      if ((await drive(aCase, life, people)) === "quiet") break;
    }
    // Whoever sweeps comes by again; a value whose record never came is younger than it looks.
    aCase.advance(20 * 60_000);
    await (await aCase.life()).tidy();
    return { moments, broken: [...(await broken(aCase)), ...(await aCase.broken())] };
  } finally {
    await aCase.stop();
  }
}

it("there is a story of every operation on values", () => {
  expect(new Set(Object.keys(stories).map((name) => name.split(",")[0]))).toEqual(new Set(valueOperations));
});

describe.each(Object.entries(stories))("T21 a process that dies at any moment of %s", (_, story) => {
  let points: readonly Moment[] = [];
  beforeAll(async () => {
    const { moments, broken } = await livesOf(story, []);
    expect(broken).toEqual([]);
    points = (moments[0] ?? []).filter((moment) => (story.own === undefined ? isPoint(moment) : story.own.test(moment)));
    expect(points.length).toBeGreaterThan(30);
  });

  it("its first attempt: another one finishes, and everything holds", async () => {
    expect(
      await failuresAfter(
        points.map((point) => [point]),
        (deaths) => livesOf(story, deaths),
      ),
    ).toEqual([]);
  });

  it("its first and its second attempt, at the same point", async () => {
    expect(
      await failuresAfter(
        points.map((point) => [point, point]),
        (deaths) => livesOf(story, deaths),
      ),
    ).toEqual([]);
  });
});

describe("a value", () => {
  const run = async (story: Story | undefined, arrange: (aCase: ValueCase) => void): Promise<readonly string[]> => {
    if (story === undefined) return ["there is no such story"];
    const aCase = await aValueCase(platform, story);
    try {
      const life = await aCase.life();
      arrange(aCase);
      await drive(aCase, life, { command: () => "", ask: () => story.ask(life, aCase) });
      return [...(await story.broken(aCase)), ...(await aCase.broken())];
    } finally {
      await aCase.stop();
    }
  };

  it.each([
    ["register, typed into the form", "entries.write"],
    ["register, typed into the form, over another version", "entries.write"],
    ["register, as a wrapping token", "entries.write"],
    ["register, typed into the form", "entries.describe"],
    ["register, typed into the form", "waiting.remove"],
    ["failover", "entries.write"],
    ["get", "entries.readWrapped"],
  ])("of %s ends well when the answer to %s is lost", async (story, call) => {
    expect(await run(stories[story], ({ lose }) => lose(call))).toEqual([]);
  });

  it("whose wrapping token's answer is lost is lost with it, and the request says so", async () => {
    expect(await run(stories["register, as a wrapping token"], ({ lose }) => lose("wrapping.open"))).toEqual([]);
  });

  it("T7 goes back for approval when somebody writes another version after the approval", async () => {
    const aCase = await aValueCase(platform, { before: true });
    try {
      const life = await aCase.life();
      const { id } = await life.fill(`register ${aCase.role}`, answers({ lines: `VALUE=${aCase.value}` }));
      await life.work(id);
      await life.decide(id, bob);
      await aCase.writeByHand();

      await life.work(id);

      expect(await aCase.newest()).toMatchObject({ state: "pending", note: { key: "request.drifted" }, decisions: [] });
      expect(await aCase.stored()).toMatchObject({ version: 2, value: "written by hand meanwhile" });
    } finally {
      await aCase.stop();
    }
  });

  it.each(["failover", "register"])(
    "of %s notes who approved and whose it is, whatever their names are made of",
    async (command) => {
      const aCase = await aValueCase(platform, { areKeys: command === "failover" });
      const name = `\u202e\u{2ebf1}田 👩\u200d👩\u200d👧 ${"𠮷".repeat(300)}`;
      try {
        const life = await aCase.life();
        const typed = answers({ lines: `VALUE=${aCase.value}` }, { owner: "Treasury\u200b\u3000\u{2ebf1}田" });
        const text = `${command} ${aCase.role}`;
        const { id } = command === "failover" ? await life.submit(text) : await life.fill(text, typed);
        await life.work(id);
        await life.decide(id, { ...bob, name });

        await life.work(id);

        expect(await aCase.newest()).toMatchObject({ state: "succeeded" });
        expect(await aCase.stored()).toMatchObject({
          value: aCase.value,
          about: { request: id, approver: expect.stringMatching(/^\ufffd田 👩👩👧 𠮷+…$/u) },
        });
      } finally {
        await aCase.stop();
      }
    },
  );

  it("that nobody approves is swept from where it waits", async () => {
    const aCase = await aValueCase(platform);
    try {
      const life = await aCase.life();
      const { id } = await life.fill(`register ${aCase.role}`, answers({ lines: `VALUE=${aCase.value}` }));
      await life.work(id);
      const before = await aCase.waiting();
      await life.decide(id, bob, "deny");

      await life.tidy();

      expect(before).toEqual([id]);
      expect(await aCase.waiting()).toEqual([]);
    } finally {
      await aCase.stop();
    }
  });
});
