import { expect } from "vitest";
import type { OperationRequest } from "../../src/domain/request.ts";
import { bob } from "./builders.ts";
import type { ProcessRun } from "./process-run.ts";
import { aRotationCase, type RotationCase } from "./rotation-case.ts";
import type { SmallPlatform } from "./small-platform.ts";

export interface RequestScene {
  readonly platform: SmallPlatform;
  readonly aCase: RotationCase;
  readonly processRun: ProcessRun;
  readonly id: string;
}

/** A test about a request in the given state, on a real Vault. */
export const aboutA =
  (platform: () => SmallPlatform, state: "pending" | "approved" | "succeeded", test: (scene: RequestScene) => Promise<void>) =>
  async (): Promise<void> => {
    const aCase = await aRotationCase(platform());
    try {
      const processRun = await aCase.processRun();
      const { id } = await processRun.submit(`rotate ${aCase.role} weekly`);
      await processRun.work(id);
      if (state !== "pending") await processRun.decide(id, bob);
      if (state === "succeeded") await processRun.work(id);
      expect((await aCase.newest())?.state).toBe(state);
      await test({ platform: platform(), aCase, processRun, id });
    } finally {
      await aCase.stop();
    }
  };

/** What a writer of Redis can do: put another record in the place of the one that is there. */
export async function forge(
  { aCase, id }: RequestScene,
  change: (request: OperationRequest) => Partial<OperationRequest>,
): Promise<void> {
  const request = await aCase.memory.store.load(id);
  if (request === undefined) throw new Error(`there is no ${id}`);
  aCase.memory.plant(id, JSON.stringify({ ...request, ...change(request) }));
}

/** Vault's and GitHub's side of a role. */
async function outside({ platform, aCase }: RequestScene) {
  const { body } = await platform.vault.server.api("LIST", `auth/approle/role/${aCase.role}/secret-id`);
  return { accessors: body.data?.["keys"] ?? [], secrets: aCase.fake.secrets() };
}

const trail = async ({ aCase, id }: RequestScene) =>
  (await aCase.memory.audit.ofRequest(id)).map(({ action, details: { record: _, ...details } }) => ({ action, details }));

/** Works until nothing is due, and says what was changed outside, alarmed and recorded. */
export async function consequences(scene: RequestScene) {
  const before = await outside(scene);
  const entries = (await trail(scene)).length;
  await scene.processRun.work(scene.id);
  await scene.processRun.reconcile();
  await scene.processRun.show();
  return {
    isUntouched: JSON.stringify(await outside(scene)) === JSON.stringify(before),
    alarms: scene.aCase.view.alarms,
    state: (await scene.aCase.memory.store.load(scene.id))?.state,
    news: (await trail(scene)).slice(entries),
  };
}
