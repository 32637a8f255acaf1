import type { Section } from "./locale.ts";

type Standing = Section<"standing"> &
  Section<"continue"> &
  Section<"continued"> &
  Section<"stuck"> &
  Section<"document"> &
  Section<"report"> &
  Section<"idle"> &
  Section<"lock"> &
  Section<"signing">;

/** In English: whether the audit log can be believed, and how it goes on when it cannot. */
export const enStanding: Standing = {
  "standing.anchor-again": () => "✅ The worker notes again in Vault how far the audit log is.",
  "standing.checkpoint-again": () => "✅ The audit log is signed in the channel again.",
  "standing.no-anchor": (p) =>
    `🚨 The audit log goes on, and for ${p.minutes} minutes nobody has noted in Vault how far it is (last: entry ${p.seq}). The worker is down or cannot reach Vault, or somebody keeps it from doing so; until it does, what is taken out of Redis may not be noticed. See its log and its /readyz.`,
  "standing.no-checkpoint": (p) =>
    `🚨 The audit log goes on, and for ${p.minutes} minutes nobody has signed in the channel how far it is (last: entry ${p.seq}). The half of the bot that hears people is down or cannot reach Vault or Slack, or somebody keeps it from doing so; until it does, what is taken out of Redis may not be noticed. See its log and its /readyz.`,
  "standing.alarm": (p, f) =>
    `🛑 The bot is read-only. ${p.because} It answers questions; it accepts, runs and ends nothing. Find out what happened to Redis first (“Somebody was in Redis” and “A backup was put back” in docs/operations.md). Put the newer Redis back if there is one; if not, somebody who may approve lets the log go on: ${f.command("continue")}.`,
  "standing.alarm-unsure": (p) =>
    `🛑 The bot is read-only. ${p.because} It answers questions; it accepts, runs and ends nothing until it knows.`,
  "standing.behind": (p) =>
    `The audit log in Redis ends with entry ${p.seq}, and ${p.by} saw entry ${p.lostSeq}: an older Redis was put back, or its end was cut off.`,
  "standing.broken": (p) => `The audit log in Redis is not as it was written: ${p.because}`,
  "standing.by-channel": () => "the channel",
  "standing.by-us": () => "the bot itself",
  "standing.by-vault": () => "Vault",
  "standing.foreign": (p) =>
    `Entry ${p.seq} of the audit log in Redis was not written by the bot. If a process of an older release still runs, stop it; if none does, somebody else writes to Redis.`,
  "standing.damaged": (p) =>
    `The end of the audit log in Redis is damaged: entry ${p.seq} is missing, or not as the bot left it.`,
  "standing.differs": (p) => `The audit log in Redis was rewritten: its entry ${p.seq} is another one than ${p.by} saw.`,
  "standing.empty": (p) =>
    `The audit log in Redis is empty, and ${p.by} saw entry ${p.seq}: Redis was emptied, or is another one.`,
  "standing.not-known": (p) => `The bot cannot find out yet whether Redis has all that was done. ${p.because}`,
  "standing.over": () => "✅ The audit log can be believed again; the bot accepts and runs requests.",
  "standing.read-only": (p, f) =>
    `Nothing was accepted or changed: the bot is read-only. ${p.because} The channel has the alarm with what to do; somebody who may approve can let the log go on with ${f.command("continue")}.`,
  "standing.record-lost": (p, f) =>
    `🚨 The record of ${f.code(p.id)} in Redis is gone, or is not the bot's: somebody wrote to Redis, or lost some of it. Nothing of it runs. Keep Redis as it is, find out who can write to it, and ask for it again.`,
  "standing.records-lost": (_, f) =>
    `🚨 More than five requests in Redis are gone, or are not the bot's: each further one is in the bot's log, and ${f.command("requests")} shows what the audit log has. Nothing of them runs. Keep Redis as it is, and find out who can write to it: docs/operations.md, "Somebody was in Redis".`,
  "standing.said": (p, f) =>
    `${f.user(p.by)} let the audit log go on from entry ${p.seq}, and the worker has not taken that up yet. It does so within a minute where it runs and Vault can be reached.`,

  "continue.button": () => "Continue from here",
  "continue.done": (p) =>
    `Signed, and on the log behind entry ${p.seq}. The worker takes it up within a minute; the channel is told when it holds and which requests ended.`,
  "continue.field.code": () => "The code above",
  "continue.field.code-hint": (p, f) => `Type ${f.code(p.code)} to say that you have read what is lost.`,
  "continue.field.reason": () => "Reason",
  "continue.field.reason-hint": () => "What happened to Redis, and who looked into it. It stands on the audit log for good.",
  "continue.form-code": (p, f) => `The code of this very loss is ${f.code(p.code)}.`,
  "continue.form-dead": () =>
    "Dead from then on: every request that was open and had not begun (ask again), every approval given so far, and whatever is not in the log any more. What was running waits for somebody to look. SecretIDs issued before stay alive until a rotation or an adoption has made certain which one is in use.",
  "continue.form-first": () =>
    "Is there a newer Redis, a replica or a later backup? Put that back instead, and nothing is lost. If somebody wrote to Redis, close that way first.",
  "continue.form-from": (p) => `The log would go on behind entry ${p.seq}, under your name and signed.`,
  "continue.form-lost": (p) => `${p.because}`,
  "continue.form-title": () => "Continue from here",
  "continue.not-allowed": () =>
    "Only somebody who may approve can let the audit log go on. Ask one of them; the alarm in the channel has the button.",
  "continue.not-yet": (p) => `There is nothing to go on from yet. ${p.because} Wait until the bot knows.`,
  "continue.nothing": () => "The audit log can be believed, so there is nothing to go on from. Nothing was changed.",
  "continue.other-code": (p, f) =>
    `That is not the code of what is lost now: it is ${f.code(p.code)}. Read again what is lost, as it may have changed meanwhile.`,
  "continue.reason-missing": () => "Say what happened to Redis.",
  "continue.reason-secret": () => "That looks like a credential. Write the reason without it, and replace the credential.",
  "continue.summary": () => "let the audit log go on after Redis was lost or changed; for those who may approve",
  "continue.usage": (_, f) => `Only ${f.command("continue")}, without more words: a form asks for the rest.`,

  "continued.ask-again": (p, f) =>
    `The audit log went on without what was lost, so this request ended before it began. Ask again: ${f.command(p.command)}.`,
  "continued.ended": (p, f) =>
    `What was open when the audit log went on. ${[
      ...(p.ids.length > 0 ? [`Ended, to be asked for again: ${f.codes(p.ids)}.`] : []),
      ...(p.held.length > 0 ? [`Under way, and held for somebody to look: ${f.codes(p.held)}.`] : []),
    ].join(" ")}`,
  "continued.look": () =>
    "The audit log went on while this was under way, and what it did last may be lost. Look in Vault and at its destinations before you go on with it.",
  "continued.over": (p, f) =>
    `The audit log goes on behind entry ${p.seq} by the word of ${f.user(p.by)}. Cards above whose request the bot does not know any more are dead.`,

  "document.kept": (p, f) => `✅ ${f.code(p.document)} in Redis is as the bot saved it last.`,
  "document.many-not-kept": (_, f) =>
    `🛑 More than five of the bot's documents in Redis, such as the ledgers of roles, are gone or not as it saved them. ${f.command("roles")} says of which roles Redis knows too little. Nothing of a SecretID ends by them. Somebody can write to Redis, or an older copy was put back: docs/operations.md, "Somebody was in Redis".`,
  "document.not-kept": (p, f) =>
    `🛑 ${f.code(p.document)} in Redis is gone, or is not as the bot saved it last, as the audit log has it. Nothing of a SecretID ends by it. If it is the ledger of a role: ${f.command("adopt <role>")}, or rotate the role, makes it anew. Somebody can write to Redis, or an older copy was put back: docs/operations.md, "Somebody was in Redis".`,

  "idle.request": (p, f) =>
    `🛑 ${f.code(p.id)} is due, and for ${p.minutes} minutes nothing has come of it, without anything failing. Either no worker runs (${f.command("status")} says which do), or somebody was in Redis: a paused queue, a job taken out of it, a lock that somebody keeps taking. The bot resumes the queue and asks for the job again; what to look for is in docs/operations.md, "Somebody was in Redis".`,
  "idle.request-over": (p, f) => `✅ ${f.code(p.id)} goes on.`,

  "lock.free": (p, f) => `✅ The lock ${f.code(p.lock)} is to be had again.`,
  "lock.taken": (p, f) =>
    `🛑 What needs the lock ${f.code(p.lock)} has not been done for ${p.minutes} minutes: whenever it is tried, somebody else has that lock. Either a process of the bot hangs (${f.command("status")} says which run), or somebody keeps taking it in Redis; what to look for is in docs/operations.md, "Somebody was in Redis".`,

  "report.many-not-ours": () =>
    `🛑 More than five of the bot's notes in Redis are gone, or are not as it saved them. It looks anew, and what it remembered there (what it had seen before, what it had said) is lost. Somebody can write to Redis, or an older copy was put back: docs/operations.md, "Somebody was in Redis".`,
  "report.not-ours": (p, f) =>
    `🛑 What the bot noted as ${f.code(p.report)} is gone from Redis, or is not as it saved it. It looks anew, and what it remembered there (what it had seen before, what it had said) is lost. Somebody can write to Redis, or an older copy was put back: docs/operations.md, "Somebody was in Redis".`,

  "signing.alarm": (p) =>
    `⚠️ The bot has not begun to sign what it writes to the audit log. ${p.because} Until it has, whoever can write to Redis can change records without the bot noticing.`,
  "signing.at-work": (p, f) =>
    `${f.code(p.id)} is being worked on, and its record has to be signed first; it begins when that is done.`,
  "signing.elsewhere": () => "Another worker is beginning it just now.",
  "signing.not-whole": (p) => `The audit log cannot be believed now. ${p.because}`,
  "signing.older": (p, f) =>
    `A process of a release that does not sign is running: ${f.codes(p.processes)}. Stop it; it begins ten minutes after the last thing that wrote.`,
  "signing.over": (p) => `✅ Everything on the audit log from entry ${p.seq} on is signed.`,
  "signing.unsigned": (p, f) =>
    `Entry ${p.seq} of ${f.time(p.atMs)} is not signed, and ten minutes have to pass without such a one: a process of a release before 0.2 may still be writing. Find it and stop it.`,

  "stuck.request": (p, f) =>
    `🚨 The bot has failed for some minutes to do what is next for ${f.code(p.id)}, and waiting does not help: ${p.because} It goes on trying; mend the cause (docs/operations.md, "When something is stuck").`,
  "stuck.request-over": (p, f) => `✅ The bot can go on with ${f.code(p.id)}.`,
  "stuck.task": (p, f) =>
    `🚨 The bot has failed for some minutes at ${f.code(p.task)}, which it does regularly, and waiting does not help: ${p.because} It goes on trying; mend the cause (docs/operations.md, "When something is stuck").`,
  "stuck.task-over": (p, f) => `✅ The bot can do ${f.code(p.task)} again.`,
};
