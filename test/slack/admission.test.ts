import { describe, expect, it } from "vitest";
import { type Admitted, mayBeHeard, senderOf } from "../../src/slack/admission.ts";
import { CommandPayload, FormPayload, HomePayload, PressPayload, payloadOf } from "../../src/slack/wire.ts";
import { aCommand, aPress } from "../support/hostile-slack.ts";

const grid = { id: "E0ACME", name: "Acme" };
const view = { id: "V1", private_metadata: '{"command":"register db","channel":"C0OPS","locale":"en"}', state: { values: {} } };

/**
 * One place and one person, as each kind of payload tells of them: a slash command names workspace and organisation flat, an
 * interaction in objects, with the organisation's id as the person's `team_id`.
 */
const toldBy = (team: string | null, enterprise: typeof grid | null) => {
  const org = enterprise === null ? {} : { enterprise_id: enterprise.id, enterprise_name: enterprise.name };
  const interaction = {
    team: team === null ? null : { id: team, domain: "acme", ...org },
    enterprise,
    is_enterprise_install: enterprise !== null,
    user: { id: "U0BOB", username: "bob", team_id: enterprise?.id ?? team },
  };
  const event = { user: "U0BOB", tab: "home", type: "app_home_opened" };
  const told = [
    payloadOf(PressPayload, aPress(interaction)),
    payloadOf(FormPayload, { type: "view_submission", api_app_id: "A0BOT", view, ...interaction }),
    ...(team === null
      ? []
      : [
          payloadOf(CommandPayload, aCommand({ team_id: team, ...org, is_enterprise_install: String(enterprise !== null) })),
          payloadOf(HomePayload, { api_app_id: "A0BOT", team_id: team, ...org, event }),
        ]),
  ];
  return told.map((payload) => {
    if (payload === undefined) throw new Error("a documented payload could not be read");
    return senderOf(payload);
  });
};

const admitted = (enterpriseId?: string): Admitted => ({
  appIds: new Set(["A0BOT"]),
  teamIds: new Set(["T0HOME"]),
  enterpriseId,
});

describe("T3 where a payload comes from", () => {
  it.each<[string, string | null, typeof grid | null, string | undefined, boolean]>([
    ["our workspace", "T0HOME", null, undefined, true],
    ["our workspace, which is part of an organisation", "T0HOME", grid, undefined, true],
    ["our workspace of our organisation", "T0HOME", grid, "E0ACME", true],
    ["another workspace of our organisation", "T0OTHER", grid, "E0ACME", true],
    ["our organisation, where the app is installed for all and no workspace is told", null, grid, "E0ACME", true],
    ["another workspace", "T0OTHER", null, undefined, false],
    ["another workspace of an organisation that is not configured", "T0OTHER", grid, undefined, false],
    ["an organisation that is not configured, without a workspace", null, grid, undefined, false],
    ["another organisation", "T0HOME", { id: "E0EVIL", name: "Evil" }, "E0ACME", false],
    ["our workspace without the organisation that must be named", "T0HOME", null, "E0ACME", false],
    ["nowhere", null, null, undefined, false],
    ["nowhere, where an organisation must be named", null, null, "E0ACME", false],
  ])("is judged alike for commands, presses, forms and the Home tab: %s", (_, team, enterprise, configured, allowed) => {
    const senders = toldBy(team, enterprise);

    expect(new Set(senders.map((sender) => JSON.stringify(sender))).size).toBe(1);
    expect(senders.map((sender) => mayBeHeard(sender, admitted(configured)).allowed)).toEqual(senders.map(() => allowed));
    for (const sender of senders) expect(mayBeHeard({ ...sender, appId: "A0OTHER" }, admitted(configured)).allowed).toBe(false);
  });
});
