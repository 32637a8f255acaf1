import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { World } from "../../demo/world.ts";
import type { RunningBot } from "../../src/main.ts";
import { ask, putLikeGh } from "../github/gh.ts";
import { startWorld } from "../support/a-world.ts";
import { type MovedClock, movedClock } from "../support/moved-clock.ts";
import { cardThat, peopleOf, wordsOf } from "../support/person.ts";
import { secretIdsOf } from "../support/secret-ids.ts";

const minute = 60_000;
const hour = 60 * minute;
const role = "profinaut-db";
const secrets = "/repos/acme/profinaut/actions/secrets";
const inProduction = "/repos/acme/profinaut/environments/production/secrets";
const name = "PROFINAUT_DB_VAULT_SECRET_ID";

let world: World;
let clock: MovedClock;
let bot: RunningBot;
beforeAll(async () => {
  world = await startWorld();
  clock = movedClock(world, Date.now() - 24 * hour);
  bot = await clock.startBot();
  await rotate();
});
afterAll(async () => {
  await bot?.stop();
  await world?.stop();
});

const token = () => world.botEnvironment()["GITHUB_TOKEN"];
/** Lets the request of this id be done, and everything that comes after it. */
async function approve(id: string): Promise<void> {
  const { approver } = peopleOf(world.slack);
  await approver.press(await cardThat(world.slack, id, (words) => words.includes("Approve this plan?")), "approve", id);
  await cardThat(world.slack, id, (words) => words.includes("Done at"), 30_000);
  clock.passTo(clock.now() + 2 * minute);
  await cardThat(world.slack, id, (words) => /8\. ✅/.test(words), 30_000);
}
const rotate = async (): Promise<void> => approve((await peopleOf(world.slack).requester.request(`rotate ${role} weekly`)).id);
/** Whatever is looked at regularly is looked at again, the slowest too. */
const lookAgain = (): void => clock.passTo(clock.now() + 61 * minute);
/** What the channel has been told that fits. */
const told = async (fits: RegExp) =>
  (await world.slack.messages()).filter(({ thread_ts: thread, text }) => thread === undefined && fits.test(text));
const toldOnce = (fits: RegExp) =>
  vi.waitFor(
    async () => {
      const [message, ...more] = await told(fits);
      expect(more).toEqual([]);
      if (message === undefined) throw new Error(`not told: ${(await told(/./)).map(({ text }) => text).join(" | ")}`);
      return message;
    },
    { timeout: 15_000, interval: 50 },
  );

interface Drift {
  /** What somebody does outside of the bot. */
  readonly happens: () => Promise<unknown>;
  /** What the alarm says. */
  readonly says: RegExp;
  /** What its card shows of it. */
  readonly card?: RegExp;
}

describe("what is not as the bot left it", { timeout: 120_000 }, () => {
  it.each<[string, Drift]>([
    [
      "a secret at GitHub was written by somebody else",
      {
        happens: () => putLikeGh(world.github, secrets, name, "pasted by hand", {}, token()),
        says: /Somebody else wrote to `acme\/profinaut · PROFINAUT_DB_VAULT_SECRET_ID`/,
      },
    ],
    [
      "a secret at GitHub was deleted",
      {
        happens: () => ask(world.github, "DELETE", `${secrets}/${name}`, undefined, token()),
        says: /`acme\/profinaut · PROFINAUT_DB_VAULT_SECRET_ID` is not there any more/,
      },
    ],
    [
      "the SecretID was destroyed by hand",
      {
        happens: async () => {
          for (const accessor of await secretIdsOf(world).accessors())
            await world.vault.api("POST", `auth/approle/role/${role}/secret-id-accessor/destroy`, {
              secret_id_accessor: accessor,
            });
        },
        says: /The SecretID that destinations of `profinaut-db` hold .* does not exist in Vault any more/,
        card: /none, as none is live/,
      },
    ],
    [
      "the AppRole was changed by hand",
      {
        happens: () =>
          world.vault.api("POST", `auth/approle/role/${role}`, {
            token_policies: ["profinaut-db", "profinaut-kafka"],
            secret_id_ttl: "2400h",
          }),
        says: /The AppRole `profinaut-db` is not as it was: .*policies.*secretIdTtlS/,
        card: /`profinaut-db` and `profinaut-kafka`/,
      },
    ],
  ])("%s: one alarm, whose button asks for the rotation that mends it", async (_, { happens, says, card = /profinaut-db/ }) => {
    const { requester } = peopleOf(world.slack);
    lookAgain();
    await happens();

    for (const _twice of [1, 2]) {
      lookAgain();
      await toldOnce(says);
    }
    const alarm = await toldOnce(says);
    const answer = await requester.press(alarm, "ask", commandOf(alarm));
    const id = /req_[0-9a-f]+/.exec(answer)?.[0] ?? "";
    const words = wordsOf(await cardThat(world.slack, id, (shown) => shown.includes("Approve this plan?")));
    expect(words).toContain("`rotate profinaut-db");
    expect(words).toContain("something is not as the bot left it");
    expect(words).toMatch(card);
    await approve(id);
    lookAgain();

    await toldOnce(new RegExp(`✅ Over, after .*${says.source}`));
    expect(await told(says)).toHaveLength(2);
    for (const secretId of secretIdsOf(world).delivered().values()) expect(await secretIdsOf(world).logsIn(secretId)).toBe(true);
  });

  it("a secret of the same name hides what is delivered: one alarm without a button, as no rotation helps; and it is over", async () => {
    const says = /`acme\/profinaut · production · PROFINAUT_DB_VAULT_SECRET_ID` has the same name/;
    await putLikeGh(world.github, inProduction, name, "somebody else's", {}, token());

    for (const _twice of [1, 2]) {
      lookAgain();
      await toldOnce(says);
    }
    expect(JSON.stringify((await toldOnce(says)).blocks)).not.toContain('"button"');
    await ask(world.github, "DELETE", `${inProduction}/${name}`, undefined, token());
    lookAgain();

    await toldOnce(new RegExp(`✅ Over, after .*${says.source}`));
  });
});

const commandOf = ({ blocks = [] }: Awaited<ReturnType<typeof toldOnce>>): string =>
  /"value":"([^"]+)"/.exec(JSON.stringify(blocks))?.[1] ?? "";
