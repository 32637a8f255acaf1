import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Mode } from "../../demo/parts/fake-github/faults.ts";
import { rotationWith, withCase as withCaseOn } from "../support/disturbed-rotation.ts";
import type { RotationCase } from "../support/rotation-case.ts";
import { type SmallPlatform, startSmallPlatform } from "../support/small-platform.ts";

let platform: SmallPlatform;
beforeAll(async () => {
  platform = await startSmallPlatform();
});
afterAll(() => platform?.stop());

const withCase = (test: (aCase: RotationCase) => Promise<void>) => withCaseOn(() => platform, test);

const [first, second] = ["/actions/secrets/", "/environments/production/secrets/"];
const once = (mode: Mode["mode"], path: string, more: Partial<Mode> = {}): Mode => ({
  mode,
  path,
  methods: ["PUT"],
  times: 1,
  ...more,
});
const unsure = ["commit-then-502", "commit-then-drop", "commit-then-hang", "drop", "hang", "server-error", "garbage"] as const;
const refused = ["missing-permission", "unauthorised", "redirect"] as const;

describe.concurrent("T21 GitHub, when a secret is written,", () => {
  it.each(
    unsure.flatMap((mode) => [
      { mode, destination: "first", path: first },
      { mode, destination: "second", path: second },
    ]),
  )("$mode at the $destination destination: it delivers a newer one to both and ends well", ({ mode, path }) =>
    withCase(async (aCase) => {
      const happens = (): void => aCase.fake.mode(once(mode, path));

      const { request, broken } = await rotationWith(aCase, { at: "destinations.put", happens });

      expect(request).toMatchObject({ state: "succeeded", note: { key: "rotate.done" }, attempts: 2 });
      expect(broken).toEqual([]);
    })(),
  );

  it.each(["secondary-limit-403", "secondary-limit-429", "primary-limit"] as const)("%s: it waits and ends well", (mode) =>
    withCase(async (aCase) => {
      const happens = (): void => aCase.fake.mode(once(mode, second, { retryAfterS: 1 }));

      const { request, broken } = await rotationWith(aCase, { at: "destinations.put", happens });

      expect(request?.state).toBe("succeeded");
      expect(broken).toEqual([]);
    })(),
  );

  it.each(["limit-in-other-words", "secondary-limit-403"] as const)(
    "%s: no other write reaches it before the time it said",
    (mode) =>
      withCase(async (aCase) => {
        const puts = (): number => aCase.fake.requests().filter(({ method }) => method === "PUT").length;
        const seen = { before: Number.NaN, atWait: Number.NaN, waitMs: 0 };
        const happens = (): void => {
          seen.before = puts();
          aCase.fake.mode({ mode, methods: ["PUT"], retryAfterS: 45 });
        };
        const ends = async (): Promise<void> => {
          seen.atWait = puts();
          seen.waitMs = ((await aCase.newest())?.retryAtMs ?? 0) - aCase.now();
          aCase.fake.mode({ mode: "ok" });
        };

        const { request, broken } = await rotationWith(aCase, { at: "destinations.put", happens, ends });

        expect(seen.atWait).toBe(seen.before + 1);
        expect(seen.waitMs).toBeGreaterThan(40_000);
        expect(request).toMatchObject({ state: "succeeded", attempts: 2 });
        expect(broken).toEqual([]);
      })(),
  );

  it(
    "commits after we gave up: the late one is ended, not what was delivered since",
    withCase(async (aCase) => {
      const happens = (): void => aCase.fake.mode(once("commit-late", second, { delayMs: 50 }));

      const { request, broken } = await rotationWith(aCase, { at: "destinations.put", happens });

      expect(request).toMatchObject({ state: "succeeded", attempts: 2 });
      expect(broken).toEqual([]);
    }),
  );

  it.each(refused)("%s at the first destination: it fails and leaves nothing", (mode) =>
    withCase(async (aCase) => {
      const happens = (): void => aCase.fake.mode({ mode, methods: ["PUT"] });

      const { request, broken } = await rotationWith(aCase, { at: "destinations.put", happens });

      expect(request?.state).toBe("failed");
      expect(broken).toEqual([]);
    })(),
  );

  it.each(refused)("%s at the second destination alone: it needs attention, both still log in, and Retry ends well", (mode) =>
    withCase(async (aCase) => {
      const halfWay: string[] = [];
      const happens = (): void => aCase.fake.mode({ mode, path: second, methods: ["PUT"] });
      const ends = async (): Promise<void> => {
        halfWay.push(...(await aCase.broken()));
        aCase.fake.mode({ mode: "ok" });
      };

      const { request, broken, states } = await rotationWith(aCase, { at: "destinations.put", happens, ends });

      expect(states).toContain("needs-attention");
      expect(halfWay).toEqual([]);
      expect(request?.state).toBe("succeeded");
      expect(broken).toEqual([]);
    })(),
  );

  it(
    "replaces its public keys between reading and writing: it seals again",
    withCase(async (aCase) => {
      const { request, broken } = await rotationWith(aCase, { at: "destinations.put", happens: aCase.fake.rotateKey });

      expect(request).toMatchObject({ state: "succeeded", attempts: 1 });
      expect(broken).toEqual([]);
    }),
  );

  it(
    "archives the repository after the approval: it fails and leaves nothing",
    withCase(async (aCase) => {
      const happens = (): void => aCase.fake.archive("acme/profinaut", true);

      const { request, broken } = await rotationWith(aCase, { at: "destinations.put", happens });

      expect(request?.state).toBe("failed");
      expect(broken).toEqual([]);
    }),
  );

  it(
    "has the secret written by somebody else meanwhile: ours is what counts in the end",
    withCase(async (aCase) => {
      const { request, broken, hasHappened } = await rotationWith(aCase, { at: "appRoles.unwrap", happens: aCase.writeByHand });

      expect(hasHappened).toBe(true);
      expect(request?.state).toBe("succeeded");
      expect(broken).toEqual([]);
    }),
  );

  it(
    "has the secret written by somebody else after our write was lost: what was in doubt is ended all the same",
    withCase(async (aCase) => {
      const happens = (): void => aCase.fake.mode(once("drop", first));

      const { request, broken } = await rotationWith(aCase, { at: "destinations.put", happens, ends: aCase.writeByHand });

      expect(request).toMatchObject({ state: "succeeded", attempts: 2 });
      expect(broken).toEqual([]);
    }),
  );
});
