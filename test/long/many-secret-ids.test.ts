import { afterAll, beforeAll, expect, it } from "vitest";
import { drive } from "../support/drive.ts";
import { aRoleWithMany } from "../support/many-secret-ids.ts";
import { type SmallPlatform, startSmallPlatform } from "../support/small-platform.ts";

const count = 20_000;

let platform: SmallPlatform;
beforeAll(async () => {
  platform = await startSmallPlatform();
});
afterAll(() => platform?.stop());

it("T21 a role with 20,000 SecretIDs is rotated as leaked, killed on the way, and ends with one", async () => {
  const { aCase, byHand, live, named, logsIn, ledger } = await aRoleWithMany(platform, count);
  const command = (role: string) => `rotate ${role} --leaked`;

  expect(await drive(aCase, await aCase.processRun({ diesAt: "appRoles.destroy 9000 after" }), { command })).toBe("died");
  expect(await drive(aCase, await aCase.processRun(), { command })).toBe("quiet");

  expect(await aCase.newest()).toMatchObject({ state: "succeeded", plan: { seen: { replacesAll: { count: count + 1 } } } });
  expect(await live()).toEqual([(await ledger()).current?.accessor]);
  const said = await named();
  expect(byHand.filter((accessor) => !said.has(accessor))).toEqual([]);
  expect(await logsIn()).toBe(true);
  await aCase.stop();
});
