import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { World } from "../../demo/world.ts";
import { startWorld } from "../support/a-world.ts";
import { cardThat, peopleOf, wordsOf } from "../support/person.ts";
import { sinksOf, whereIs } from "../support/sinks.ts";
import { trailOf } from "../support/trail.ts";
import { badLogin, lockOut, lockoutOn } from "../vault/locked.ts";

const role = "profinaut-db";
let world: World;
beforeAll(async () => {
  world = await startWorld();
  await world.startBot();
});
afterAll(() => world?.stop());

/** Asks for it, and has somebody else approve it. */
async function done(command: string, until: string): Promise<string> {
  const { requester, approver } = peopleOf(world.slack);
  const { id } = await requester.request(command);
  return approved(id, until, approver);
}

async function approved(id: string, until: string, approver = peopleOf(world.slack).approver): Promise<string> {
  const card = await cardThat(world.slack, id, (words) => words.includes("Approve"));
  await approver.press(card, "approve", id);
  return wordsOf(await cardThat(world.slack, id, (words) => words.includes(until), 30_000));
}

describe("a machine that kept the old SecretID, where lockout is on", () => {
  it("is named with its address, locks the role for all others, and somebody else unlocks it from the alarm's button", async () => {
    const { requester, approver } = peopleOf(world.slack);
    const { vault, slack, github } = world;
    const roleId = world.platform.roles[role]?.roleId ?? "";
    const old = world.byHand[role]?.secretId ?? "";
    await lockoutOn(vault, { threshold: 5 });
    expect(await badLogin(vault, roleId, old)).toBe(200);
    await done(`rotate ${role} --leaked the machine was sold`, "Done at");
    const held = () => github.secrets().find(({ name }) => name === "PROFINAUT_DB_VAULT_SECRET_ID")?.value ?? "";
    await expect.poll(() => badLogin(vault, roleId, held()), { timeout: 30_000 }).toBe(200);
    await expect.poll(() => badLogin(vault, roleId, old), { timeout: 30_000 }).toBe(400);

    await lockOut(vault, roleId, old);
    expect(await badLogin(vault, roleId, held())).toBe(403);
    await requester.ask("check");
    const alarm = await slack.waitForMessage(({ text }) => text.includes("Vault has locked out `profinaut-db`"), {
      withinMs: 70_000,
    });
    const suspected = await slack.waitForMessage(({ text }) => text.includes("tries to log in as `profinaut-db`"), {
      withinMs: 70_000,
    });
    const [, value = ""] = /"value":"(unlock [^"]*)"/.exec(JSON.stringify(alarm.blocks)) ?? [];
    const told = await requester.toldAfter(() =>
      slack.click({ user: requester.id, messageTs: alarm.ts, actionId: "profinaut_ask", value }),
    );
    const id = /req_[0-9a-f]+/.exec(told)?.[0] ?? `no request: ${told}`;
    const card = wordsOf(await cardThat(slack, id, (words) => words.includes("Approve")));
    const outcome = await approved(id, "Done at");
    const again = await badLogin(vault, roleId, held());
    await approver.ask("check");
    const over = await slack.waitForMessage(
      ({ text }) => text.startsWith("✅ Over") && text.includes("locked out `profinaut-db`"),
      { withinMs: 70_000 },
    );

    expect(wordsOf(alarm)).toContain("127.0.0.1");
    expect(wordsOf(suspected)).toContain("issued by hand");
    expect(wordsOf(suspected)).toContain("127.0.0.1");
    expect(card).toContain("locked out after bad logins");
    expect(card).toMatch(/issued by hand.*refused \d+ times.*127\.0\.0\.1/s);
    expect(card).toContain("begin counting again");
    expect(outcome).toContain("is not locked out any more");
    expect(again).toBe(200);
    expect(over).toBeDefined();
    expect((await trailOf(world)).some(({ action, details }) => action === "step.marked" && "endings" in details)).toBe(true);
    for (const secret of [roleId, old]) expect(whereIs(secret, await sinksOf(world))).toEqual([]);
  });

  it("is refused where nobody is locked out, with what to do instead", async () => {
    const { requester } = peopleOf(world.slack);

    expect(
      await requester.toldAfter(
        () => world.slack.command(requester.id, "unlock profinaut-kafka"),
        (words) => words.includes("not locked out"),
      ),
    ).toContain("/profinaut role profinaut-kafka");
  });
});
