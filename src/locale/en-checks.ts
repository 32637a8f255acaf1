import type { Section } from "./locale.ts";

/** In English: what is looked at regularly, and what is found. */
export const enChecks: Section<"check" | "seal"> = {
  "check.alarm": (p, f) => `🚨 *${p.what}*\n${p.why}\n*What to do:* ${p.mend}\n_for ${f.duration(p.ageMs)}_`,
  "check.all-in-order": (p) => `✅ Vault Secrets Check: all ${p.count} checks are in order`,
  "check.beyond": () => "What the bot cannot see",
  "check.blind": (p) => `⚪ ${p.title}: could not look. ${p.because}`,
  "check.cleared": (p, f) => `✅ Over, after ${f.duration(p.lastedMs)}: ${p.what}`,
  "check.in-order": (p) => `✅ ${p.title}`,
  "check.limits": (p) => `ℹ️ ${p.title}: ${p.limits}`,
  "check.looked": (p, f) => `_Looked at ${f.duration(p.agoMs)} ago._`,
  "check.never-looked": () =>
    "_No worker has looked yet, and none did within 15 seconds. `/profinaut status` shows whether one runs._",
  "check.no-page": (p, f) => `There is no such page; the last one is ${f.command(`/profinaut check ${p.pages}`)}.`,
  "check.not-in-order": (p, f) =>
    `Vault Secrets Check: 🚨 ${f.count(p.alarms, "alarm", "alarms")}, ⚠️ ${f.count(p.warnings, "warning", "warnings")}, ⚪ ${f.count(p.blind, "check", "checks")} that could not look`,
  "check.not-looked": (p, f) =>
    `_No worker finished looking within 15 seconds; the oldest of what follows was seen ${f.duration(p.agoMs)} ago. Ask again in a minute; \`/profinaut status\` shows whether a worker runs._`,
  "check.others": () => "In order",
  "check.page": (p, f) => `Page ${p.page} of ${p.pages}; ${f.command(`/profinaut ${p.next}`)} goes on.`,
  "check.raised": (p) => `🚨 ${p.what}\n${p.why}\n*What to do:* ${p.mend}`,
  "check.summary": () => "Vault Secrets Check now: whether everything is as it should be, and what to do about what is not",
  "check.unseen": (p) => `⚪ ${p.title}: nobody has looked yet.`,
  "check.usage": () => "Type `/profinaut check`, or with a page `/profinaut check 2`. Nothing was looked at.",
  "check.warning": (p, f) => `⚠️ *${p.what}*\n${p.why}\n*What to do:* ${p.mend}\n_for ${f.duration(p.ageMs)}_`,

  "seal.activate": () =>
    "Where Vault uses Consul, see that it is healthy and answers Vault (`docker compose ps profinaut_consul` in the stack), and read in Vault's log why it gets no lock. `docker compose restart profinaut_vault` begins anew, sealed. A lock that an unclean stop left behind ends by itself within a minute.",
  "seal.initialise": () => "Initialise it by the guided first run: `vault/first-run.sh` on Vault's own host.",
  "seal.no-active-node": () => "Vault is unsealed and stands by, and no node is active: nobody is served.",
  "seal.reach": () =>
    "See whether Vault's host and container are up and whether its certificate is still valid (`profinaut_vault` in the stack).",
  "seal.sealed": () => "Vault is sealed.",
  "seal.title": () => "Vault is unsealed and answers",
  "seal.unreachable": () => "Vault does not answer.",
  "seal.uninitialised": () => "Vault is not initialised.",
  "seal.unseal": () =>
    "1. On Vault's own host, `vault status` tells how many keys are needed. 2. Each key holder types `vault operator unseal` and an own key there, never in Slack. 3. Read in Vault's log why it was sealed: after a restart it always is; `vault operator seal` is somebody's doing. Here it is said when it is open again.",
  "seal.why": () => "No service can log in or read a value. Requests that run wait and go on by themselves.",
};
