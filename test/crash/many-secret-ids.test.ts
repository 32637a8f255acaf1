import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { labelOf } from "../../src/domain/ledger.ts";
import { hour } from "../support/builders.ts";
import { drive } from "../support/drive.ts";
import { aRoleWithMany } from "../support/many-secret-ids.ts";
import { type SmallPlatform, startSmallPlatform } from "../support/small-platform.ts";

/** More than are named one by one, in three pages. */
const many = 520;

let platform: SmallPlatform;
beforeAll(async () => {
  platform = await startSmallPlatform();
});
afterAll(() => platform?.stop());

describe("a role with more SecretIDs than anybody can look at", () => {
  it("T21 is rotated as leaked; killed in the middle of the second page, it goes on, and nothing old is left", async () => {
    const { aCase, byHand, live, ledger, named, logsIn } = await aRoleWithMany(platform, many);
    const command = (role: string) => `rotate ${role} --leaked`;

    expect(await drive(aCase, await aCase.processRun({ diesAt: "appRoles.destroy 300 after" }), { command })).toBe("died");
    const left = await live();
    expect(await drive(aCase, await aCase.processRun(), { command })).toBe("quiet");

    expect(left.length).toBeGreaterThan(1);
    expect(left.length).toBeLessThan(many);
    expect(await aCase.newest()).toMatchObject({
      state: "succeeded",
      plan: { seen: { replaces: [], replacesAll: { count: many + 1, byHand: many + 1 } } },
      note: { key: "rotate.done" },
    });
    expect(await live()).toEqual([(await ledger()).current?.accessor]);
    const said = await named();
    expect(byHand.filter((accessor) => !said.has(accessor))).toEqual([]);
    expect(await logsIn()).toBe(true);
    expect(await aCase.broken()).toEqual([]);
    await aCase.stop();
  });

  it("keeps all of them through the overlap as previous, ends them when it is over, and leaves what was made since", async () => {
    const { aCase, issueOne, live, ledger, logsIn } = await aRoleWithMany(platform, many);
    const since: string[] = [];
    const command = (role: string) => `rotate ${role}`;
    const seen = { liveInOverlap: 0, label: "" };
    const onOverlap = async () => {
      const accessors = await live();
      seen.liveInOverlap = accessors.length;
      const untilMs = (await ledger()).earlier?.untilMs ?? 0;
      seen.label = labelOf({ accessor: accessors[0] ?? "", createdAtMs: untilMs, metadata: {} }, await ledger());
      since.push(await issueOne());
    };

    expect(await drive(aCase, await aCase.processRun(), { command, onOverlap })).toBe("quiet");

    expect(seen).toEqual({ liveInOverlap: many + 2, label: "previous" });
    const { current, earlier, previous } = await ledger();
    expect([earlier, previous]).toEqual([null, []]);
    expect((await live()).toSorted()).toEqual([current?.accessor, ...since].toSorted());
    expect(await logsIn()).toBe(true);
    await aCase.stop();
  });

  it("is cleaned up although the bot never rotated it, where nothing was ever delivered; also after a kill", async () => {
    const { aCase, byHand, live, named } = await aRoleWithMany(platform, many, { writtenAgoMs: null });
    const command = (role: string) => `clean-up ${role}`;

    expect(await drive(aCase, await aCase.processRun({ diesAt: "appRoles.destroy 300 before" }), { command })).toBe("died");
    expect(await drive(aCase, await aCase.processRun(), { command })).toBe("quiet");

    expect(await aCase.newest()).toMatchObject({ state: "succeeded", note: { key: "clean-up.done-unrotated" } });
    expect(await live()).toEqual([]);
    const said = await named();
    expect(byHand.filter((accessor) => !said.has(accessor))).toEqual([]);
    await aCase.stop();
  });

  it("loses nothing that a destination may hold: what was made before it was written to stays, and the answer says what to type", async () => {
    const { aCase, live } = await aRoleWithMany(platform, 30, { writtenAgoMs: 23 * hour });

    expect(await drive(aCase, await aCase.processRun(), { command: (role) => `clean-up ${role}` })).toBe("quiet");

    expect(await aCase.newest()).toMatchObject({ state: "refused", note: { key: "clean-up.no-current" } });
    expect((await live()).length).toBe(31);
    await aCase.stop();
  });
});
