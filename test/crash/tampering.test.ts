import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { planDigest } from "../../src/domain/plan.ts";
import type { OperationRequest } from "../../src/domain/request.ts";
import { say } from "../../src/domain/sentence.ts";
import { bob, carol, hour } from "../support/builders.ts";
import { aboutA, consequences, forge, type RequestScene } from "../support/request-scene.ts";
import { type SmallPlatform, startSmallPlatform } from "../support/small-platform.ts";

let platform: SmallPlatform;
beforeAll(async () => {
  platform = await startSmallPlatform();
});
afterAll(() => platform?.stop());

const about = (state: "pending" | "approved" | "succeeded", test: (scene: RequestScene) => Promise<void>) =>
  aboutA(() => platform, state, test);

const withSeen = (request: OperationRequest, seen: object): Partial<OperationRequest> =>
  request.plan === null ? {} : { plan: { ...request.plan, seen: { ...Object(request.plan.seen), ...seen } } };

/** A plan of the forger's own, with the digest that belongs to it. */
function replanned(request: OperationRequest, seen: object): Partial<OperationRequest> {
  const { plan } = { ...request, ...withSeen(request, seen) };
  if (plan === null) return {};
  const { id: requestId, requester, operation, input } = request;
  return { plan: { ...plan, digest: planDigest({ ...plan, requestId, requester: requester.userId, operation, input }) } };
}

describe.concurrent("T12 a writer of Redis who changes an approved request", () => {
  it.each<[what: string, change: (request: OperationRequest) => Partial<OperationRequest>, detail: string]>([
    ["who asked for it", () => ({ requester: carol }), "submission"],
    ["what was asked", ({ input }) => ({ input: { ...Object(input), leaked: true } }), "submission"],
    ["what was seen", (request) => withSeen(request, { overlapMs: 0 }), "digest"],
    ["what was seen, with a digest that fits", (request) => replanned(request, { overlapMs: 0 }), "approval"],
    [
      "who must approve",
      ({ plan }) => (plan === null ? {} : { plan: { ...plan, policy: { ...plan.policy, required: 2 } } }),
      "digest",
    ],
    ["who approved", ({ decisions }) => ({ decisions: decisions.map((decision) => ({ ...decision, by: carol })) }), "decision"],
    ["that it runs already", () => ({ state: "running" }), "replay"],
    [
      "what the approvers read",
      ({ plan }) => (plan === null ? {} : { plan: { ...plan, title: say("rotate.title", { role: "profinaut-readonly" }) } }),
      "record",
    ],
  ])("%s: it is not run, the channel is alarmed, and it is on the trail", (_, change, detail) =>
    about("approved", async (scene) => {
      await forge(scene, change);

      const { isUntouched, alarms, state, news } = await consequences(scene);

      expect(isUntouched).toBe(true);
      expect(state).toBe("failed");
      // Words that nobody signed are on no card, not even on one that says so.
      expect(alarms).toMatchObject(
        detail === "submission"
          ? [{ key: "view.not-ours" }]
          : [{ key: "view.alarm", params: { because: { key: "request.tampered" } } }],
      );
      expect(news).toEqual([{ action: "request.tampered", details: { detail } }]);
    })(),
  );
});

describe.concurrent("T12 a writer of Redis who has no second person", () => {
  it(
    "gets nothing from a job for a request that waits for approval",
    about("pending", async (scene) => {
      const { isUntouched, state, news } = await consequences(scene);

      expect(isUntouched).toBe(true);
      expect(state).toBe("pending");
      expect(news).toEqual([]);
    }),
  );

  it.each<[what: string, change: (request: OperationRequest) => Partial<OperationRequest>, detail: string]>([
    ["without a decision", () => ({ state: "approved" }), "approval"],
    [
      "with a decision of their own making",
      ({ plan }) => ({
        state: "approved",
        decisions: [
          {
            verdict: "approve",
            by: bob,
            atMs: 1,
            digest: plan?.digest ?? "",
            signature: { kid: "k1", signature: `${"A".repeat(86)}==` },
          },
        ],
      }),
      "decision",
    ],
  ])("cannot make it approved %s", (_, change, detail) =>
    about("pending", async (scene) => {
      await forge(scene, change);

      const { isUntouched, alarms, news } = await consequences(scene);

      expect(isUntouched).toBe(true);
      expect(alarms).toMatchObject([{ params: { because: { key: "request.tampered" } } }]);
      expect(news).toEqual([{ action: "request.tampered", details: { detail } }]);
    })(),
  );

  it(
    "cannot spend the approval of one request on another",
    about("approved", async (scene) => {
      const { decisions = [] } = (await scene.aCase.memory.store.load(scene.id)) ?? {};
      await scene.processRun.work(scene.id);
      scene.aCase.advance(2 * hour);
      await scene.processRun.work(scene.id);
      const { id } = await scene.processRun.submit(`rotate ${scene.aCase.role} again`);
      await scene.processRun.work(id);
      const second = { ...scene, id };
      await forge(second, ({ plan }) => ({
        state: "approved",
        decisions: decisions.map((decision) => ({ ...decision, digest: plan?.digest ?? "" })),
      }));

      const { isUntouched, news } = await consequences(second);

      expect(isUntouched).toBe(true);
      expect(news).toEqual([{ action: "request.tampered", details: { detail: "decision" } }]);
    }),
  );

  it(
    "cannot run a completed request again",
    about("succeeded", async (scene) => {
      await forge(scene, () => ({ state: "approved" }));

      const { isUntouched, alarms, news } = await consequences(scene);

      expect(isUntouched).toBe(true);
      expect(alarms).toMatchObject([{ params: { because: { key: "request.tampered" } } }]);
      expect(news).toEqual([{ action: "request.tampered", details: { detail: "replay" } }]);
    }),
  );

  it(
    "cannot have a SecretID destroyed by a request that was never approved and claims to have succeeded",
    about("pending", async (scene) => {
      const { body } = await platform.vault.ok("LIST", `auth/approle/role/${scene.aCase.role}/secret-id`);
      const commit = { accessor: "", expiresAtMs: null, retiring: Object(body.data?.["keys"]), retireAtMs: 0 };
      await forge(scene, ({ steps, laterSteps }) => ({
        state: "succeeded",
        steps: steps.map((step) => ({ ...step, state: "done", checkpoint: step.id === "commit" ? commit : {} })),
        laterSteps: laterSteps.map((step) => ({ ...step, dueAtMs: 0 })),
      }));

      const { isUntouched, alarms } = await consequences(scene);

      expect(isUntouched).toBe(true);
      expect(alarms).toMatchObject([
        { key: "retire.stuck", params: { because: { key: "request.tampered" } } },
        { key: "view.not-ours" },
      ]);
    }),
  );

  it(
    "cannot have a SecretID destroyed that nobody approved to retire",
    about("succeeded", async (scene) => {
      const { role } = scene.aCase;
      const foreign = await platform.vault.ok("POST", `auth/approle/role/${role}/secret-id`);
      const accessor = String(foreign.body.data?.["secret_id_accessor"]);
      await forge(scene, ({ steps }) => ({
        steps: steps.map((step) =>
          step.id === "commit"
            ? { ...step, checkpoint: { ...Object(step.checkpoint), retiring: [accessor], retireAtMs: 0 } }
            : step,
        ),
      }));
      scene.aCase.advance(2 * hour);

      const { isUntouched } = await consequences(scene);

      expect(isUntouched).toBe(true);
    }),
  );
});
