import { wordsOf } from "../domain/arguments.ts";
import { ConflictError } from "../domain/errors.ts";
import { isSameKey } from "../domain/exchange-key.ts";
import { noted, notedPeople } from "../domain/noted.ts";
import { type Brief, operation, type StepContext } from "../domain/operation.ts";
import { type Sentence, say } from "../domain/sentence.ts";
import { useOfVersion } from "./doubt/use-of-version.ts";
import { exchangeAt, type FailoverFacts, lookBeforeFailover, type Spare } from "./failover/facts.ts";
import { FailoverInput } from "./failover/input.ts";
import { abilitiesLine } from "./register/key-abilities.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "failover.summary": NoParams;
    "failover.title": { path: string; from: string };
    "failover.label.main": NoParams;
    "failover.label.spare": { path: string };
    "failover.value.key": { lastFour: string; health: Sentence };
    "failover.value.key-able": { key: Sentence; abilities: Sentence };
    "failover.value.spare": { version: number; key: Sentence };
    "failover.value.spare-main": { version: number; key: Sentence };
    "failover.value.no-main": NoParams;
    "failover.health.healthy": NoParams;
    "failover.health.invalid": NoParams;
    "failover.health.withdraws": NoParams;
    "failover.health.unknown": NoParams;
    "failover.impact": { path: string; lastFour: string };
    "failover.step.write": { path: string; version: number; from: string };
    "failover.step.describe": NoParams;
    "failover.done": { path: string; from: string; lastFour: string; before: number };
    "failover.spare-changed": { path: string };
    "failover.stays": { path: string; version: number; before: number };
  }
}

type Context = StepContext<FailoverInput, FailoverFacts, Readonly<Record<never, never>>>;
type Switched = { readonly version: number };

/** Makes the next healthy key of an exchange the main one: consumers read one path and need not know of the others. */
export const failover = operation({
  name: "failover",
  summary: say("failover.summary", {}),
  usage: "<exchange> [reason]",
  examples: ["failover binance", "failover bybit main key was revoked"],
  input: FailoverInput,
  words: ({ path, reason }) => wordsOf(path, reason),
  reason: ({ reason }) => reason,
  lock: ({ path }) => `entry/${path}`,
  validateConfiguration: (input, settings) => void exchangeAt(input, settings),
  plan: lookBeforeFailover,
  describe: ({ path }, { main, spares, chosen, edition }): Brief => ({
    title: say("failover.title", { path, from: chosen.path }),
    facts: [
      { label: say("failover.label.main", {}), value: main === null ? say("failover.value.no-main", {}) : keyLine(main) },
      ...spares.map((spare) => ({
        label: say("failover.label.spare", { path: spare.path }),
        value: edition === undefined ? keyLine(spare) : spareLine(spare),
      })),
    ],
    impact: say("failover.impact", { path, lastFour: chosen.lastFour }),
  }),
  approval: (_, defaults) => defaults,
  outcome: ({ path }, { chosen, replaces }) =>
    say("failover.done", { path, from: chosen.path, lastFour: chosen.lastFour, before: replaces }),
})
  .step("write", {
    parts: ({ path }, { replaces, chosen }) => [
      { id: "write", title: say("failover.step.write", { path, version: replaces + 1, from: chosen.path }) },
    ],
    find: findSwitched,
    run: async ({ input: { path }, facts: { replaces, chosen }, ports, signal, recordProgress }) => {
      const spare = await ports.entries.read(chosen.path, chosen.version, signal);
      if (spare === undefined)
        throw new ConflictError("failover.spare-changed", say("failover.spare-changed", { path: chosen.path }));
      await recordProgress({ details: { path, from: chosen.path, version: replaces + 1 } });
      const version = await ports.entries.write({ path, fields: spare.fields, replaces }, signal);
      return { checkpoint: { version }, details: { path, version } };
    },
    undo: {
      back: async (context) => {
        const { input, facts, ports, signal, now, recordProgress } = context;
        const [{ path }, { replaces: before }] = [input, facts];
        const version = (await findSwitched(context))?.checkpoint.version;
        if (version === undefined) return { undone: true };
        if (before > 0) return { undone: false, remains: say("failover.stays", { path, version, before }) };
        // Nothing was there, so nobody trades with it yet, unless the world says so.
        const use = await useOfVersion({ path, version, ports, signal, now });
        if (use === "maybe") return { undone: false, remains: say("value.may-be-used", { path, version }) };
        await recordProgress({ details: { path, deleting: version } });
        await ports.entries.deleteVersion(path, version, signal);
        return { undone: true };
      },
    },
  })
  .step("describe", {
    parts: () => [{ id: "describe", title: say("failover.step.describe", {}) }],
    run: async ({ requestId, input: { path }, facts: { chosen }, done, people, ports, signal }) => {
      const ours = {
        requester: notedPeople([people.requester]),
        approver: notedPeople(people.approvedBy),
        request: requestId,
        copied_from: chosen.path,
        version: String(done.write.version),
      };
      const about = noted({ ...ours, ...(await ports.entries.look(chosen.path, signal))?.about, ...ours });
      await ports.entries.describe(path, about, signal);
      return { checkpoint: {}, details: { path, about } };
    },
    undo: "nothing",
  });

/** Was it switched by an attempt whose reply was lost? Then the version after the approved one is the chosen key. */
async function findSwitched({ input: { path }, facts: { replaces, chosen }, ports, signal }: Context) {
  const [now, spare] = [
    await ports.entries.read(path, replaces + 1, signal),
    await ports.entries.read(chosen.path, chosen.version, signal),
  ];
  const isOurs = now !== undefined && spare !== undefined && isSameKey(spare.fields, now.fields);
  return isOurs ? { checkpoint: { version: replaces + 1 } satisfies Switched } : undefined;
}

const healthLine: { readonly [H in Spare["health"]]: Sentence } = {
  healthy: say("failover.health.healthy", {}),
  invalid: say("failover.health.invalid", {}),
  withdraws: say("failover.health.withdraws", {}),
  unknown: say("failover.health.unknown", {}),
};

function keyLine({ lastFour, health, abilities }: Pick<Spare, "lastFour" | "health" | "abilities">): Sentence {
  const key = say("failover.value.key", { lastFour, health: healthLine[health] });
  return abilities === undefined ? key : say("failover.value.key-able", { key, abilities: abilitiesLine(abilities) });
}

const spareLine = ({ version, isMain, ...spare }: Spare): Sentence =>
  isMain
    ? say("failover.value.spare-main", { version, key: keyLine(spare) })
    : say("failover.value.spare", { version, key: keyLine(spare) });
