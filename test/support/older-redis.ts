import { Redis } from "ioredis";
import { expect } from "vitest";
import type { World } from "../../demo/world.ts";
import { createKeys } from "../../src/redis/keys.ts";
import { cardThat, peopleOf, wordsOf } from "./person.ts";
import { secretIdsOf } from "./secret-ids.ts";

/** What people are told of a role while Redis is older than what was done. */
export interface Told {
  readonly role: string;
  readonly cleanUp: string;
}

/** A role, and all that could end one of its SecretIDs. Cards are waited for as long as a busy machine takes. */
export interface RoleInUse {
  readonly name: string;
  /** Accessors of all that are live, by Vault. */
  readonly live: () => Promise<readonly string[]>;
  /** Whether what each of its destinations holds logs in. */
  readonly logsIn: () => Promise<readonly boolean[]>;
  /** Asks, and approves. Returns the words of the card once `fits`. */
  readonly carriedOut: (text: string, fits?: (words: string) => boolean) => Promise<string>;
  /** Asks for what shows it and for what cleans it up. */
  readonly asked: () => Promise<Told>;
  /** Waits until the regular sweep, which `again` begins, has found one of its SecretIDs and left it alone. */
  readonly sweptBy: (redisUrl: string, again: () => void) => Promise<void>;
}

const patientlyMs = 60_000;
const isOver = (words: string): boolean => words.includes("Done at") && !/⬜|⏳/.test(words);
/** While the overlap lasts, the last line is not ticked off. */
export const isDelivered = (words: string): boolean => words.includes("Done at");

export function roleInUse(world: World, name: string): RoleInUse {
  const { requester, approver } = peopleOf(world.slack);
  const { accessors, delivered, logsIn } = secretIdsOf(world, name);
  const secret = name === "profinaut-db" ? "PROFINAUT_" : name.toUpperCase().replaceAll("-", "_");
  const own = ([key]: readonly [string, string]): boolean =>
    name === "profinaut-db" ? /DB_VAULT|production\/PROFINAUT_VAULT/.test(key) : key.startsWith(`${secret}_`);
  return {
    name,
    live: accessors,
    logsIn: () => Promise.all([...delivered()].filter(own).map(([, value]) => logsIn(value))),
    carriedOut: async (text, fits = isOver) => {
      const { id } = await requester.request(text);
      const card = await cardThat(world.slack, id, (words) => words.includes("Approve"), patientlyMs);
      await approver.press(card, "approve", id);
      return wordsOf(await cardThat(world.slack, id, fits, patientlyMs));
    },
    asked: async () => ({
      role: await requester.ask(`role ${name}`),
      cleanUp: await requester.toldAfter(
        () => world.slack.command(requester.id, `clean-up ${name}`),
        (words) => !words.includes("Accepted"),
      ),
    }),
    sweptBy: async (redisUrl, again) => {
      const live = await accessors();
      const redis = new Redis(redisUrl);
      // It passes over a role that something else works on at that moment.
      const found = async (): Promise<boolean> => {
        again();
        const trail = JSON.stringify(await redis.xrange(createKeys().trail, "-", "+"));
        const seen = trail.split("orphan.found").slice(1);
        return seen.some((entry) => live.some((accessor) => entry.includes(accessor)));
      };
      try {
        await expect.poll(found, { timeout: patientlyMs, interval: 500 }).toBe(true);
      } finally {
        redis.disconnect();
      }
    },
  };
}
