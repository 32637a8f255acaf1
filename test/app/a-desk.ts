import { catalogueOf } from "../../src/app/catalogue.ts";
import { createDeeds } from "../../src/app/deeds.ts";
import { createDesk, type Desk } from "../../src/app/desk.ts";
import { answerOf } from "../../src/domain/answer.ts";
import { NoWords } from "../../src/domain/arguments.ts";
import type { AnyDeed } from "../../src/domain/deed.ts";
import type { AnyQuery, QueryPorts } from "../../src/domain/query.ts";
import { say } from "../../src/domain/sentence.ts";
import { type Bot, verifier } from "./a-bot.ts";

/** A question that is answered with its own name. */
export const aQuery = (name: string, changes: Partial<AnyQuery> = {}): AnyQuery => ({
  name,
  usage: "",
  summary: say("help.summary", {}),
  examples: [name],
  input: NoWords,
  answer: async () => answerOf(say("help.command", { command: `answered ${name}` })),
  ...changes,
});

/** What questions may look at, around a bot in memory. */
export function queryPorts(bot: Bot, changes: Partial<QueryPorts> = {}): QueryPorts {
  const { store, audit, jobs } = bot.memory;
  return {
    roles: bot.ports.roles,
    commands: [],
    version: "1.2.3",
    checks: [],
    durability: [],
    linkTo: async () => "",
    signedFrom: () => 1,
    witnessed: () => bot.view.witnessed(100),
    requests: store,
    audit,
    verifier,
    appRoles: bot.ports.appRoles,
    entries: bot.ports.entries,
    ledgers: bot.ports.ledgers,
    trailGaps: bot.ports.trailGaps,
    exchanges: bot.ports.exchanges,
    workflows: bot.ports.workflows,
    deliveries: bot.ports.deliveries,
    vault: { health: async () => ({ state: "ready" }) },
    jobs,
    heartbeat: { read: async () => undefined },
    processes: { running: async () => [] },
    reports: bot.memory.reports,
    schedules: bot.schedules,
    lookNow: async () => true,
    reminders: { horizonMs: 30 * 24 * 3_600_000, maxAgeMs: new Map(), owners: new Map() },
    snoozes: async () => [],
    ...changes,
  };
}

/** The desk in front of a bot in memory. */
export function aDesk(
  bot: Bot,
  changes: { readonly queries?: readonly AnyQuery[]; readonly deeds?: readonly AnyDeed[]; readonly refused?: string[] } = {},
): Desk {
  const { queries = ["help", "ping", "audit", "audit verify"].map((name) => aQuery(name)) } = changes;
  const { registry, directory, load, log, now, newReference, resume, stop, redo, hasten, cancel, decide, gate } = bot;
  const { once, audit, viewState } = bot.memory;
  return createDesk({
    registry,
    queries,
    queryPorts: queryPorts(bot, { commands: catalogueOf(bot.operations, queries) }),
    submit: bot.submitCommand,
    forms: bot.forms,
    deeds: createDeeds({ deeds: changes.deeds ?? [], gate, now }),
    decide,
    cancel,
    resume,
    stop,
    redo,
    hasten,
    load,
    directory,
    once,
    audit,
    flood: { refused: (userId) => void (changes.refused ?? []).push(userId) },
    viewState,
    gate,
    log,
    now,
    newReference,
    locale: "en",
  });
}
