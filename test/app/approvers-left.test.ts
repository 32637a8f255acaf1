import { describe, expect, it } from "vitest";
import { canBeMet, nobodyLeft, standingOf } from "../../src/app/approvers-left.ts";
import type { Actor } from "../../src/domain/actor.ts";
import { NotAllowedError, NotFoundError } from "../../src/domain/errors.ts";
import { say } from "../../src/domain/sentence.ts";
import type { Directory } from "../../src/ports/directory.ts";
import { alice, aPolicy, bob, carol } from "../support/builders.ts";
import { upstream } from "./a-bot.ts";

const dave: Actor = { ...carol, userId: "U0DAVE", name: "Dave", email: "dave@example.com", person: null };
const bobsOther: Actor = { ...bob, userId: "U0BOB2" };
const nameless: Actor = { ...dave, userId: "U0NAMELESS", name: "x", email: null };

/** A directory in which whoever is not named is deactivated. */
function aDirectory(people: readonly Actor[], group: readonly string[] | Error = []) {
  const asked: string[] = [];
  const directory: Directory = {
    actor: async (userId) => {
      asked.push(userId);
      const found = people.find((person) => person.userId === userId);
      if (userId === "U0SLOW") throw upstream({ service: "slack" });
      if (userId === "U0ODD") throw new TypeError("odd");
      if (found === undefined) throw new NotAllowedError("directory.deactivated", say("directory.deactivated", {}));
      return found;
    },
    approvers: async ({ approvers }) => {
      if (group instanceof Error) throw group;
      return new Set("users" in approvers ? approvers.users : group);
    },
  };
  return { directory, asked };
}

const policy = (users: readonly string[], required = 1) => aPolicy({ approvers: { users: [...users] }, required });
const standing = (users: readonly string[], required = 1, requester?: Actor) =>
  standingOf(
    { where: "approval", policy: policy(users, required) },
    aDirectory([alice, bob, bobsOther, carol, dave, nameless]).directory,
    requester,
  );

describe("how a policy stands", () => {
  it("counts humans who may approve, and names who may not any more", async () => {
    expect(await standing([bob.userId, "U0LEFT", bobsOther.userId, carol.userId, nameless.userId], 2)).toEqual({
      ...{ where: "approval", required: 2, left: 2, because: null },
      gone: [{ userId: "U0LEFT", because: say("directory.deactivated", {}) }],
    });
  });

  it.each<[string, readonly string[], Actor, number]>([
    ["whoever asks", [alice.userId, carol.userId], alice, 1],
    ["another account of whoever asks", [bobsOther.userId, carol.userId], bob, 1],
    ["whoever asks where nobody else is named", [alice.userId], alice, 0],
  ])("does not count %s", async (_, users, requester, left) => {
    expect(await standing(users, 1, requester)).toMatchObject({ left, gone: [] });
  });

  it("asks of a group no more than are needed", async () => {
    const { directory, asked } = aDirectory([bob, carol, dave], ["U0LEFT", bob.userId, carol.userId, dave.userId]);
    const named = { where: "approval", policy: aPolicy({ approvers: { group: "S1" } }) };

    const stands = await standingOf(named, directory);

    expect(canBeMet(stands)).toBe(true);
    expect(asked).toEqual(["U0LEFT", bob.userId]);
  });

  it("cannot be met while its group is not there, and is unknown while the directory does not answer", async () => {
    const gone = new NotFoundError("directory.group-unknown", say("directory.group-unknown", { group: "S1" }));
    const named = { where: "approval", policy: aPolicy({ approvers: { group: "S1" } }) };

    expect(await standingOf(named, aDirectory([], gone).directory)).toMatchObject({ left: 0, because: gone.sentence });
    await expect(standingOf(named, aDirectory([], upstream()).directory)).rejects.toThrow();
    await expect(standing(["U0SLOW"])).rejects.toMatchObject({ service: "slack" });
    await expect(standing(["U0ODD"])).rejects.toThrow("odd");
  });
});

describe("whether somebody could approve", () => {
  it("is said with who is gone, or why the group cannot be read", async () => {
    const { directory } = aDirectory([alice, bob]);
    const gone = new NotFoundError("directory.group-unknown", say("directory.group-unknown", { group: "S1" }));

    expect(await nobodyLeft(policy([bob.userId]), directory, alice)).toBeUndefined();
    expect(await nobodyLeft(policy([bob.userId, "U0LEFT"], 2), directory, alice)).toEqual(
      say("approval.nobody-left", { required: 2, left: 1, gone: ["U0LEFT"] }),
    );
    expect(await nobodyLeft(policy([]), aDirectory([], gone).directory, alice)).toEqual(gone.sentence);
  });
});
