import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { World } from "../../demo/world.ts";
import { configurationLine, rolesLine } from "../../src/operations/add-role/snippets.ts";
import { startWorld } from "../support/a-world.ts";
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

describe("installing the workflows", () => {
  const repository = "acme/profinaut";
  const vaultScript = ".github/profinaut/vault.sh";

  it("is approved, proposed by a pull request, and after the merge there is nothing more to do", async () => {
    const { requester, approver } = peopleOf(world.slack);

    const { id } = await requester.request("install-workflows first time");
    const asked = await cardThat(world.slack, id, (words) => words.includes("Approve"));
    await approver.press(asked, "approve", id);
    const done = wordsOf(await cardThat(world.slack, id, (words) => words.includes("holds the workflows"), 40_000));
    const proposed = world.github.file(repository, vaultScript, "profinaut/workflows") ?? "";
    const [pull] = world.github.pulls();
    const before = world.github.file(repository, vaultScript);
    world.github.mergePull(repository, 1);
    const again = await requester.toldAfter(
      () => world.slack.command(requester.id, "install-workflows"),
      (words) => words.includes("holds every workflow as it is to be"),
    );

    expect(wordsOf(asked)).toMatch(/release-build\.yml \(\+\d+\)/);
    expect(done).toContain("Pull request #1");
    expect(proposed).toContain("vault_kv_base='profinaut'");
    expect(pull).toMatchObject({ number: 1, head: "profinaut/workflows", base: "main", state: "open" });
    expect(pull?.body).toContain(id);
    expect(before).toBeUndefined();
    expect(world.github.file(repository, "README.md")).toBe("# The platform\n");
    expect(again).toContain("nothing was done");
  });
});
