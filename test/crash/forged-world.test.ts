import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TakenError } from "../../src/app/submit.ts";
import { emptyLedger, type LedgerEntry, ledgerWrite, type RoleLedger } from "../../src/domain/ledger.ts";
import type { OperationRequest, StepRecord } from "../../src/domain/request.ts";
import { createLedgers } from "../../src/redis/ledgers.ts";
import { bob, hour } from "../support/builders.ts";
import { withCase as withCaseOn } from "../support/disturbed-rotation.ts";
import type { ProcessRun } from "../support/process-run.ts";
import type { RotationCase } from "../support/rotation-case.ts";
import { type SmallPlatform, startSmallPlatform } from "../support/small-platform.ts";

let platform: SmallPlatform;
beforeAll(async () => {
  platform = await startSmallPlatform();
});
afterAll(() => platform?.stop());

interface Scene {
  readonly aCase: RotationCase;
  readonly processRun: ProcessRun;
  /** Of the rotations that were carried out, oldest first. */
  readonly done: readonly [string, string];
  /** Has a third rotation approved, which never runs. @returns its id */
  readonly approveThird: () => Promise<string>;
  readonly ledger: RoleLedger;
}

async function untilDone(aCase: RotationCase, processRun: ProcessRun, id: string): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) {
    const { againAtMs = 0 } = await processRun.work(id);
    if ((await aCase.memory.store.load(id))?.state === "succeeded") return;
    aCase.advance(Math.max(0, againAtMs - aCase.now()));
  }
  throw new Error(`${id} does not come to its end`);
}

/** A role that was rotated twice within its overlap: whatever Redis holds can be changed now. */
const withScene = (isSigned: boolean, test: (scene: Scene) => Promise<void>) =>
  withCaseOn(
    () => platform,
    async (aCase) => {
      const processRun = await aCase.processRun();
      const approve = async (reason: string): Promise<string> => {
        const { id } = await processRun.submit(`rotate ${aCase.role} ${reason}`);
        await processRun.work(id);
        await processRun.decide(id, bob);
        return id;
      };
      const first = await approve("weekly");
      await untilDone(aCase, processRun, first);
      const second = await approve("again");
      await untilDone(aCase, processRun, second);
      const ledger = await createLedgers({ documents: aCase.memory.documents }).read(aCase.role);
      await test({ aCase, processRun, done: [first, second], approveThird: () => approve("a third time"), ledger });
    },
    { isSigned },
  );

async function accessorsOf({ role }: RotationCase): Promise<readonly string[]> {
  const { body } = await platform.vault.server.api("LIST", `auth/approle/role/${role}/secret-id`);
  return Array.isArray(body.data?.["keys"]) ? body.data["keys"].map(String).sort() : [];
}

async function eachLogsIn({ role, fake }: RotationCase): Promise<readonly number[]> {
  const { body } = await platform.vault.ok("GET", `auth/approle/role/${role}/role-id`);
  const logins = fake
    .secrets()
    .map(({ value }) =>
      platform.vault.server.api("POST", "auth/approle/login", { role_id: body.data?.["role_id"], secret_id: value }, ""),
    );
  return (await Promise.all(logins)).map(({ status }) => status);
}

const current = ({ ledger }: Scene): LedgerEntry => {
  if (ledger.current === null) throw new Error("nothing is in use");
  return ledger.current;
};
const before = ({ ledger, done }: Scene): LedgerEntry => {
  const found = ledger.previous.find(({ request }) => request === done[0]);
  if (found === undefined) throw new Error("nothing was in use before");
  return found;
};

/** The ledger that calls the one before the one in use, and fits Vault's tag and GitHub's times. */
const swapped = (scene: Scene, changes: Partial<RoleLedger> = {}): RoleLedger => ({
  ...scene.ledger,
  ...{ generation: before(scene).generation, current: { ...before(scene), deliveredAtMs: current(scene).deliveredAtMs } },
  ...{ previous: [{ ...current(scene), retireAtMs: 0 }], ...changes },
});

const plantLedger = ({ aCase }: Scene, ledger: RoleLedger): void => aCase.memory.plantDocument(ledgerWrite(ledger));

async function forge(
  { aCase }: Scene,
  id: string,
  change: (request: OperationRequest) => Partial<OperationRequest>,
): Promise<void> {
  const request = await aCase.memory.store.load(id);
  if (request !== undefined) aCase.memory.plant(id, JSON.stringify({ ...request, ...change(request) }));
}

const stepsDone = (steps: readonly StepRecord[], checkpoints: { readonly [id: string]: object }): StepRecord[] =>
  steps.map((step) => ({ ...step, state: "done", checkpoint: Object(checkpoints[step.id] ?? {}) }));

