import pMap from "p-map";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { alice, bob } from "../support/builders.ts";
import type { Moment } from "../support/crashable.ts";
import { drive } from "../support/drive.ts";
import { aRotationCase, type RotationCase } from "../support/rotation-case.ts";
import { type SmallPlatform, startSmallPlatform } from "../support/small-platform.ts";
import { buildPath, canaryPath } from "../support/workflow-files.ts";

const lanes = 16;
const command = (role: string): string => `rotate ${role} weekly`;

let platform: SmallPlatform;
beforeAll(async () => {
  platform = await startSmallPlatform();
});
afterAll(() => platform?.stop());

const move = async ({ fake }: RotationCase): Promise<void> => {
  for (const { id } of fake.runs()) await fake.advanceRun(id);
};
const canaryRuns = ({ fake }: RotationCase) => fake.runs().filter(({ path }) => path === canaryPath);

/** A rotation with a canary; lives one after the other, each dying at its moment. */
async function livesOf(deaths: readonly Moment[]) {
  const aCase = await aRotationCase(platform, { hasCanary: true });
  const moments: (readonly Moment[])[] = [];
  const broken: string[] = [];
  try {
    const onOverlap = async (): Promise<void> => void broken.push(...(await aCase.broken()));
    for (const diesAt of [...deaths, undefined]) {
      const processRun = await aCase.processRun({ diesAt });
      moments.push(processRun.moments);
      if ((await drive(aCase, processRun, { command, onOverlap, onWait: () => move(aCase) })) === "quiet") break;
    }
    const { state, steps } = (await aCase.newest()) ?? {};
    const runs = canaryRuns(aCase).length;
    const ended = [
      ...(state === "succeeded" && steps?.some(({ id }) => id === "prove") ? [] : [`ended as ${state}`]),
      ...(runs === 1 ? [] : [`${runs} runs of the canary`]),
    ];
    return { moments, broken: [...broken, ...ended, ...(await aCase.broken())] };
  } finally {
    await aCase.stop();
  }
}

describe("T21 a process that dies while the canary proves a rotation", () => {
  it("another one finishes: one run of the canary, and everything holds", async () => {
    const undisturbed = await livesOf([]);
    const all = undisturbed.moments[0] ?? [];
    const from = all.findIndex((moment) => moment.startsWith("workflowRuns.newest"));
    const to = all.findLastIndex((moment) => moment.startsWith("workflowRuns."));
    const points = all.slice(from, to + 3).filter((moment) => /^workflowRuns\.|^store\.save/.test(moment));

    const found = await pMap(points, async (point) => (await livesOf([point])).broken.map((one) => `${point}: ${one}`), {
      concurrency: lanes,
    });

    expect(undisturbed.broken).toEqual([]);
    expect(found.flat()).toEqual([]);
    expect(points.length).toBeGreaterThan(15);
  });
});

describe("a canary that proves nothing", () => {
  /** A rotation that got as far as its canary, which then fails. */
  async function failed(spoil: (aCase: RotationCase) => Promise<void> | void) {
    const aCase = await aRotationCase(platform, { hasCanary: true });
    const processRun = await aCase.processRun();
    let isSpoilt = false;
    const onWait = async (): Promise<void> => {
      if (!isSpoilt && canaryRuns(aCase).length > 0) {
        isSpoilt = true;
        await spoil(aCase);
      }
      await move(aCase);
    };
    await drive(aCase, processRun, { command, onWait });
    const request = await aCase.newest();
    const live = await platform.vault.server.api("LIST", `auth/approle/role/${aCase.role}/secret-id`);
    return { aCase, processRun, id: String(request?.id), request, live: Object(live.body.data)["keys"].length };
  }
  const goOn = ({ aCase, processRun }: Awaited<ReturnType<typeof failed>>) =>
    drive(aCase, processRun, { command, onWait: () => move(aCase) });

  it("keeps the old one alive and asks for a person; Try again runs it again and goes on", async () => {
    const scene = await failed(({ fake }) => fake.script({ path: canaryPath, conclusion: "failure" }));
    const { aCase, processRun, id, request, live } = scene;
    expect(request).toMatchObject({ state: "needs-attention", note: { params: { because: { key: "canary.failed" } } } });
    expect(live).toBe(2);
    aCase.fake.script({ path: canaryPath });

    await processRun.resume(id);
    await goOn(scene);

    expect((await aCase.newest())?.state).toBe("succeeded");
    expect(canaryRuns(aCase)).toHaveLength(2);
    expect(await aCase.broken()).toEqual([]);
    await aCase.stop();
  });

  it("Deliver again issues another one, proves that, and ends the one before", async () => {
    const scene = await failed(({ fake }) => fake.script({ path: canaryPath, conclusion: "failure" }));
    const { aCase, processRun, id } = scene;
    const first = (await aCase.memory.documents.read(`ledger/${aCase.role}`)) ?? {};
    aCase.fake.script({ path: canaryPath });

    await processRun.rerunFromStep(id, alice);
    await goOn(scene);

    const ledger = await aCase.memory.documents.read(`ledger/${aCase.role}`);
    expect((await aCase.newest())?.state).toBe("succeeded");
    expect([Object(first).pending.generation, Object(ledger).current.generation]).toEqual([1, 2]);
    expect(canaryRuns(aCase).at(-1)?.jobs.at(-1)?.name).toBe(`request ${id} generation 2`);
    expect(await aCase.broken()).toEqual([]);
    await aCase.stop();
  });

  it("because somebody pasted another SecretID: it logs in, and is not ours", async () => {
    // The run of the canary took the secrets when it was queued, so the next one finds what was pasted.
    const scene = await failed(({ fake }) => fake.script({ path: canaryPath, conclusion: "failure" }));
    const { aCase, processRun, id } = scene;
    const { body } = await platform.vault.ok("POST", `auth/approle/role/${aCase.role}/secret-id`);
    await aCase.paste(String(body.data?.["secret_id"]));
    aCase.fake.script({ path: canaryPath });

    await processRun.resume(id);
    await goOn(scene);

    expect(await aCase.newest()).toMatchObject({
      state: "needs-attention",
      note: { params: { because: { key: "canary.other" } } },
    });
    await aCase.stop();
  });

  it("because it takes too long, or never begins", async () => {
    const aCase = await aRotationCase(platform, { hasCanary: true });
    const processRun = await aCase.processRun();

    await drive(aCase, processRun, { command });

    expect(await aCase.newest()).toMatchObject({
      state: "needs-attention",
      note: { params: { because: { key: "canary.late" } } },
    });
    await aCase.stop();
  });
});

