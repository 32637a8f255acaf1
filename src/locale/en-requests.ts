import type { Section } from "./locale.ts";

/** In English: what happens to a request: its card, its thread, and what the buttons say. */
export const enRequests: Section<
  | "approval"
  | "button"
  | "cancel"
  | "card"
  | "desk"
  | "ledger"
  | "line"
  | "operation"
  | "request"
  | "retire"
  | "rotate"
  | "run"
  | "state"
  | "trail"
  | "view"
  | "witness"
> = {
  "approval.already-decided": () => "You have decided on this request already; nothing changed. Somebody else has to press now.",
  "approval.approved": (p, f) => `Approved by ${f.users(p.by)}.`,
  "approval.by-requester": () =>
    "You asked for this, so you cannot decide on it; nothing changed. Ask another approver to press Approve, or withdraw it with `/profinaut cancel`.",
  "approval.denied": (p, f) => `Denied by ${f.user(p.by)}. Nothing was changed.`,
  "approval.expired": (p, f) =>
    `This request expired at ${f.time(p.atMs)}, before enough people had approved it. Nothing was changed; ask again with the same command.`,
  "approval.haste-by-requester": () =>
    "You asked for this, so you cannot decide that it waits no longer; nothing changed. Ask another approver to press *Retire now*. It ends by itself as soon as what holds it is over.",
  "approval.nobody-left": (p, f) =>
    `Nobody could approve this: it takes ${f.count(p.required, "person", "people")} beside whoever asks, and ${p.left === 1 ? "1 is" : `${p.left} are`} left of those who may.${p.gone.length === 0 ? "" : ` Not there any more: ${f.users(p.gone)}.`} Nothing was done; an administrator has to name others under \`approval\` in \`profinaut.yml\`.`,
  "approval.not-approver": () =>
    "You are not an approver of this request; nothing changed. The card names the people who may approve.",
  "approval.other-plan": () =>
    "This approval was given for another plan and does not count. Nothing was changed; look at the card and press again.",
  "approval.pending": (p, f) =>
    `${f.count(p.missing, "approval is", "approvals are")} still missing${p.by.length === 0 ? "" : `; approved by ${f.users(p.by)}`}.`,
  "approval.same-person": (p, f) =>
    `Your account looks like the same person as ${f.user(p.as)}, who asked for this; nothing changed. Somebody else has to approve. If you are two people, an administrator can say so in \`profinaut.yml\` under \`slack.people\`.`,
  "approval.unidentified": () =>
    "Slack gives no e-mail address for one of the two accounts, so it cannot be shown that they are two people; nothing changed. An administrator can name both under `slack.people` in `profinaut.yml`.",
  "approval.withdrawn": (p) =>
    `An approval does not count any more: ${p.because} Nothing was changed; the request waits for approval again.`,

  "button.approve": () => "Approve",
  "button.back": () => "Back",
  "button.confirm-text": (p) => `${p.title}\n${p.impact}`,
  "button.confirm-title": () => "Approve this plan?",
  "button.deny": () => "Deny",
  "button.hasten": () => "Retire now",
  "button.redo": () => "Deliver again",
  "button.retry": () => "Try again",
  "button.stop": () => "Cancel the run",

  "cancel.summary": () => "Withdraw your own request",
  "cancel.usage": (_, f) =>
    `Which request? Nothing was done. Type ${f.command("/profinaut cancel <request id>")}; the id is at the foot of its card.`,

  "card.approved": () => "Approved. It starts as soon as a worker is free.",
  "card.approved-by": (p, f) => `*Approved by* ${f.users(p.by)}`,
  "card.approvers-group": (p, f) =>
    `*Who may approve* ${f.count(p.required, "person", "different people")} of ${f.group(p.group)}, never the requester`,
  "card.approvers-users": (p, f) => `*Who may approve* ${p.required} of ${f.users(p.users)}, never the requester`,
  "card.asked": (p, f) => `${f.user(p.by)} asked at ${f.time(p.atMs)}: ${f.code(p.command)}`,
  "card.cancelled": (p, f) => `Withdrawn by ${f.user(p.by)} at ${f.time(p.atMs)}. Nothing was changed.`,
  "card.cut": (p, f) =>
    `This card is too long for Slack. ${f.code(`/profinaut show ${p.id}`)} shows the rest: read it before you approve.`,
  "card.denied": (p, f) => `Denied by ${f.user(p.by)} at ${f.time(p.atMs)}. Nothing was changed.`,
  "card.digest": (p, f) => `*Plan* ${f.code(p.digest)} (an approval is for exactly this plan)`,
  "card.expired": (p, f) => `Expired at ${f.time(p.atMs)} without enough approvals. Nothing was changed.`,
  "card.expires": (p, f) => `*Expires* ${f.time(p.atMs)}`,
  "card.failed": (p, f) => `Failed at ${f.time(p.atMs)}.`,
  "card.fallback": (p) => `${p.title} – ${p.state}`,
  "card.footer": (p, f) => `${f.code(p.id)} · ${f.code(p.operation)} · revision ${p.revision}`,
  "card.impact": (p) => `*What stops working* ${p.impact}`,
  "card.needs-attention": () => "Stopped half-way: a person has to look.",
  "card.note": (p) => `📌 ${p.note}`,
  "card.pending": (p, f) => `Waiting for approval: ${f.count(p.missing, "person has", "people have")} to approve.`,
  "card.plan": () => "*Plan*",
  "card.preparing": () => "Looking at Vault and GitHub first. Nobody has to do anything yet.",
  "card.redacted": (p, f) => `_What was written here was taken out by ${f.code(p.by)} at ${f.time(p.atMs)}._`,
  "card.reason": (p, f) => `*Why* ${f.code(p.reason)}`,
  "card.refused": (p, f) => `Cannot be done, seen at ${f.time(p.atMs)}. Nobody was asked to approve and nothing was changed.`,
  "card.relaxed": () =>
    "⚠️ Redis runs with relaxed durability: when its machine fails, the newest records may be lost (a second of them with `appendfsync everysec`, more with less).",
  "card.retry-at": (p, f) => `Tried again at ${f.time(p.atMs)}, without anybody doing anything.`,
  "card.running": () => "Running.",
  "card.succeeded": (p, f) => `Done at ${f.time(p.atMs)}, after ${f.duration(p.tookMs)}.`,
  "card.unprepared": (p) => `Request: ${p.operation}`,

  "desk.accepted": (p, f) =>
    `Accepted as ${f.code(p.id)}: ${f.code(p.command)}. Nothing has changed yet; Vault and GitHub are looked at first, then its card asks for approval in the bot's channel.`,
  "desk.approved": (p, f) =>
    `Your approval of ${f.code(p.id)} is recorded, and it was the last one needed. It starts now; its card shows each step.`,
  "desk.approved-more": (p, f) =>
    `Your approval of ${f.code(p.id)} is recorded. ${f.count(p.missing, "more person has", "more people have")} to approve before anything happens.`,
  "desk.cancelled": (p, f) => `${f.code(p.id)} is withdrawn. Nothing was changed.`,
  "desk.denied": (p, f) => `${f.code(p.id)} is denied. Nothing was changed, and it cannot be approved any more.`,
  "desk.no-such-request": (_, f) =>
    `This button names no request that exists; nothing was done. ${f.command("/profinaut requests")} lists what is open.`,
  "desk.other-message": (p, f) =>
    `This is not the card of ${f.code(p.id)}, so the press does not count and nothing was done. Use the card itself: ${f.code(`/profinaut show ${p.id}`)} links to it.`,
  "desk.other-plan": (p, f) =>
    `The plan of ${f.code(p.id)} is not the one this button stood beside any more, so the press does not count and nothing was done. Look at the card as it is now: ${f.code(`/profinaut show ${p.id}`)} says the plan and links to it; a Home tab has to be opened again.`,
  "desk.hastened": (p, f) =>
    `It is recorded that ${f.code(p.id)} waits no longer; what it replaced ends in a moment, and runs that still hold it will fail.`,
  "desk.redo-asked": (p, f) => `A new SecretID is issued and delivered again for ${f.code(p.id)}; its card shows each step.`,
  "desk.resumed": (p, f) => `${f.code(p.id)} is tried again now; its card shows each step.`,
  "desk.stop-asked": (p, f) =>
    `It is recorded that ${f.code(p.id)} is to be stopped; the run is cancelled at GitHub in a moment, and its card says when.`,
  "desk.unknown-command": (p, f) =>
    `${p.name === "" ? "Nothing was typed" : `${f.code(p.name)} is not a command`}; nothing was done.${p.nearest.length === 0 ? "" : ` Did you mean ${f.either(p.nearest)}?`} ${f.command("/profinaut help")} lists all.`,

  "ledger.unreadable": (p, f) =>
    `What is stored about the SecretIDs of ${f.code(p.role)} cannot be read. Nothing was changed; an administrator has to look at Redis.`,

  "line.done": (p, f) => `${p.title} · ${f.clock(p.atMs)} (${f.duration(p.tookMs)})`,
  "line.due": (p, f) => `${p.title} · due ${f.time(p.dueAtMs)}`,
  "line.failed": (p, f) => `${p.title} · failed ${f.clock(p.atMs)}`,
  "line.left-out": (p, f) => `…and ${f.count(p.lines, "more step", "more steps")}`,
  "line.none": () => "No steps.",
  "line.running": (p, f) => `${p.title} · since ${f.clock(p.sinceAtMs)}`,
  "line.undone": (p) => `${p.title} · taken back`,
  "line.waiting": (p) => p.title,

  "operation.gone": (p, f) =>
    `This version of the bot has no operation ${f.code(p.operation)}, so the request cannot go on. Run the version that took it, or withdraw it.`,

  "request.already": (p, f) =>
    `${f.code(p.id)} is ${p.state} already; nothing changed. ${f.code(`/profinaut show ${p.id}`)} shows it whole.`,
  "request.cancel-not-yours": (p, f) =>
    `Only ${f.user(p.by)}, who asked for this, can withdraw it; nothing changed. An approver can press Deny.`,
  "request.changed-meanwhile": () => "The request changed at the same moment; nothing was done. Look at its card and try again.",
  "request.drifted": (p, f) =>
    `The world is not as it was approved, so nothing was done and the approvals do not count any more. What changed: ${f.codes(p.changes)}. Approve again if this is right.`,
  "request.lock-lost": () => "This worker lost its lock, so it stopped before the next change. Another one goes on.",
  "request.requester-gone": (p) => `The requester cannot use this bot any more: ${p.because} Nothing was changed.`,
  "request.taken": (p, f) =>
    `${f.link(p.link, p.id)} is open for the same thing already; nothing was recorded. Wait until it has ended, or withdraw it with ${f.code(`/profinaut cancel ${p.id}`)}.`,
  "request.tampered": () =>
    "This record was changed outside of the bot, so it was stopped and nothing of it will run. Ask again, and tell an administrator: somebody can write to Redis.",

  "retire.stuck": (p, f) =>
    `${f.code(p.id)} succeeded, but old SecretIDs could not be retired: ${p.because} They still work. It is tried again; somebody should look.`,

  "rotate.capabilities": (p, f) =>
    `The bot's own token may not rotate ${f.code(p.role)}: it lacks ${f.codes(p.missing)}. Nothing was changed; an administrator has to extend its policy.`,
  "rotate.clamped": (p, f) =>
    `Vault gave the new SecretID only ${f.duration(p.grantedMs)} instead of ${f.duration(p.plannedMs)}. Nothing was delivered; check the mount's maximum TTL.`,
  "rotate.current-gone": (p, f) =>
    `The SecretID in use for ${f.code(p.role)} does not exist in Vault any more, so the old one was not retired. Find out who destroyed it, then rotate again.`,
  "rotate.delivered-in-part": (p, f) =>
    `The new SecretID may have reached ${f.codes(p.delivered)} and not ${f.codes(p.rest)}. Old and new both work; press Try again to finish.`,
  "rotate.delivered-maybe": (p, f) =>
    `SecretIDs with the accessors ${f.codes(p.accessors)} may be in use at a destination and were kept alive. Rotate again to replace them.`,
  "rotate.done": (p, f) => `${f.code(p.role)} has a new SecretID (accessor ${f.code(p.accessor)}) in ${f.codes(p.destinations)}.`,
  "rotate.flag-unknown": (p, f) => `${f.code(`--${p.flag}`)} is not known; nothing was done. The only flag is \`--leaked\`.`,
  "rotate.impact": (p, f) =>
    `Nothing at once. The old SecretIDs of ${f.code(p.role)} die ${f.duration(p.overlapMs)} after the new one is delivered; copies outside of the destinations stop working then.`,
  "rotate.impact-first": (p, f) => `Nothing: ${f.code(p.role)} has no live SecretID.`,
  "rotate.impact-keeps": (p, f) =>
    `Nothing: every SecretID of ${f.code(p.role)} that is live stays so, because it is not certain which of them is in use. ${p.because}`,
  "rotate.impact-leaked": (p, f) =>
    `The old SecretIDs of ${f.code(p.role)} die as soon as the new one is delivered. Running workflows that read the old one before will fail to log in.`,
  "rotate.label.destinations": () => "Delivered to",
  "rotate.label.bound": () => "Logs in only from",
  "rotate.label.lives": () => "New SecretID lives",
  "rotate.label.no-secret-id": () => "⚠️ Needs no SecretID",
  "rotate.label.policies": () => "What it may do (policies)",
  "rotate.label.replaces": () => "Replaces",
  "rotate.no-destination": (p, f) =>
    `${f.code(p.role)} has no destination, so a new SecretID would reach nobody. Nothing was done; add \`deliverTo\` in \`profinaut.yml\`.`,
  "rotate.not-configured": (p, f) =>
    `${f.code(p.role)} is not configured; nothing was done. Configured roles: ${f.codes(p.configured)}.`,
  "rotate.not-what-was-issued": () =>
    "Vault did not return the SecretID that was issued. It was not delivered; look at Vault's audit log, somebody may have taken it.",
  "rotate.pending-lost": () =>
    "The ledger does not know the SecretID that was delivered. Nothing was retired; somebody has to look at the role's SecretIDs.",
  "rotate.role-malformed": () =>
    "A role's name has small letters, digits and dashes; nothing was done. `/profinaut roles` lists them.",
  "rotate.role-missing": (_, f) =>
    `Which role? Nothing was done. Type ${f.command("/profinaut rotate <role>")}; ${f.command("/profinaut roles")} lists them.`,
  "rotate.step.commit": () => "Record the new SecretID as the current one",
  "rotate.step.deliver": (p, f) => `Deliver to ${f.code(p.destination)}`,
  "rotate.step.intent": () => "Record what is about to change",
  "rotate.step.issue": (p, f) => `Issue a new SecretID for ${f.code(p.role)}, wrapped`,
  "rotate.step.overlap": (p, f) => `Let old and new work side by side for ${f.duration(p.overlapMs)}`,
  "rotate.step.overlap-none": () => "No overlap: the old ones end at once",
  "rotate.step.retire": (p, f) => `Destroy ${f.count(p.count, "old SecretID", "old SecretIDs")} in Vault`,
  "rotate.step.retire-none": () => "End nothing: it is not certain what is in use",
  "rotate.step.verify": () => "Check that it is the one issued and how long it lives",
  "rotate.summary": () => "New SecretID into every destination; the old one retires after the overlap",
  "rotate.title": (p) => `Rotate the SecretID of ${p.role}`,
  "rotate.title-leaked": (p) => `Rotate the LEAKED SecretID of ${p.role} at once`,
  "rotate.too-many": (p, f) =>
    `${f.code(p.role)} has ${p.count} SecretIDs, more than the ${p.max} that can be handled. Nothing was changed; destroy those nobody uses first.`,
  "rotate.ttl-above-role": (p, f) =>
    `\`secretIdTtl\` of ${f.code(p.role)} is ${f.duration(p.askedMs)}, but its AppRole allows ${f.duration(p.limitMs)}. Nothing was changed; make them agree.`,
  "rotate.ttl-too-short": (p, f) =>
    `A SecretID of ${f.code(p.role)} would live ${f.duration(p.ttlMs)}, but needs ${f.duration(p.neededMs)} to last until the next rotation, its overlap and seven days in which somebody notices. Nothing was changed; raise the TTL.`,
  "rotate.value.destinations": (p, f) =>
    [p.existing.length === 0 ? "" : f.codes(p.existing), p.created.length === 0 ? "" : `new: ${f.codes(p.created)}`]
      .filter(Boolean)
      .join("; "),
  "rotate.label.uses": () => "⚠️ Logins with it",
  "rotate.value.bound": (p, f) =>
    p.token.length === 0
      ? f.codes(p.secretId)
      : p.secretId.length === 0
        ? `anywhere; its token is good from ${f.codes(p.token)} alone`
        : `${f.codes(p.secretId)}; its token is good from ${f.codes(p.token)} alone`,
  "rotate.value.lives-clamped": (p, f) =>
    `⚠️ ${f.duration(p.ttlMs)}: \`secretIdTtl\` asks for ${f.duration(p.askedMs)}, and Vault's AppRole mount grants no more`,
  "rotate.value.no-secret-id": () =>
    "this AppRole has `bind_secret_id` off: whoever knows its RoleID logs in without a SecretID, and ending the old ones keeps nobody out",
  "rotate.value.uses": (p, f) =>
    `${f.count(p.uses, "login", "logins")}, and then it has ended: every workflow run that logs in counts`,
  "rotate.value.keeps": (p, f) => `none: ${f.count(p.total, "live SecretID stays", "live SecretIDs stay")}`,
  "rotate.value.lives": (p, f) => f.duration(p.ttlMs),
  "rotate.value.names": (p, f) => f.codes(p.names),
  "rotate.value.replaces": (p, f) =>
    p.total === 0
      ? "none, as none is live"
      : `${f.count(p.total, "live SecretID", "live SecretIDs")}, ${p.byHand} of them made by hand`,
  "rotate.value.replaces-made": (p, f) =>
    `${f.count(p.total, "live SecretID", "live SecretIDs")}, ${p.byHand} of them made by hand: made ${f.time(p.fromAtMs)}${p.untilAtMs === p.fromAtMs ? "" : ` to ${f.time(p.untilAtMs)}`}`,
  "rotate.value.replaces-all": (p, f) =>
    `all ${p.total} live SecretIDs, ${p.byHand} of them made by hand: made ${f.time(p.oldestAtMs)} to ${f.time(p.untilAtMs)}`,

  "run.failed-clean": (p) => `${p.because} Everything was taken back: what worked before still works.`,
  "run.used-up": () =>
    "This approval was used before: Redis is older than what was done, as after a backup was put back or a fail-over. Nothing was done again. Look at what is there, and ask again; where a role's ledger is older too, `/profinaut adopt` brings it up to date.",
  "run.gave-up": (p) => `Given up after ${p.attempts} attempts. The last one: ${p.last}`,
  "run.needs-attention": (p) => `It stopped half-way. ${p.remains} Why the last step failed: ${p.because}`,
  "run.point-of-no-return": () => "What was done cannot be taken back any more. Press Try again to finish it.",
  "run.take-back-failed": (p) => `Taking it back failed too: ${p.because} Press Try again, or look at the role's SecretIDs.`,

  "state.approved": () => "approved",
  "state.cancelled": () => "withdrawn",
  "state.denied": () => "denied",
  "state.expired": () => "expired",
  "state.failed": () => "failed",
  "state.needs-attention": () => "in need of attention",
  "state.pending": () => "waiting for approval",
  "state.preparing": () => "being prepared",
  "state.refused": () => "refused",
  "state.running": () => "running",
  "state.succeeded": () => "done",

  "trail.bot": () => "the bot",
  "trail.cause": (p, f) => f.code(p.text),
  "trail.command.refused": (p) => `a command of ${p.by} was refused: ${p.because}`,
  "trail.line": (p, f) => `${f.clock(p.atMs)} · ${p.what}`,
  "trail.orphan.destroyed": (p, f) => `a SecretID left by a dead attempt was destroyed: ${f.code(p.found)}`,
  "trail.log.continued": (p, f) => `${p.by} let the audit log go on: ${f.code(p.reason)}`,
  "trail.flood.refused": (p, f) =>
    `${f.count(p.refused, "message", "messages")} of ${f.count(p.people, "person", "people")} within ${f.duration(p.lastedMs)} were not heard, as more was asked than the bot listens to; most of them came from ${f.users(p.most)}`,
  "trail.expiry.snoozed": (p, f) => `${p.by} snoozed ${f.code(p.found)}`,
  "trail.clocks.differ": (p, f) => `Vault's clock was ${p.off} the one of these entries, measured on ${f.code(p.host)}`,
  "trail.finding.cleared": (p, f) => `what a check had found is over: ${f.code(p.found)}`,
  "trail.finding.raised": (p, f) => `a check found something: ${f.code(p.found)}`,
  "trail.weekly-check.posted": (p, f) => `the weekly check was posted: ${f.code(p.found)}`,
  "trail.orphan.found": (p, f) => `a SecretID that nobody accounts for was found and left alone: ${f.code(p.found)}`,
  "trail.other": (p, f) => `${p.by}: ${f.code(p.action)}`,
  "trail.form.refused": (p) => `a form of ${p.by} was refused: ${p.because}`,
  "trail.press.refused": (p) => `a button pressed by ${p.by} was refused: ${p.because}`,
  "trail.request.approval-withdrawn": (p) => `back to waiting for approval: ${p.because}`,
  "trail.request.approved": () => "approved: enough people agreed",
  "trail.request.approved-by": (p, f) => `${p.by} approved the plan ${f.code(p.digest)}`,
  "trail.request.cancelled": (p) => `${p.by} withdrew the request`,
  "trail.request.denied-by": (p, f) => `${p.by} denied the plan ${f.code(p.digest)}`,
  "trail.request.drifted": (p, f) => `the world changed after the approval, which does not count any more: ${f.codes(p.changes)}`,
  "trail.request.lapsed": (p) => `ended when the audit log went on: ${p.because}`,
  "trail.request.expired": () => "expired without enough approvals",
  "trail.request.prepared": (p, f) => `the plan ${f.code(p.digest)} is ready and waits for approval`,
  "trail.request.refused": (p) => `refused before anybody was asked: ${p.because}`,
  "trail.request.submitted": (p) => `${p.by} asked for this`,
  "trail.request.redacted": (p, f) => `what people had written was taken out (${f.code(p.by)})`,
  "trail.request.tampered": (p, f) => `stopped: the record was changed outside of the bot (${f.code(p.detail)})`,
  "trail.run.failed": (p) => `failed: ${p.because}`,
  "trail.run.needs-attention": (p) => `stopped, a person has to look: ${p.because}`,
  "trail.retire.hastened-by": (p) => `${p.by} decided not to wait any longer for runs that hold the old SecretID`,
  "trail.run.stop-asked": (p) => `${p.by} asked to cancel the workflow run`,
  "trail.request.signed": () => "signed, as it was when signing began",
  "trail.run.postponed": (p, f) => `waits until ${f.time(p.untilMs)}: ${p.because}`,
  "trail.step.due": (p, f) => `step ${f.code(p.step)} is due at ${f.time(p.dueAtMs)}`,
  "trail.run.resumed": (p) => `taken up again by ${p.by}`,
  "trail.run.started": () => "started",
  "trail.run.succeeded": (p) => `done: ${p.outcome}`,
  "trail.schedule.skipped": (p, f) =>
    `${p.by} was due again at ${f.time(p.slotAtMs)}; this request is still open, so nothing new was asked`,
  "trail.step.done": (p, f) => `step ${f.code(p.step)} done`,
  "trail.step.failed": (p, f) => `step ${f.code(p.step)} failed: ${p.because}`,
  "trail.step.marked": (p, f) => `step ${f.code(p.step)} reached ${f.code(p.part)}`,
  "trail.step.started": (p, f) => `step ${f.code(p.step)} began`,
  "trail.step.undone": (p, f) => `step ${f.code(p.step)} was taken back`,
  "trail.unspecified": () => "no reason is recorded",
  "trail.user": (p, f) => f.user(p.id),

  "view.card-deleted": (p, f) =>
    `Somebody deleted the card of ${f.code(p.id)}. Nothing about the request changed; the card is posted again. Ask who deleted it.`,
  "view.alarm": (p, f) => `${f.code(p.id)} needs somebody: ${p.because}`,
  "view.not-ours": (p) =>
    `What is stored of ${p.id} was not written by the bot: somebody else writes to Redis, or an older copy was put back. It is on no card and is not run. See “Somebody was in Redis” in docs/operations.md.`,
  "view.ask-again": (p) => `Ask: ${p.command}`,
  "view.waits": (p, f) =>
    `⏸️ ${f.code(p.command)}, due by the clock, waits and goes on by itself, for a day at most: ${p.because}`,
  "view.refused": (p, f) => `${f.code(p.command)} cannot be done: ${p.because}`,

  "witness.fallback": () => "Checkpoint of the trail",
  "witness.root": (p, f) =>
    `🔏 *Witness of the trail, ${p.month}* The signed checkpoints of this month are in this thread, where a writer of the store cannot take them back. ${f.code("/profinaut audit verify")} compares them.`,
};