/** The record of a rotation that is approved, as if it had delivered and what is in use were to retire. */
const asIfDone =
  (accessor: string, retiring: readonly string[]) =>
  ({ steps, laterSteps }: OperationRequest): Partial<OperationRequest> => ({
    state: "succeeded",
    steps: stepsDone(steps, {
      "issue-and-deliver": { accessor, createdAtMs: 0, expiresAtMs: null, deliveredAtMs: 0, updatedAtMs: {} },
      commit: { accessor, expiresAtMs: null, retiring, retireAtMs: 0 },
    }),
    laterSteps: laterSteps.map((step) => ({ ...step, dueAtMs: 0 })),
  });

/** What a forged record or ledger leads to: why, as the channel's alarms, a rotation that needs attention and the clean-up say; and what the trail says. */
interface Refusals {
  readonly alarms: readonly string[];
  readonly rotation?: string | undefined;
  readonly cleanUp?: string | undefined;
  readonly trail: readonly string[];
}

interface Forgery {
  readonly what: string;
  readonly forge: (scene: Scene) => Promise<unknown>;
  /** Where nothing is signed yet; and where it is, as far as that is refused for another reason. */
  readonly unsigned: Refusals;
  readonly signed?: Partial<Refusals>;
}

/** What the ledger does not label is left alone, and clean-ups are refused: Vault says that a later one is alive. */
const newer: Refusals = { alarms: [], cleanUp: "doubt.newer", trail: [] };

const forgeries: readonly Forgery[] = [
  {
    what: "the ledger calls the one before the one in use",
    forge: async (scene) => plantLedger(scene, swapped(scene)),
    unsigned: newer,
  },
  {
    what: "the ledger calls the one before the one in use, and does not know the other at all",
    forge: async (scene) => plantLedger(scene, swapped(scene, { previous: [] })),
    unsigned: { ...newer, trail: ["orphan.found"] },
  },
  {
    what: "an approved rotation claims to have replaced the one in use",
    forge: async (scene) => {
      const id = await scene.approveThird();
      plantLedger(scene, swapped(scene));
      await forge(scene, id, asIfDone(before(scene).accessor, [current(scene).accessor]));
      return id;
    },
    unsigned: { ...newer, alarms: ["doubt.newer"] },
    signed: { alarms: ["request.tampered"], cleanUp: undefined },
  },
  {
    what: "an approved rotation is about to commit the one before as the new one, and the one in use as what may be left",
    forge: async (scene) => {
      const id = await scene.approveThird();
      const { memory } = scene.aCase;
      await memory.audit.append([{ atMs: 0, actor: "bot:worker", action: "run.started", request: id, details: {} }]);
      const pending = { ...before(scene), request: id };
      plantLedger(scene, { ...scene.ledger, current: null, previous: [], pending, maybe: [current(scene)] });
      await forge(scene, id, ({ steps }) => ({
        state: "running",
        steps: stepsDone(steps, {
          "issue-and-deliver": { ...pending, deliveredAtMs: 0, updatedAtMs: scene.ledger.delivered },
        }).map((step) => (step.id === "commit" ? { ...step, state: "running", checkpoint: null } : step)),
      }));
    },
    unsigned: { alarms: ["rotate.current-gone", "rotate.current-gone"], rotation: "rotate.pending-lost", trail: [] },
    signed: { rotation: undefined, cleanUp: "clean-up.no-current", trail: ["request.tampered"] },
  },
  {
    what: "the rotation that delivered the one in use failed, and is a leftover",
    forge: async (scene) => {
      plantLedger(scene, swapped(scene, { previous: [] }));
      await forge(scene, scene.done[1], () => ({ state: "failed", laterSteps: [] }));
    },
    unsigned: { ...newer, trail: ["orphan.found"] },
    signed: { trail: [] },
  },
  {
    what: "the rotation that delivered the one in use still runs, and nothing was sent",
    forge: async (scene) => {
      plantLedger(scene, swapped(scene, { previous: [] }));
      const { trail } = scene.aCase.memory;
      const end = trail.findIndex(({ request, action }) => request === scene.done[1] && action === "run.succeeded");
      trail.splice(end);
      await forge(scene, scene.done[1], ({ steps }) => ({
        state: "running",
        steps: steps.map((step) =>
          step.id === "intent" ? step : { ...step, state: "running", checkpoint: null, progress: null, attempts: 1 },
        ),
      }));
    },
    unsigned: { alarms: [], cleanUp: "clean-up.nothing", trail: [] },
    signed: { cleanUp: "doubt.newer", trail: ["request.tampered", "orphan.found"] },
  },
  {
    what: "the ledger is empty",
    forge: async (scene) => plantLedger(scene, emptyLedger(scene.aCase.role)),
    unsigned: { ...newer, alarms: ["rotate.current-gone", "rotate.current-gone"], trail: ["orphan.found"] },
  },
];

const titled = forgeries.map((forgery) => [forgery.what, forgery] as const);

