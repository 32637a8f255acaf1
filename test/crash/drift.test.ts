import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bob, carol, hour } from "../support/builders.ts";
import { aboutA, consequences, type RequestScene } from "../support/request-scene.ts";
import { type SmallPlatform, startSmallPlatform } from "../support/small-platform.ts";

let platform: SmallPlatform;
beforeAll(async () => {
  platform = await startSmallPlatform();
});
afterAll(() => platform?.stop());

const about = (state: "pending" | "approved" | "succeeded", test: (scene: RequestScene) => Promise<void>) =>
  aboutA(() => platform, state, test);

describe.concurrent("T7 between approval and run", () => {
  const foreignSecretId = async ({ aCase }: RequestScene) =>
    platform.vault.ok("POST", `auth/approle/role/${aCase.role}/secret-id`);
  it.each<[what: string, change: (scene: RequestScene) => unknown, named: RegExp]>([
    [
      "the policies change",
      ({ aCase }) => platform.vault.role(aCase.role, { token_policies: ["other"] }),
      /^seen\.policies: \["default"\] → \["other"\]$/,
    ],
    [
      "the uses of a SecretID change",
      ({ aCase }) => platform.vault.role(aCase.role, { secret_id_num_uses: 5 }),
      /^seen\.secretIdNumUses: 0 → 5$/,
    ],
    ["somebody issues a SecretID by hand", foreignSecretId, /^seen\.replaces: /],
    [
      "the configured life changes",
      ({ aCase }) => Object.assign(aCase.settings, { secretIdTtlMs: 40 * 24 * hour }),
      /^seen\.secretIdTtlS: 7776000 → 3456000$/,
    ],
    [
      "a destination is taken away",
      ({ aCase }) => Object.assign(aCase.settings, { deliverTo: aCase.settings.deliverTo.slice(1) }),
      /^seen\.destinations: /,
    ],
    [
      "more approvals are needed",
      ({ aCase }) => Object.assign(aCase.settings, { approval: { required: 2 } }),
      /^required: 1 → 2$/,
    ],
  ])("%s: it is not run, and waits for approval again with the change named", (_, change, named) =>
    about("approved", async (scene) => {
      await change(scene);

      const { isUntouched, state, news } = await consequences(scene);

      expect(isUntouched).toBe(true);
      expect(state).toBe("pending");
      expect(news.map(({ action }) => action)).toEqual(["request.drifted"]);
      expect((await scene.aCase.newest())?.note).toMatchObject({ params: { changes: [expect.stringMatching(named)] } });
    })(),
  );

  it(
    "the role comes to allow less than is configured: it is not run and says why",
    about("approved", async (scene) => {
      await platform.vault.role(scene.aCase.role, { secret_id_ttl: "24h" });

      const { isUntouched, state } = await consequences(scene);

      expect(isUntouched).toBe(true);
      expect(state).toBe("failed");
      expect((await scene.aCase.newest())?.note?.key).toBe("rotate.ttl-above-role");
    }),
  );

  it(
    "T4 the approver is deactivated: it is not run, and waits for somebody else",
    about("approved", async (scene) => {
      scene.aCase.people.delete(bob.userId);

      const { isUntouched, state, news } = await consequences(scene);

      expect(isUntouched).toBe(true);
      expect(state).toBe("pending");
      expect(news.map(({ action }) => action)).toEqual(["request.approval-withdrawn"]);
      await scene.processRun.decide(scene.id, carol);
      await scene.processRun.work(scene.id);
      expect((await scene.aCase.newest())?.state).toBe("succeeded");
    }),
  );

  it(
    "T16 the time runs out: it is closed and not run",
    about("approved", async (scene) => {
      scene.aCase.advance(2 * hour);

      const { isUntouched, state, news } = await consequences(scene);

      expect(isUntouched).toBe(true);
      expect(state).toBe("expired");
      expect(news.map(({ action }) => action)).toEqual(["request.expired"]);
    }),
  );
});
