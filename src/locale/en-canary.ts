import type { Section } from "./locale.ts";

/** In English: how a rotation is proved. */
export const enCanary: Section<"canary"> = {
  "canary.disabled": (p, f) =>
    `The canary ${f.code(p.file)} of ${f.code(p.repository)} does not run: its state is ${f.code(p.state)}. Nothing was changed; enable it with ${f.code(`gh workflow enable ${p.file} --repo ${p.repository}`)}, then ask again.`,
  "canary.failed": (p, f) =>
    `The canary could not prove the new SecretID: ${f.link(p.url, `run ${p.number}`)} ended with ${f.code(p.conclusion)}.`,
  "canary.late": (p, f) => `The canary (${f.code(p.url)}) was not over after ${f.duration(p.forMs)}.`,
  "canary.other": (p, f) =>
    `The canary logged in, and not with the SecretID of this rotation: ${f.link(p.url, "its run")} reported ${f.code(p.reported)}. Another secret of the same name may hide the one that was delivered.`,
  "canary.remains": (p, f) =>
    `The new SecretID of ${f.code(p.role)} is delivered, and the old one stays alive until the new one is proved. *Try again* runs the canary again; *Deliver again* issues and delivers another one first.`,
  "canary.unproven": (p, f) =>
    `GitHub has no run of ${f.code(p.file)} (any more) that logged in with the SecretID that ${f.code(p.role)} now uses, so nobody knows that it works, and none ends. Type ${f.code(`/profinaut rotate ${p.role}`)}: it delivers a new one and proves it.`,
  "canary.unmarked": (p, f) =>
    `${f.code(p.file)} cannot be the canary: it does not declare the input ${f.code(p.input)}, or its ${f.code("run-name")} does not show it, so its run could not be told from others. Nothing was changed; take over \`github/canary/profinaut-canary.yml\`.`,
  "canary.label": () => "Proved by",
  "canary.step.dispatch": (p, f) => `Dispatch the canary ${f.code(p.file)}`,
  "canary.step.prove": () => "The canary logs in with the new SecretID and says which it is",
  "canary.value": (p, f) => `${f.code(p.file)} of ${f.code(p.repository)} on ${f.code(p.ref)}`,
};
