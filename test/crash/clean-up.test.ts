import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createLedgers } from "../../src/redis/ledgers.ts";
import { drive } from "../support/drive.ts";
import { brokenStory } from "../support/invariants.ts";
import { failuresAfter } from "../support/many-deaths.ts";
import type { Moment } from "../support/mortal.ts";
import { aRotationCase, type RotationCase } from "../support/rotation-case.ts";
import { type SmallPlatform, startSmallPlatform } from "../support/small-platform.ts";
import { textOf } from "../vault/a-vault.ts";

/** Calls that change something, show something, or decide on what was looked at. */
const isPoint = (moment: Moment): boolean =>
  /^(?:appRoles|view)\.|^store\.save|^audit\.append|^viewState\.write|^jobs\.ensure/.test(moment);
const strangers = 3;

let platform: SmallPlatform;
beforeAll(async () => {
  platform = await startSmallPlatform();
});
afterAll(() => platform?.stop());

/** A role that was rotated, and then given more SecretIDs by hand. */
async function aRotatedRole() {
  const aCase = await aRotationCase(platform);
  await drive(aCase, await aCase.life(), { command: (role) => `rotate ${role} --leaked` });
  const byHand: string[] = [];
  for (let count = 0; count < strangers; count += 1) {
    const { body } = await platform.vault.ok("POST", `auth/approle/role/${aCase.role}/secret-id`);
    byHand.push(textOf(body.data?.["secret_id_accessor"]));
  }
  return { aCase, byHand };
}

const isCleanUp = ({ operation }: { readonly operation: string }): boolean => operation === "clean-up";

/** What must hold at the end and does not. */
async function broken({ role, memory, view, double, newest }: RotationCase, byHand: readonly string[]) {
  const requests = (await memory.store.recent(100)).toReversed();
  const trail = await memory.audit.entries(1, 10_000);
  const { current } = await createLedgers({ documents: memory.documents }).read(role);
  const { body } = await platform.vault.ok("LIST", `auth/approle/role/${role}/secret-id`);
  const live = Array.isArray(body.data?.["keys"]) ? body.data["keys"].map(String) : [];
  const logins = await Promise.all(
    double.secrets().map(async ({ value }) => {
      const roleId = (await platform.vault.ok("GET", `auth/approle/role/${role}/role-id`)).body.data?.["role_id"];
      const login = { role_id: roleId, secret_id: value };
      return (await platform.vault.server.api("POST", "auth/approle/login", login, "")).status;
    }),
  );
  const named = JSON.stringify(trail.filter(({ details }) => details["destroying"] !== undefined));
  return [
    ...((await newest())?.state === "succeeded" ? [] : [`ended as ${(await newest())?.state}`]),
    ...(requests.filter(isCleanUp).length === 1 ? [] : ["it was asked for more than once"]),
    ...(live.length === 1 && live[0] === current?.accessor ? [] : [`${live.length} SecretIDs live`]),
    ...(logins.length === 2 && logins.every((status) => status === 200) ? [] : ["what is delivered does not log in"]),
    ...byHand.filter((accessor) => !named.includes(accessor)).map((accessor) => `${accessor} ended without a word`),
    ...view.alarms.map(({ key }) => `alarm: ${key}`),
    ...brokenStory({
      requests,
      trail,
      cards: view.cards().map(({ requestId, revision, lines }) => ({
        requestId,
        isTrue: (request) => request.revision === revision,
        lines,
      })),
      isUnsaid: () => false,
      secrets: [],
      sinks: [],
    }),
  ];
}

async function livesOf(deaths: readonly Moment[]) {
  const { aCase, byHand } = await aRotatedRole();
  const newest: RotationCase["newest"] = async () => (await aCase.memory.store.recent(100)).find(isCleanUp);
  const moments: (readonly Moment[])[] = [];
  try {
    for (const diesAt of [...deaths, undefined]) {
      const life = await aCase.life({ diesAt });
      moments.push(life.moments);
      const command = (role: string): string => `clean-up ${role} old pipeline`;
      const { role, now, advance } = aCase;
      if ((await drive({ role, now, advance, newest }, life, { command })) === "quiet") break;
    }
    return { moments, broken: await broken({ ...aCase, newest }, byHand) };
  } finally {
    await aCase.stop();
  }
}

describe("T21 a process that dies at any moment of a clean-up", () => {
  let points: readonly Moment[] = [];
  beforeAll(async () => {
    const { moments, broken: sentences } = await livesOf([]);
    expect(sentences).toEqual([]);
    points = (moments[0] ?? []).filter(isPoint);
    expect(points.filter((point) => point.startsWith("appRoles.destroy"))).toHaveLength(2 * strangers);
  });

  it("its first attempt: another one finishes, and everything holds", async () => {
    expect(
      await failuresAfter(
        points.map((point) => [point]),
        livesOf,
      ),
    ).toEqual([]);
  });

  it("its first and its second attempt, at the same point", async () => {
    expect(
      await failuresAfter(
        points.map((point) => [point, point]),
        livesOf,
      ),
    ).toEqual([]);
  });
});
