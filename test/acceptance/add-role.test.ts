import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startWorld, type World } from "../../demo/world.ts";
import { configurationLine, rolesLine } from "../../src/operations/add-role/snippets.ts";
import { bootstrapWith } from "../support/declared-line.ts";
import { cardThat, peopleOf, wordsOf } from "../support/person.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await world.startBot();
});
afterAll(() => world?.stop());

describe("adding an AppRole", () => {
  it("is approved, handed to the requester, brought to Vault by a person, and then said to be in place", async () => {
    const { requester, approver } = peopleOf(world.slack);

    const { id } = await requester.request("add-role billing invoices move here");
    const asked = await cardThat(world.slack, id, (words) => words.includes("Approve"));
    const told = await requester.toldAfter(
      async () => void (await approver.press(asked, "approve", id)),
      (words) => words.includes("vault/roles.yml"),
    );
    const approved = wordsOf(await cardThat(world.slack, id, (words) => words.includes("Done at")));
    const untouched = await world.vault.api("GET", "auth/approle/role/profinaut-billing");
    await bootstrapWith(world.vault, rolesLine("billing"));
    const inPlace = wordsOf(await cardThat(world.slack, id, (words) => words.includes("in place since"), 40_000));

    expect(wordsOf(asked)).toContain("profinaut-staging-billing");
    for (const words of [told, approved]) {
      expect(words).toContain(rolesLine("billing"));
      expect(words).toContain(configurationLine("billing"));
      expect(words).toContain("profinaut bootstrap");
    }
    expect(untouched.status).toBe(404);
    expect(inPlace).toContain("/profinaut rotate profinaut-billing");
    expect((await approver.privateAnswers()).join()).not.toContain(rolesLine("billing"));
  });

  it.each([
    ["add-role staging-db", "is reserved"],
    ["add-role admin", "is reserved"],
    ["add-role db", "is configured already"],
    ["add-role a/b", "Nothing was done|nothing was done"],
  ])("%s is refused at once", async (command, said) => {
    const { requester } = peopleOf(world.slack);

    expect(await requester.ask(command)).toMatch(new RegExp(said));
  });
});
