import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { parse, stringify } from "yaml";
import type { World } from "../../demo/world.ts";
import { startWorld } from "../support/a-world.ts";
import { aCommand, aMember, aPress, type HostileSlack, self, startHostileSlack } from "../support/hostile-slack.ts";
import { outsideOf } from "../support/secret-ids.ts";
import { trailEntry, trailOf } from "../support/trail.ts";

// The local Slack has no guests, no second workspace and no Slack Connect: a hostile Slack stands in its place here.
let world: World;
let slack: HostileSlack;
beforeAll(async () => {
  [world, slack] = [await startWorld(), await startHostileSlack()];
  slack.users.set("U0ALICE", aMember({ real_name: "Alice", profile: { real_name: "Alice", email: "alice@example.com" } }));
  slack.users.set("U0BOB", aMember({ real_name: "Bob", profile: { real_name: "Bob", email: "bob@example.com" } }));
  slack.users.set("U0ALICE2", aMember({ real_name: "Alice", profile: { real_name: "Alice", email: "Alice+2@example.com" } }));
  const config = parse(await readFile(world.configFile, "utf8"));
  const path = join(world.vault.folder, "strangers.yml");
  const approval = { ...config.approval, approvers: { users: ["U0BOB", "U0ALICE2"] } };
  await writeFile(path, stringify({ ...config, channel: "C0OPS", slack: { teams: [self.teamId] }, approval }));
  await world.startBot({ SLACK_API_URL: slack.apiUrl, PROFINAUT_CONFIG: path });
});
afterAll(async () => {
  await world?.stop();
  await slack?.stop();
});

/** Sends a payload, and returns the private answer and what it left on the trail. */
async function tell(
  type: "slash_commands" | "interactive",
  payload: Parameters<HostileSlack["deliver"]>[1],
  action: "command.refused" | "press.refused",
) {
  const [seq, answers] = [(await trailOf(world)).at(-1)?.seq ?? 0, slack.responses.length];
  await slack.deliver(type, { ...payload, response_url: slack.responseUrl });
  const entry = await trailEntry(world, (each) => each.action === action, seq);
  const told = await vi.waitFor(() => {
    expect(slack.responses.length).toBe(answers + 1);
    return String(slack.responses.at(-1)?.["text"]);
  }, 15_000);
  return { told, entry };
}

describe("T4 accounts that may not use the bot", () => {
  it.each([
    ["a guest of one channel", { is_ultra_restricted: true }, /Guests cannot use this bot/],
    ["a guest", { is_restricted: true }, /Guests cannot use this bot/],
    ["a bot", { is_bot: true }, /Bots and workflows cannot use this bot/],
    ["a workflow", { is_workflow_bot: true }, /Bots and workflows cannot use this bot/],
    ["a deactivated account", { deleted: true }, /deactivated/],
    ["a Slack Connect stranger", { is_stranger: true }, /Only members of the configured workspaces/],
    ["a member of another workspace", { team_id: "T0OTHER" }, /Only members of the configured workspaces/],
  ])("refuses %s, privately and on the trail, with nothing changed", async (who, flags, says) => {
    const userId = `U0${who
      .replaceAll(/[^a-z]/gi, "")
      .toUpperCase()
      .slice(0, 18)}`;
    slack.users.set(userId, aMember(flags));
    const before = await outsideOf(world);

    const { told, entry } = await tell(
      "slash_commands",
      aCommand({ user_id: userId, text: "rotate profinaut-db" }),
      "command.refused",
    );

    expect(told).toMatch(says);
    expect(entry.actor).toBe(`user:${userId}`);
    expect(await outsideOf(world)).toEqual(before);
  });
});

describe("T3 payloads of other workspaces and apps", () => {
  it.each([
    ["workspace", { team_id: "T0OTHER" }],
    ["app", { api_app_id: "A0OTHER" }],
  ])("refuses a command of another %s", async (_, changes) => {
    const { told, entry } = await tell(
      "slash_commands",
      aCommand({ text: "rotate profinaut-db", ...changes }),
      "command.refused",
    );

    expect(told).toContain("This bot does not serve this workspace or app; nothing was done");
    expect(entry.details["code"]).toBe("slack.stranger");
  });

  it("refuses a press of another workspace", async () => {
    const { told, entry } = await tell("interactive", aPress({ team: { id: "T0OTHER" } }), "press.refused");

    expect(told).toContain("This bot does not serve this workspace or app; nothing was done");
    expect(entry.details["code"]).toBe("slack.stranger");
  });
});

it("T5 refuses the approval of the requester's second account", async () => {
  await slack.deliver("slash_commands", aCommand({ text: "rotate profinaut-db", response_url: slack.responseUrl }));
  const { request } = await trailEntry(world, ({ action }) => action === "request.prepared");
  const card = await vi.waitFor(
    () => {
      const found = slack.messagesIn("C0OPS").find(({ blocks }) => JSON.stringify(blocks).includes(`${request}:title`));
      if (found === undefined) throw new Error("there is no card yet");
      return found;
    },
    { timeout: 10_000 },
  );
  const before = await outsideOf(world);

  const { told } = await tell(
    "interactive",
    aPress({
      user: { id: "U0ALICE2", team_id: self.teamId },
      container: { type: "message", channel_id: "C0OPS", message_ts: card.ts },
      actions: [{ type: "button", action_id: "profinaut_approve", block_id: "b", value: request }],
    }),
    "press.refused",
  );

  expect(told).toContain("looks like the same person");
  expect(await outsideOf(world)).toEqual(before);
});
