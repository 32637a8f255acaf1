import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Mode } from "../../demo/parts/fake-github/faults.ts";
import type { FormAnswers } from "../../src/domain/form.ts";
import type { OperationRequest } from "../../src/domain/request.ts";
import { Secret } from "../../src/domain/secret.ts";
import { bob } from "../support/builders.ts";
import { drive } from "../support/drive.ts";
import { type SmallPlatform, startSmallPlatform } from "../support/small-platform.ts";
import { aValueCase, userName, type ValueCase } from "../support/value-case.ts";

let platform: SmallPlatform;
beforeAll(async () => {
  platform = await startSmallPlatform();
});
afterAll(() => platform?.stop());

const repository = "acme/profinaut";
const [username, password] = [`${repository} · DOCKER_USERNAME`, `${repository} · release · DOCKER_PASSWORD`];

const typed = (value: string): FormAnswers => ({
  texts: new Map(Object.entries({ owner: "platform team", username: userName })),
  secrets: new Map([["password", new Secret(value)]]),
});

interface Seen {
  readonly aCase: ValueCase;
  readonly request: OperationRequest | undefined;
  /** What GitHub holds, by name. */
  readonly held: { readonly [name: string]: string };
  readonly broken: readonly string[];
}

/**
 * A login is registered; when the bot is about to do `at`, something happens, once.
 * @param ends before Try again is pressed; nobody presses it without
 */
async function registered(
  {
    at = "destinations.put",
    happens = () => {},
    ends,
    before = true,
  }: {
    readonly at?: string;
    readonly happens?: (aCase: ValueCase) => void | Promise<void>;
    readonly ends?: (aCase: ValueCase, request: OperationRequest | undefined) => void | Promise<void>;
    readonly before?: boolean;
  },
  test: (seen: Seen) => Promise<void> | void,
): Promise<void> {
  const aCase = await aValueCase(platform, { before, isDelivered: true });
  let hasHappened = false;
  try {
    const processRun = await aCase.processRun({
      onCall: async ({ name }) => {
        if (hasHappened || name !== at || (await aCase.newest())?.state !== "running") return;
        hasHappened = true;
        await happens(aCase);
      },
    });
    await drive(aCase, processRun, {
      command: () => "",
      ask: () => processRun.fill("register docker", typed(aCase.value)),
      ...(ends === undefined ? {} : { retries: 1, onWait: async () => ends(aCase, await aCase.newest()) }),
    });
    const held = Object.fromEntries(aCase.fake.secrets().map(({ name, value }) => [name, value]));
    await test({ aCase, request: await aCase.newest(), held, broken: await aCase.broken() });
    expect(hasHappened).toBe(true);
  } finally {
    await aCase.stop();
  }
}

const [first, second] = ["/actions/secrets/", "/environments/release/secrets/"];
const once = (mode: Mode["mode"], path: string): Mode => ({ mode, path, methods: ["PUT"], times: 1 });
const unsure = ["commit-then-502", "commit-then-drop", "commit-then-hang", "drop", "hang", "server-error", "garbage"] as const;

