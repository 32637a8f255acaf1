import { describe, expect, it } from "vitest";
import { ConflictError, NotAllowedError, NotFoundError, UpstreamError } from "../../src/domain/errors.ts";
import { createDirectory, type DirectoryOptions } from "../../src/slack/directory.ts";
import { aMember, type Fault } from "../support/hostile-slack.ts";
import { aSlack, atMs } from "./arrange.ts";

async function aDirectory(changes: Partial<DirectoryOptions> = {}, options: { readonly timeoutMs?: number } = {}) {
  const { slack, lane } = await aSlack(options);
  const time = { ms: atMs };
  const directory = createDirectory({ lane, teams: new Set(["T0HOME"]), people: new Map(), now: () => time.ms, ...changes });
  const lookUps = (): number => slack.calls.filter(({ method }) => method === "users.info").length;
  return { slack, directory, time, lookUps };
}

describe("T4 an account", () => {
  it.each([
    ["deactivated", { deleted: true }, "directory.deactivated"],
    ["a bot", { is_bot: true }, "directory.bot"],
    ["a workflow", { is_workflow_bot: true }, "directory.bot"],
    ["a guest of many channels", { is_restricted: true }, "directory.guest"],
    ["a guest of one channel", { is_ultra_restricted: true, is_restricted: true }, "directory.guest"],
    ["of a shared channel's other side", { is_stranger: true }, "directory.other-workspace"],
    ["of another workspace", { team_id: "T0OTHER" }, "directory.other-workspace"],
    ["somebody else than was asked for", { id: "U0EVE" }, "directory.unknown"],
  ])("is refused when it is %s", async (_, flags, code) => {
    const { slack, directory } = await aDirectory();
    slack.users.set("U0BOB", aMember(flags));

    const looked = directory.actor("U0BOB");

    await expect(looked).rejects.toBeInstanceOf(NotAllowedError);
    await expect(looked).rejects.toMatchObject({ code, sentence: { key: code } });
  });

  it("is refused when Slack does not know it", async () => {
    const { directory } = await aDirectory();

    await expect(directory.actor("U0NOBODY")).rejects.toMatchObject({ code: "directory.unknown" });
  });

  it.each<[string, readonly Fault[]]>([
    ["answers with an error page", Array.from({ length: 3 }, () => ({ kind: "status", status: 500 }) as const)],
    ["hangs", Array.from({ length: 3 }, () => ({ kind: "hang" }) as const)],
    ["does not accept our token any more", [{ kind: "refused", error: "token_revoked" }]],
    ["has trouble of its own", Array.from({ length: 3 }, () => ({ kind: "refused", error: "internal_error" }) as const)],
  ])("is refused when Slack %s", async (_, faults) => {
    const { slack, directory } = await aDirectory({}, { timeoutMs: 100 });
    slack.users.set("U0BOB", aMember());
    slack.fail("users.info", ...faults);

    const looked = directory.actor("U0BOB");

    await expect(looked).rejects.toBeInstanceOf(UpstreamError);
    await expect(looked).rejects.toMatchObject({ service: "slack", effect: "none" });
    await expect(directory.actor("U0BOB")).resolves.toMatchObject({ userId: "U0BOB" });
  });

  it.each([
    ["without its flags", { deleted: undefined }],
    ["without a workspace", { team_id: undefined }],
    ["of another shape", { profile: "no" }],
  ])("is refused when the answer is %s", async (_, flags) => {
    const { slack, directory } = await aDirectory();
    slack.users.set("U0BOB", aMember(flags));

    await expect(directory.actor("U0BOB")).rejects.toMatchObject({ code: "slack.strange-answer" });
  });

  it("counts when it is a member, with e-mail, language and the human behind it", async () => {
    const { slack, directory } = await aDirectory({ people: new Map([["U0BOB", "bob"]]) });
    slack.users.set("U0BOB", aMember({ locale: "ja-JP" }));

    expect(await directory.actor("U0BOB")).toEqual({
      userId: "U0BOB",
      teamId: "T0HOME",
      name: "A Member",
      email: "member@example.com",
      person: "bob",
      locale: "ja",
    });
    expect(slack.calls.at(-1)?.args).toMatchObject({ user: "U0BOB", include_locale: "true" });
  });

  it("counts in an enterprise when one of its workspaces is ours", async () => {
    const { slack, directory } = await aDirectory({ enterprise: "E0ACME" });
    const ofEnterprise = (id: string, teams: readonly string[]) =>
      aMember({ team_id: id, enterprise_user: { enterprise_id: id, teams } });
    slack.users.set("U0BOB", ofEnterprise("E0ACME", ["T0OTHER", "T0HOME"]));
    slack.users.set("U0EVE", ofEnterprise("E0ACME", ["T0OTHER"]));
    slack.users.set("U0MALLORY", ofEnterprise("E0EVIL", ["T0HOME"]));

    await expect(directory.actor("U0BOB")).resolves.toMatchObject({ userId: "U0BOB" });
    await expect(directory.actor("U0EVE")).rejects.toMatchObject({ code: "directory.other-workspace" });
    await expect(directory.actor("U0MALLORY")).rejects.toMatchObject({ code: "directory.other-workspace" });
  });
});

