import { Redis } from "ioredis";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { World } from "../../demo/world.ts";
import { createKeys } from "../../src/redis/keys.ts";
import { startWorld } from "../support/a-world.ts";
import { cardThat, peopleOf } from "../support/person.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld({ overlap: "1h" });
  await world.startBot();
});
afterAll(() => world?.stop());

it("T22 names the entry in which one byte was changed in Redis", async () => {
  const { requester, approver } = peopleOf(world.slack);
  const { id, card } = await requester.request("rotate profinaut-kafka weekly");
  await approver.press(card, "approve", id);
  await cardThat(world.slack, id, (words) => words.includes("Done at"));
  expect(await requester.ask("audit verify")).toContain("The trail is whole");

  const changed = await changeOneByte(({ action }) => action === "request.approved-by");
  const told = await requester.ask("audit verify");

  expect(told).toContain("The trail is not whole");
  expect(told).toContain(`entry ${changed} does not match its hash`);
  expect(told).toContain("Approve nothing for now");
});

/** As somebody with Redis' password could: the same stream with one entry a byte different. Returns its number. */
async function changeOneByte(which: (entry: { readonly action: string }) => boolean): Promise<number> {
  const redis = new Redis(world.redis.url);
  try {
    const { trail } = createKeys();
    const entries = await redis.xrange(trail, "-", "+");
    const at = entries.findIndex(([, [, text = "{}"]]) => which(JSON.parse(text)));
    await redis.del(trail);
    for (const [index, [entryId, [, text = ""]]] of entries.entries())
      await redis.xadd(trail, entryId, "entry", index === at ? text.replace("U0APPROVER", "U0APPROVEE") : text);
    return at + 1;
  } finally {
    redis.disconnect();
  }
}
