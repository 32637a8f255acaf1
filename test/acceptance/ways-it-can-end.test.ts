import { afterAll, beforeAll, expect, it } from "vitest";
import type { World } from "../../demo/world.ts";
import { startWorld } from "../support/a-world.ts";
import { cardThat, peopleOf, wordsOf } from "../support/person.ts";
import { outsideOf, secretIdsOf } from "../support/secret-ids.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld({ overlap: "1h", required: 2 });
  await world.startBot();
});
afterAll(() => world?.stop());

const people = () => peopleOf(world.slack);

/** Asks and lets both approvers approve. */
async function approved(command: string): Promise<string> {
  const { requester, approver, approver2 } = people();
  const { id, card } = await requester.request(command);
  await approver.press(card, "approve", id);
  await approver2.press(card, "approve", id);
  return id;
}

it("does nothing with one approval of two, counts nobody twice, and starts with the second", async () => {
  const { requester, approver, approver2 } = people();
  const before = await outsideOf(world);
  const { id, card } = await requester.request("rotate profinaut-db weekly");

  const first = await approver.press(card, "approve", id);
  const twice = await approver.press(card, "approve", id);
  const waiting = await cardThat(world.slack, id, (words) => words.includes("1 person has to approve"));
  const meanwhile = await outsideOf(world);
  const second = await approver2.press(card, "approve", id);
  const done = await cardThat(world.slack, id, (words) => words.includes("Done at"));

  expect(first).toContain("1 more person has to approve");
  expect(twice).toContain("You have decided on this request already");
  expect(wordsOf(waiting)).toContain(`*Approved by* <@${approver.id}>`);
  expect(meanwhile).toEqual(before);
  expect(second).toContain("it was the last one needed");
  expect(wordsOf(done)).toContain(`*Approved by* <@${approver.id}> and <@${approver2.id}>`);
});

it("ends with the first denial, also after an approval", async () => {
  const { requester, approver, approver2 } = people();
  const before = await outsideOf(world);
  const { id, card } = await requester.request("rotate profinaut-kafka weekly");

  await approver.press(card, "approve", id);
  const told = await approver2.press(card, "deny", id);
  const denied = await cardThat(world.slack, id, (words) => words.includes("Denied by"));

  expect(told).toContain("is denied. Nothing was changed");
  expect(wordsOf(denied)).toContain(`Denied by <@${approver2.id}>`);
  expect(await outsideOf(world)).toEqual(before);
});

it("finishes two rotations of different roles that run at once", async () => {
  const { requester, approver, approver2 } = people();
  const [kafka, release] = [
    await requester.request("rotate profinaut-kafka weekly"),
    await requester.request("rotate profinaut-release weekly"),
  ];
  for (const { id, card } of [kafka, release]) await approver.press(card, "approve", id);

  await Promise.all([kafka, release].map(({ id, card }) => world.slack.click(pressOf(approver2.id, id, card.ts))));
  await Promise.all([kafka, release].map(({ id }) => cardThat(world.slack, id, (words) => words.includes("Done at"))));

  const delivered = secretIdsOf(world).delivered();
  expect(await secretIdsOf(world, "profinaut-kafka").logsIn(delivered.get("PROFINAUT_KAFKA_VAULT_SECRET_ID") ?? "")).toBe(true);
  expect(await secretIdsOf(world, "profinaut-release").logsIn(delivered.get("PROFINAUT_RELEASE_VAULT_SECRET_ID") ?? "")).toBe(
    true,
  );
});

const pressOf = (user: string, value: string, messageTs: string) => ({
  ...{ user, value, messageTs },
  actionId: "profinaut_approve",
});

it("lets a leaked SecretID die at once, however long the overlap is", async () => {
  const secretIds = secretIdsOf(world, "profinaut-readonly");
  const first = await approved("rotate profinaut-readonly first");
  await cardThat(world.slack, first, (words) => words.includes("Done at"));
  const leaked = secretIds.delivered().get("PROFINAUT_READONLY_VAULT_SECRET_ID") ?? "";
  expect(await secretIds.logsIn(leaked)).toBe(true);

  const second = await approved("rotate profinaut-readonly --leaked laptop stolen");
  const card = await cardThat(world.slack, second, (words) => /7\. ✅/.test(words));

  expect(wordsOf(card)).toContain("Rotate the LEAKED SecretID of profinaut-readonly at once");
  expect(wordsOf(card)).toContain("*Why* `laptop stolen`");
  expect(await secretIds.logsIn(leaked)).toBe(false);
  expect(await secretIds.logsIn(secretIds.delivered().get("PROFINAUT_READONLY_VAULT_SECRET_ID") ?? "")).toBe(true);
  expect(await secretIds.accessors()).toHaveLength(1);
});