/** Everything that ends SecretIDs is tried: what is due now, in two hours and in a day, what is swept, and what people ask for. */
async function tryAll({ aCase, processRun }: Scene): Promise<void> {
  for (const laterMs of [0, 2 * hour, 24 * hour]) {
    aCase.advance(laterMs);
    const known = (await aCase.memory.store.recent(100)).toReversed().filter(({ operation }) => operation === "rotate");
    for (const { id } of known) await processRun.work(id);
    await processRun.collectOrphans();
    // No clean-up of a role whose rotation needs attention.
    if ((await aCase.newest())?.state === "needs-attention") continue;
    // Whoever is believed to hold the role's lock keeps others out until that is freed.
    const id = await processRun.submit(`clean-up ${aCase.role}`).then(
      (request) => request.id,
      (error: unknown) => {
        if (error instanceof TakenError) return undefined;
        throw error;
      },
    );
    if (id === undefined) continue;
    await processRun.work(id);
    if ((await aCase.memory.store.load(id))?.state !== "pending") continue;
    await processRun.decide(id, bob);
    await processRun.work(id);
  }
}

const becauseIn = (params: object): string => String(Object(params).because.key);

async function refusals({ aCase: { memory, view } }: Scene): Promise<Refusals> {
  const requests = (await memory.store.recent(100)).toReversed();
  const cleanUp = requests.find(({ operation }) => operation === "clean-up");
  const stuck = requests.find(({ state }) => state === "needs-attention")?.note;
  const told = memory.trail.filter(({ action }) => ["orphan.found", "orphan.destroyed", "request.tampered"].includes(action));
  return {
    alarms: view.alarms.map(({ key, params }) => (key === "retire.stuck" ? becauseIn(params) : key)),
    rotation: stuck?.key === "run.needs-attention" ? becauseIn(stuck.params) : undefined,
    cleanUp: cleanUp?.note?.key,
    trail: [...new Set(told.map(({ action }) => action))],
  };
}

describe.concurrent.each([
  ["before signing began", false],
  ["signed", true],
])("T12 a writer of Redis who makes all of it fit together, %s", (_, isSigned) => {
  it.each(titled)("%s: what every destination holds lives, and why is said", (_what, { forge: forgeIt, unsigned, signed }) =>
    withScene(isSigned, async (scene) => {
      await forgeIt(scene);

      await tryAll(scene);

      expect(await refusals(scene)).toEqual({ ...unsigned, ...(isSigned ? signed : {}) });
      expect(await eachLogsIn(scene.aCase)).toEqual([200, 200]);
      expect(await scene.aCase.broken()).not.toContain("destroyed what a destination holds");
    })(),
  );

  it("who forges nothing: what was replaced ends, and what every destination holds lives", () =>
    withScene(isSigned, async (scene) => {
      expect(await accessorsOf(scene.aCase)).toHaveLength(3);

      await tryAll(scene);

      expect(await accessorsOf(scene.aCase)).toEqual([current(scene).accessor]);
      expect(await eachLogsIn(scene.aCase)).toEqual([200, 200]);
      expect(await refusals(scene)).toEqual({ alarms: [], cleanUp: "clean-up.nothing", trail: [] });
    })());
});

describe("T21 a write to GitHub that arrives after we gave up, and after a newer one", () => {
  it(
    "brings what lives through the overlap; then it is noticed, nothing ends, and the next delivery repairs",
    withCaseOn(
      () => platform,
      async (aCase) => {
        const path = "/environments/production/secrets/";
        let puts = 0;
        const processRun = await aCase.processRun({
          onCall: ({ name }) => {
            if (name !== "destinations.put") return;
            puts += 1;
            // The second write of the first attempt.
            if (puts === 2) aCase.fake.mode({ mode: "commit-late", path, methods: ["PUT"], times: 1, delayMs: 3_000 });
          },
        });
        const rotated = async (reason: string): Promise<string> => {
          const { id } = await processRun.submit(`rotate ${aCase.role} ${reason}`);
          await processRun.work(id);
          await processRun.decide(id, bob);
          await untilDone(aCase, processRun, id);
          return id;
        };
        const valueThere = (): string | undefined => aCase.fake.secrets().find(({ environment }) => environment)?.value;

        const first = await rotated("weekly");
        const delivered = valueThere();
        await expect.poll(valueThere, { timeout: 20_000 }).not.toBe(delivered);

        expect(await eachLogsIn(aCase)).toEqual([200, 200]);
        aCase.advance(2 * hour);
        const live = await accessorsOf(aCase);
        await processRun.work(first);
        await processRun.collectOrphans();
        expect(aCase.view.alarms).toMatchObject([{ key: "retire.stuck", params: { because: { key: "doubt.changed" } } }]);
        expect([await accessorsOf(aCase), await eachLogsIn(aCase)]).toEqual([live, [200, 200]]);

        const second = await rotated("repair");
        aCase.advance(2 * hour);
        for (const id of [first, second]) await processRun.work(id);
        await processRun.collectOrphans();

        expect(await eachLogsIn(aCase)).toEqual([200, 200]);
        expect(await accessorsOf(aCase)).toHaveLength(1);
      },
    ),
  );
});
