import { describe, expect, it } from "vitest";
import { approvers } from "../../src/checks/approvers.ts";
import { cardChannel } from "../../src/checks/card-channel.ts";
import type { Check, CheckPorts } from "../../src/domain/check.ts";
import { say } from "../../src/domain/sentence.ts";
import type { PolicyStanding } from "../../src/ports/approvers-left.ts";
import { noon } from "../support/builders.ts";
import { checkPorts } from "../support/check-ports.ts";

const look = async (check: Check, given: Partial<CheckPorts>) =>
  (await check.run({ ports: checkPorts(given), nowMs: noon, signal: new AbortController().signal, remembered: undefined }))
    .findings;

describe("those who may approve", () => {
  const left = { userId: "U0LEFT", because: say("directory.deactivated", {}) };
  const standing = (changes: Partial<PolicyStanding>): PolicyStanding => ({
    ...{ where: "roles.profinaut-db.approval", required: 1, left: 2, gone: [], because: null },
    ...changes,
  });
  const found = (...standings: readonly PolicyStanding[]) => look(approvers, { approversLeft: async () => standings });

  it("are in order while enough are there", async () => {
    expect(await found(standing({}), standing({ left: 1 }))).toEqual([]);
  });

  it("are an alarm when one has left, by name, and a graver one when too few are left", async () => {
    const [one, few] = await found(standing({ gone: [left] }), standing({ where: "approval", left: 0, gone: [left] }));

    expect(one).toMatchObject({
      ...{ severity: "alarm", about: "approvers/roles.profinaut-db.approval/gone/U0LEFT" },
      what: { key: "checked.approvers.gone", params: { left: 2, gone: ["U0LEFT"] } },
    });
    expect(few).toMatchObject({ about: "approvers/approval/too-few", what: { key: "checked.approvers.too-few" } });
  });

  it("are an alarm with its reason when their group is not there", async () => {
    const because = say("directory.group-unknown", { group: "S1" });

    expect(await found(standing({ left: 0, because }))).toMatchObject([{ what: because }]);
  });
});

describe("the channel of the cards", () => {
  it("is in order while nothing speaks against it", async () => {
    expect(await look(cardChannel, { cardChannel: { objection: async () => undefined } })).toEqual([]);
  });

  it("is found when something does, and not said where it must not be", async () => {
    const what = say("channel.shared", { channel: "C0OPS" });

    expect(await look(cardChannel, { cardChannel: { objection: async () => what } })).toMatchObject([
      { about: "card-channel/channel.shared", severity: "warning", what },
    ]);
  });
});