describe("runs that began before the delivery", () => {
  const before = { repository: "acme/profinaut", path: buildPath, agoMs: 60_000, lastsMs: 3_600_000 };
  const isOldAlive = async ({ role }: RotationCase): Promise<boolean> => {
    const { body } = await platform.vault.server.api("LIST", `auth/approle/role/${role}/secret-id`);
    return Object(body.data)["keys"].length === 2;
  };

  it("keep the old SecretID alive: the card names them, and it ends when they are over", async () => {
    const aCase = await aRotationCase(platform);
    const processRun = await aCase.processRun();
    const id = aCase.fake.startRun(before);
    const notes: unknown[] = [];
    const onWait = async (): Promise<void> => {
      const request = await aCase.newest();
      if (request?.state !== "succeeded") return;
      notes.push(request.note);
      expect(await isOldAlive(aCase)).toBe(true);
      if (notes.length === 3) while (await aCase.fake.advanceRun(id));
    };

    await drive(aCase, processRun, { command, onWait });

    expect(notes).toHaveLength(3);
    expect(notes.at(-1)).toMatchObject({ key: "in-flight.waits", params: { runs: ["Build #1"] } });
    expect(await aCase.newest()).toMatchObject({ note: { key: "rotate.done" }, laterSteps: [{ state: "done" }] });
    expect(await aCase.broken()).toEqual([]);
    await aCase.stop();
  });

  it("are waited for no longer when an approver says so, after the longest wait", async () => {
    const aCase = await aRotationCase(platform);
    aCase.settings = { ...aCase.settings, longestWaitMs: 10_000 };
    const processRun = await aCase.processRun();
    aCase.fake.startRun(before);
    const onWait = async (): Promise<void> => {
      const request = await aCase.newest();
      if (request?.note?.key !== "in-flight.ask" || request.hastened !== undefined) return;
      expect(await isOldAlive(aCase)).toBe(true);
      await expect(processRun.retireNow(request.id, alice)).rejects.toMatchObject({
        sentence: { key: "approval.haste-by-requester" },
      });
      await processRun.retireNow(request.id, bob);
    };

    await drive(aCase, processRun, { command, onWait });

    expect(await aCase.newest()).toMatchObject({ hastened: { by: bob }, laterSteps: [{ state: "done" }] });
    expect(await isOldAlive(aCase)).toBe(false);
    expect(await aCase.broken()).toEqual([]);
    await aCase.stop();
  });

  it("are named before anybody approves, when it has leaked, and are not waited for", async () => {
    const aCase = await aRotationCase(platform);
    const processRun = await aCase.processRun();
    aCase.fake.startRun(before);

    await drive(aCase, processRun, { command: (role) => `rotate ${role} --leaked laptop lost` });

    const request = await aCase.newest();
    expect(request?.plan?.facts).toContainEqual(expect.objectContaining({ label: { key: "in-flight.label", params: {} } }));
    expect(request).toMatchObject({ state: "succeeded", laterSteps: [{ state: "done" }] });
    expect(await aCase.broken()).toEqual([]);
    await aCase.stop();
  });
});
