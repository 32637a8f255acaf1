import type { Section } from "./locale.ts";

/** In English: what is looked at regularly, and what is found. */
export const enChecks: Section<"check" | "seal"> = {
  "check.cleared": (p, f) => `✅ Over, after ${f.duration(p.lastedMs)}: ${p.what}`,
  "check.raised": (p) => `🚨 ${p.what}\n${p.why}\n*What to do:* ${p.mend}`,

  "seal.initialise": () => "Initialise it by the guided first run: `vault/first-run.sh` on Vault's own host.",
  "seal.reach": () =>
    "See whether Vault's host and container are up and whether its certificate is still valid (`profinaut_vault` in the stack).",
  "seal.sealed": () => "Vault is sealed.",
  "seal.title": () => "Vault is unsealed and answers",
  "seal.unreachable": () => "Vault does not answer.",
  "seal.uninitialised": () => "Vault is not initialised.",
  "seal.unseal": () =>
    "Unseal it on its own host: `vault operator unseal`, once for each key holder until the threshold is met. Never type an unseal key into Slack.",
  "seal.why": () => "No service can log in or read a value. Requests that run wait and go on by themselves.",
};
