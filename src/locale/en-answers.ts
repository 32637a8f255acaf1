import type { Section } from "./locale.ts";

/** In English: what questions are answered with. */
export const enAnswers: Section<
  | "answer"
  | "audit"
  | "audit-verify"
  | "command"
  | "help"
  | "query"
  | "requests"
  | "role"
  | "roles"
  | "secret-id"
  | "show"
  | "status"
> = {
  "answer.left-out": (p, f) =>
    `…and ${f.count(p.lines, "more line", "more lines")} that did not fit. Ask for less, e.g. for one role or one request.`,

  "audit.changed": (p) =>
    `The trail was changed: entry ${p.seq} does not match its hash or the entry before it. Trust nothing from there on; compare with the witness thread in the channel.`,
  "audit.end-damaged": (p) =>
    `${p.seq === 0 ? "It has no entries" : `Entries 1 to ${p.seq} fit each other`}, and Redis does not hold the end of the trail as the bot left it: what came behind is gone, or somebody changed the note of the newest entry.`,
  "audit.heading": (p, f) => `Trail of ${f.code(p.id)}: ${f.count(p.entries, "entry", "entries")}`,
  "audit.line": (p, f) => `${p.seq}. ${f.time(p.atMs)} · ${f.code(p.actor)} · ${f.code(p.action)} · ${f.code(p.hash)}`,
  "audit.hidden": (p, f) => `entry ${p.seq} is missing from the trail of ${f.code(p.id)}, though it is in the whole trail`,
  "audit.missing": (p) => `The trail has a gap: entry ${p.seq} is missing. Compare with the witness thread in the channel.`,
  "audit.rewritten": (p) => `The trail was rewritten: entry ${p.seq} is not what a signed checkpoint says it was.`,
  "audit.summary": () => "The trail of one request",
  "audit.truncated": (p) => `The trail was cut: entries ${p.fromSeq} to ${p.toSeq}, which a signed checkpoint covers, are gone.`,
  "audit.unknown": (p, f) => `There is no request ${f.code(p.id)}. ${f.command("/profinaut requests")} lists the newest.`,
  "audit.unsigned": (p) =>
    `The checkpoint at entry ${p.seq} does not carry a valid signature. Treat the trail as changed from there on.`,
  "audit.usage": (_, f) =>
    `Which request? Type ${f.command("/profinaut audit <request id>")}; the id is at the foot of its card.`,

  "audit-verify.broken": (p) => `The trail is not whole: ${p.because}`,
  "audit-verify.continued": (p, f) =>
    `${f.user(p.by)} let it go on behind entry ${p.seq} at ${f.time(p.atMs)}, without entry ${p.lostSeq} as it had been seen: ${p.reason}. What was witnessed before that and is not in it counts for nothing.`,
  "audit-verify.intact": (p, f) =>
    `The trail is whole: ${f.count(p.entries, "entry", "entries")}, newest hash ${f.code(p.hash)}.`,
  "audit-verify.no-channel": () =>
    "Only the checkpoints in the store were compared: those in the channel could not be read just now.",
  "audit-verify.summary": () => "Whether the trail is intact",
  "audit-verify.what-now": () =>
    "Approve nothing for now. Tell whoever looks after Redis, and compare with the witness thread in the channel. How to go on is in docs/operations.md: under “A backup was put back” where Redis was put back, emptied or taken over by a replica, else under “Somebody was in Redis”.",
  "audit-verify.witnesses": (p) =>
    `It agrees with every signed checkpoint: ${p.stored} in the store, ${p.channel} in the channel.`,

  "command.malformed": () => "This cannot be understood; nothing was done. `/profinaut help` shows what can be typed.",
  "command.reason-too-long": (p, f) =>
    `The reason is too long; nothing was done. At most ${f.count(p.max, "character", "characters")}.`,
  "command.secret": (p) =>
    `This looks like it holds a secret: ${p.what}. It was not stored and nothing was done, but Slack has seen it: rotate that secret now, delete the message if there is one, and ask again without it. If it is none, say before it what it is (\`request id …\`, \`commit …\`), or leave it out.`,
  "command.too-long": (p, f) => `This is too long; nothing was done. At most ${f.count(p.max, "character", "characters")}.`,

  "help.about": (p) => p.summary,
  "help.command": (p, f) => f.command(`/profinaut ${p.command}`),
  "help.example": (p, f) => `e.g. ${f.command(`/profinaut ${p.command}`)}`,
  "help.heading": () => "*What can be typed*",
  "help.line": (p, f) => `${f.command(`/profinaut ${p.command}`)} – ${p.summary}`,
  "help.line-approval": (p, f) => `${f.command(`/profinaut ${p.command}`)} – ${p.summary} 🔐`,
  "help.more": (_, f) => `🔐 needs another person's approval. ${f.command("/profinaut help <command>")} says more about one.`,
  "help.needs-approval": () => "🔐 Somebody else has to approve before anything happens.",
  "help.needs-none": () => "Needs no approval.",
  "help.summary": () => "What can be typed",
  "help.unknown": (p, f) =>
    `${f.code(p.name)} is not a command.${p.nearest.length === 0 ? "" : ` Did you mean ${f.either(p.nearest)}?`} ${f.command("/profinaut help")} lists all.`,

  "query.too-many-words": (p, f) =>
    `${f.codes(p.words)} does not belong here; nothing was done. ${f.command("/profinaut help")} shows what can be typed.`,

  "requests.heading": (p, f) => `*${f.count(p.open, "open request", "open requests")}*`,
  "requests.line": (p, f) => `${f.code(p.id)} · ${p.state} · ${f.code(p.command)} · ${f.user(p.by)}, ${f.time(p.atMs)}`,
  "requests.lock": (p, f) => `${f.code(p.lock)} · ${f.code(p.id)}`,
  "requests.lock-of-nobody": (p, f) =>
    `${f.code(p.lock)} · ${f.code(p.id)}, which is gone or over: it is freed within a minute, unless it cannot be read`,
  "requests.locks": () => "Locks: one request at a time for each",
  "requests.more": (_, f) => `${f.command("/profinaut show <request id>")} shows one whole.`,
  "requests.none-open": () => "Nothing is open.",
  "requests.not-ours": (p, f) => `⚠ ${f.code(p.id)} · what is stored of it was not written by the bot: it is not run`,
  "requests.not-proven": () =>
    "⚠ The audit log cannot be believed now, so nothing proves what follows: it is as somebody left it in Redis.",
  "requests.recent": () => "The last that ended",
  "requests.summary": () => "What is open, and the last that ended",
  "requests.unsigned": (p, f) =>
    `${f.code(p.id)} · ended before the audit log was signed, where its last word is ${f.code(p.action)} · ${f.code(p.command)} · ${f.user(p.by)}, ${f.time(p.atMs)}`,
  "requests.unproven": (p, f) => `⚠ ${f.code(p.id)} · nothing that is signed says what was asked, or what became of it`,

  "role.adopt": (p) => `Adopt ${p.role}…`,
  "role.clean-up": (p) => `Clean up ${p.count} that serve nobody…`,
  "role.delivers": (p, f) => `Its SecretID is delivered to ${f.codes(p.destinations)}`,
  "role.drifted": (p) => `⚠️ ${p.what} ${p.mend}`,
  "role.heading": (p, f) => `AppRole ${f.code(p.role)}`,
  "role.no-secret-ids": (p, f) => `It has no SecretID. ${f.code(`/profinaut rotate ${p.role}`)} makes the first.`,
  "role.policies": (p, f) => `Policies: ${f.codes(p.policies)}`,
  "role.many": (p, f) =>
    `${f.code(p.role)} has ${p.count} SecretIDs, too many to look at one by one here. ${f.code(`/profinaut rotate ${p.role}`)} delivers a new one and ends all of these after the overlap; ${f.code(`/profinaut clean-up ${p.role}`)} ends those that serve nobody.`,
  "role.rotate-first": (p, f) =>
    `⚠️ ${f.count(p.count, "SecretID is", "SecretIDs are")} not known to the bot, and what the destinations hold is unknown or gone, so these may be all that works. ${f.code(`/profinaut rotate ${p.role}`)} delivers a new one and retires the rest.`,
  "role.secret-ids": (p, f) => f.count(p.count, "live SecretID", "live SecretIDs"),
  "role.summary": () => "One AppRole with its SecretIDs",
  "role.times": (p, f) => `A new SecretID lives ${f.duration(p.ttlMs)}; the old one keeps working for ${f.duration(p.overlapMs)}`,
  "role.unknown": (p, f) =>
    `${f.code(p.role)} is not configured.${p.nearest.length === 0 ? "" : ` Did you mean ${f.either(p.nearest)}?`} Configured roles: ${f.codes(p.configured)}.`,
  "role.usage": (_, f) => `Which role? Type ${f.command("/profinaut role <name>")}; ${f.command("/profinaut roles")} lists them.`,

  "roles.current": (p, f) => `current since ${f.time(p.createdAtMs)}, ${p.expires}`,
  "roles.heading": (p, f) => `*${f.count(p.count, "AppRole", "AppRoles")}*`,
  "roles.line": (p, f) => `${f.code(p.role)} – ${p.current} · ${f.count(p.live, "live SecretID", "live SecretIDs")}${p.rest}`,
  "roles.more": (_, f) => `${f.command("/profinaut role <name>")} shows one with each SecretID.`,
  "roles.never-rotated": () => "never rotated by this bot",
  "roles.none": () => "No role is configured. Add one under `roles` in `profinaut.yml`.",
  "roles.older": () => "⚠️ Redis is older than what was done",
  "roles.rest": (p) =>
    [
      p.previous === 0 ? "" : ` · ${p.previous} to retire`,
      p.pending === 0 ? "" : ` · ${p.pending} being delivered`,
      p.orphan === 0 ? "" : ` · ⚠️ ${p.orphan} orphaned`,
      p.foreign === 0 ? "" : ` · ${p.foreign} made by hand`,
      p.neverExpiring === 0 ? "" : ` · ⚠️ ${p.neverExpiring} never expiring`,
      p.old === 0 ? "" : ` · ⚠️ ${p.old} older than a year`,
    ].join(""),
  "roles.summary": () => "The AppRoles and their SecretIDs",
  "roles.to-adopt": (p) =>
    p.count === 1
      ? "Of one role Redis knows less than Vault. Its button asks to take over what Vault and GitHub say; it ends nothing."
      : `Of ${p.count} roles Redis knows less than Vault. Their buttons, at most five at a time, ask to take over what Vault and GitHub say; they end nothing.`,
  "roles.unknown": (p, f) => `${f.code(p.role)} – could not be read: ${p.because}`,

  "secret-id.age": (p, f) => `${f.duration(p.ageMs)} ago`,
  "secret-id.age-old": () => "⚠️ more than a year ago",
  "secret-id.current": () => "current",
  "secret-id.ending": (p) => `Ending the old SecretIDs: ${p.ended} of ${p.total} have ended.`,
  "secret-id.expires": (p, f) => `expires ${f.time(p.atMs)}`,
  "secret-id.foreign": () => "made by hand",
  "secret-id.line": (p, f) => `${f.code(p.accessor)} – ${p.label} · made ${f.time(p.createdAtMs)}, ${p.age} · ${p.expires}`,
  "secret-id.maybe": () => "perhaps delivered, kept until a newer one is",
  "secret-id.never-expires": () => "⚠️ never expires",
  "secret-id.orphan": (p, f) => `⚠️ left over from ${f.code(p.request)}`,
  "secret-id.pending": () => "being delivered",
  "secret-id.previous": (p, f) => `previous, retires ${f.time(p.retireAtMs)}`,

  "show.approve": () => "approved",
  "show.asked": (p, f) => `${f.user(p.by)} asked at ${f.time(p.atMs)}: ${f.code(p.command)}`,
  "show.card": (p, f) => f.link(p.link, "Its card"),
  "show.decision": (p, f) => `${f.user(p.by)} ${p.verdict} at ${f.time(p.atMs)}`,
  "show.deny": () => "denied",
  "show.digest": (p, f) => `Plan ${f.code(p.digest)}, to be approved before ${f.time(p.expiresAtMs)}`,
  "show.fact": (p) => `${p.label}: ${p.value}`,
  "show.heading": (p, f) => `${f.code(p.id)} – ${p.state}`,
  "show.line": (p) => `${p.number}. ${p.title} – ${p.state}`,
  "show.line.done": (p, f) => `done ${f.time(p.atMs)}`,
  "show.line.failed": (p, f) => `failed ${f.time(p.atMs)}`,
  "show.line.running": (p, f) => `running since ${f.time(p.sinceMs)}`,
  "show.line.undone": () => "taken back",
  "show.line.waiting": () => "to come",
  "show.note": (p) => `📌 ${p.note}`,
  "show.plan": (p) => `${p.title}. What stops working: ${p.impact}`,
  "show.redacted": (p, f) => `What was written here was taken out by ${f.code(p.by)} at ${f.time(p.atMs)}.`,
  "show.reason": (p, f) => `Why: ${f.code(p.reason)}`,
  "show.not-ours": (p) => `Request ${p.id}: not what the bot wrote`,
  "show.steps": () => "Steps",
  "show.summary": () => "One request whole",
  "show.unknown": (p, f) => `There is no request ${f.code(p.id)}. ${f.command("/profinaut requests")} lists the newest.`,
  "show.unsigned": (p) => `Request ${p.id}: from before the audit log was signed`,
  "show.unsigned-more": (p, f) =>
    `What else is stored of it, nobody has signed, so it is not repeated here. ${f.command(`/profinaut audit ${p.id}`)} shows its entries.`,
  "show.usage": (_, f) => `Which request? Type ${f.command("/profinaut show <request id>")}; the id is at the foot of its card.`,

  "status.github-failing": (p) => `⚠️ GitHub: ${p.because}`,
  "status.github-ok": () => "GitHub answers",
  "status.heading": (p, f) => `Profinaut's Vault bot ${f.code(p.version)}`,
  "status.next": () => "Next by the clock",
  "status.no-worker": () =>
    "⚠️ No worker has been seen: requests are recorded, and nothing runs. Start one with `profinaut start`.",
  "status.processes": (p, f) =>
    p.processes.length === 0 ? "Processes: none has been seen" : `Processes: ${f.codes(p.processes)}`,
  "status.processes-differ": (p, f) =>
    `⚠️ Processes: ${f.codes(p.processes)}. They have different configurations: ${f.codes(p.settings)}`,
  "status.queue": (p) => `Queue: ${p.waiting} waiting, ${p.active} running, ${p.delayed} for later, ${p.failed} failed`,
  "status.redis": (p, f) =>
    p.weak.length === 0
      ? "Redis answers, and keeps what it is told"
      : `⚠️ Redis answers, but may lose records: set ${f.codes(p.weak)}`,
  "status.requests": (p, f) => `Requests: ${p.open} with something still to do (${f.command("/profinaut requests")})`,
  "status.not-signed": (p) => `⚠️ Audit log: not signed yet. ${p.because}`,
  "status.signed": (p) => `Audit log: signed from entry ${p.seq} on`,
  "status.signing-soon": () =>
    "It begins ten minutes after the last unsigned entry, when no request is being worked on; what else keeps it waiting is said in the channel after an hour.",
  "status.slot": (p, f) => `${f.time(p.slotAtMs)} · ${p.what}`,
  "status.summary": () => "How everything is",
  "status.trail": (p, f) =>
    `Trail: ${f.count(p.entries, "entry", "entries")} (${f.command("/profinaut audit verify")} checks them)`,
  "status.unreachable": (p) => `⚠️ ${p.what}: ${p.because}`,
  "status.vault": (p, f) =>
    `${p.state === "ready" ? "" : "⚠️ "}Vault: ${p.state}${p.version === "" ? "" : `, version ${f.code(p.version)}`}`,
  "status.workers": (p, f) => `Worker seen ${f.time(p.seenAtMs)}; ${p.github}`,
};
