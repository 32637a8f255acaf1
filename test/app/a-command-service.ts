import { catalogueOf } from "../../src/app/catalogue.ts";
import { type CommandService, createCommandService } from "../../src/app/command-service.ts";
import { createInstantCommands } from "../../src/app/instant-commands.ts";
import { answerOf } from "../../src/domain/answer.ts";
import { NoWords } from "../../src/domain/arguments.ts";
import type { AnyInstantCommand } from "../../src/domain/instant-command.ts";
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
    witnessed: () => bot.view.publishedCheckpoints(100),
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
    refreshNow: async () => true,
    reminders: { horizonMs: 30 * 24 * 3_600_000, maxAgeMs: new Map(), owners: new Map() },
    snoozes: async () => [],
    ...changes,
  };
}

/** the command service in front of a bot in memory. */
export function aCommandService(
  bot: Bot,
  changes: {
    readonly queries?: readonly AnyQuery[];
    readonly instantCommands?: readonly AnyInstantCommand[];
    readonly refused?: string[];
  } = {},
): CommandService {
  const { queries = ["help", "ping", "audit", "audit verify"].map((name) => aQuery(name)) } = changes;
  const { registry, directory, load, log, now, newReference, resume, stop, rerunFromStep, retireNow, cancel, decide, gate } = bot;
  const { once, audit, viewState } = bot.memory;
  return createCommandService({
    registry,
    queries,
    queryPorts: queryPorts(bot, { commands: catalogueOf(bot.operations, queries) }),
    submit: bot.submitCommand,
    forms: bot.forms,
    instantCommands: createInstantCommands({ instantCommands: changes.instantCommands ?? [], gate, now }),
    decide,
    cancel,
    resume,
    stop,
    rerunFromStep,
    retireNow,
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