describe.concurrent("T21 GitHub, when a login is delivered,", () => {
  it.each(unsure.flatMap((mode) => [first, second].map((path) => ({ mode, path }))))(
    "$mode at $path: it is delivered again, and ends well",
    ({ mode, path }) =>
      registered({ happens: ({ fake }) => fake.mode(once(mode, path)) }, ({ aCase, request, held, broken }) => {
        expect(request).toMatchObject({ state: "succeeded", note: { key: "register.done-delivered" } });
        expect(held).toEqual({ DOCKER_USERNAME: userName, DOCKER_PASSWORD: aCase.value });
        expect(broken).toEqual([]);
      }),
  );

  it("replaces its public keys between reading and writing: it is sealed again", () =>
    registered({ happens: ({ fake }) => fake.rotateKey() }, ({ request, held, broken }) => {
      expect(request).toMatchObject({ state: "succeeded", attempts: 1 });
      expect(Object.keys(held)).toHaveLength(2);
      expect(broken).toEqual([]);
    }));

  const refusals: readonly (readonly [string, (aCase: ValueCase) => void])[] = [
    ["has taken the permission away", ({ fake }) => fake.mode({ mode: "missing-permission", methods: ["PUT"] })],
    ["has archived the repository", ({ fake }) => void fake.archive(repository, true)],
  ];
  it.each(refusals)("%s since the approval: a first version is taken back, and GitHub holds nothing", (_, happens) =>
    registered({ happens, before: false }, async ({ aCase, request, held, broken }) => {
      expect(request).toMatchObject({ state: "failed", note: { key: "run.failed-clean" } });
      expect(held).toEqual({});
      expect(await aCase.stored()).toMatchObject({ value: undefined });
      expect(broken).toEqual([]);
    }),
  );

  it("refuses all of it over an older version: that one is named, and Try again ends well", () => {
    const notes: unknown[] = [];
    return registered(
      {
        happens: ({ fake }) => fake.mode({ mode: "missing-permission", methods: ["PUT"] }),
        ends: ({ fake }, request) => {
          if (request?.state === "needs-attention") notes.push(request.note?.params["remains"]);
          fake.mode({ mode: "ok" });
        },
      },
      ({ request, held, broken }) => {
        expect(notes).toMatchObject([{ key: "register.stays", params: { version: 2, before: 1 } }]);
        expect(request?.state).toBe("succeeded");
        expect(Object.keys(held)).toHaveLength(2);
        expect(broken).toEqual([]);
      },
    );
  });

  it.each(["missing-permission", "unauthorised"] as const)(
    "%s for the second secret alone: it says which has which, and Try again ends well",
    (mode) => {
      const notes: unknown[] = [];
      return registered(
        {
          before: false,
          happens: ({ fake }) => fake.mode({ mode, path: second, methods: ["PUT"] }),
          ends: ({ fake }, request) => {
            if (request?.state === "needs-attention") notes.push(request.note?.params["remains"]);
            fake.mode({ mode: "ok" });
          },
        },
        ({ aCase, request, held, broken }) => {
          expect(notes).toMatchObject([
            {
              key: "register.delivered-in-part",
              params: { version: 1, delivered: [username], doubtful: [], rest: [password] },
            },
          ]);
          expect(request?.state).toBe("succeeded");
          expect(held).toEqual({ DOCKER_USERNAME: userName, DOCKER_PASSWORD: aCase.value });
          expect(broken).toEqual([]);
        },
      );
    },
  );

  it("does not answer, and then refuses: what is not known is said as not known", () =>
    registered(
      {
        happens: ({ fake }) => fake.mode(once("commit-then-drop", second)),
        ends: ({ fake }) => fake.mode({ mode: "missing-permission", path: second, methods: ["PUT"] }),
      },
      ({ request, broken }) => {
        expect(request).toMatchObject({
          state: "needs-attention",
          note: { params: { remains: { params: { delivered: [username], doubtful: [password], rest: [] } } } },
        });
        expect(broken).toEqual([]);
      },
    ));
});

it("T7 a login goes back for approval when somebody else writes one of its secrets meanwhile", async () => {
  const aCase = await aValueCase(platform, { before: true, isDelivered: true });
  try {
    const processRun = await aCase.processRun();
    const { id } = await processRun.fill("register docker", typed(aCase.value));
    await processRun.work(id);
    await processRun.decide(id, bob);
    await aCase.paste("pasted by hand");

    await processRun.work(id);

    expect(await aCase.newest()).toMatchObject({ state: "pending", note: { key: "request.drifted" }, decisions: [] });
    expect(aCase.fake.secrets().map(({ value }) => value)).toEqual(["pasted by hand"]);
  } finally {
    await aCase.stop();
  }
});