describe("what the directory remembers", () => {
  it("is at most a minute old, however long it is told to keep it", async () => {
    const { slack, directory, time, lookUps } = await aDirectory({ cacheMs: 3_600_000 });
    slack.users.set("U0BOB", aMember());

    await directory.actor("U0BOB");
    time.ms += 59_999;
    await directory.actor("U0BOB");
    expect(lookUps()).toBe(1);

    slack.users.set("U0BOB", aMember({ deleted: true }));
    time.ms += 1;
    await expect(directory.actor("U0BOB")).rejects.toMatchObject({ code: "directory.deactivated" });
  });

  it("is not used for a fresh look-up, and a clock that goes back forgets it", async () => {
    const { slack, directory, time, lookUps } = await aDirectory();
    slack.users.set("U0BOB", aMember());
    await directory.actor("U0BOB");

    slack.users.set("U0BOB", aMember({ is_restricted: true }));
    await expect(directory.actor("U0BOB", { fresh: true })).rejects.toMatchObject({ code: "directory.guest" });
    await expect(directory.actor("U0BOB")).rejects.toMatchObject({ code: "directory.guest" });

    slack.users.set("U0BOB", aMember());
    await directory.actor("U0BOB");
    time.ms -= 10_000;
    await directory.actor("U0BOB");
    expect(lookUps()).toBe(5);
  });

  it("is asked once when many ask at once", async () => {
    const { slack, directory, lookUps } = await aDirectory();
    slack.users.set("U0BOB", aMember());

    await Promise.all(Array.from({ length: 50 }, () => directory.actor("U0BOB")));

    expect(lookUps()).toBe(1);
  });
});

describe("approvers", () => {
  const policy = { required: 1, expiresAfterMs: 1, approvers: { group: "S0OPS" } };

  it("are the people of the policy, or the members of its group just now", async () => {
    const { slack, directory } = await aDirectory();
    slack.groups.set("S0OPS", ["U0BOB", "U0CAROL"]);

    expect([...(await directory.approvers(policy))]).toEqual(["U0BOB", "U0CAROL"]);
    slack.groups.set("S0OPS", ["U0CAROL"]);
    expect([...(await directory.approvers(policy, { fresh: true }))]).toEqual(["U0CAROL"]);
    expect([...(await directory.approvers({ ...policy, approvers: { users: ["U0DAVE"] } }))]).toEqual(["U0DAVE"]);
  });

  it("cannot be a group on a free plan, and the error says what to configure instead", async () => {
    const { slack, directory } = await aDirectory();
    slack.groups.set("S0OPS", { error: "plan_upgrade_required" });

    await expect(directory.approvers(policy)).rejects.toBeInstanceOf(ConflictError);
    await expect(directory.approvers(policy)).rejects.toMatchObject({
      sentence: { key: "directory.groups-need-plan", params: { group: "S0OPS" } },
    });
  });

  it("cannot be a group that does not exist", async () => {
    const { directory } = await aDirectory();

    await expect(directory.approvers(policy)).rejects.toBeInstanceOf(NotFoundError);
  });
});
