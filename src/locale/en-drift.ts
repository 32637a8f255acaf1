import type { Section } from "./locale.ts";

/** In English: what is no longer as the bot left it. */
export const enDrift: Section<"drift" | "repository-secrets"> = {
  "drift.changed": (p, f) =>
    `Somebody else wrote to ${f.code(p.name)} at ${f.time(p.atMs)}, after the bot delivered the SecretID of ${f.code(p.role)}.`,
  "drift.changed-title": () => "Nobody else wrote to where SecretIDs are delivered",
  "drift.changed-why": () =>
    "GitHub shows no secret, so nobody can tell what is in it now: jobs may log in as somebody else, or not at all, and the SecretID that was delivered may serve nobody.",
  "drift.current-gone": (p, f) =>
    `The SecretID that destinations of ${f.code(p.role)} hold (accessor ${f.code(p.accessor)}) does not exist in Vault any more: it expired, or somebody destroyed it.`,
  "drift.current-gone-title": () => "Vault knows every SecretID that was delivered",
  "drift.current-gone-why": (p, f) =>
    `What uses ${f.code(p.role)} cannot log in. Five failed logins can lock the AppRole for everybody, where lockout is on.`,
  "drift.environments-many": (p, f) =>
    `${f.code(p.repository)} has ${p.count} environments, and only ${p.looked} were looked at.`,
  "drift.environments-many-mend": (_, f) =>
    `Delete environments that nobody needs, or look at the others by hand: ${f.command("gh secret list --env <name>")}.`,
  "drift.environments-many-why": () => "A secret of the same name in one of the others would win, and nobody would notice.",
  "drift.missing": (p, f) =>
    `${f.code(p.name)} is not there any more; the bot had delivered the SecretID of ${f.code(p.role)} to it.`,
  "drift.missing-title": () => "What was delivered is still there",
  "drift.missing-why": () => "Jobs that use it find an empty value, and cannot log in.",
  "drift.reason": () => "something is not as the bot left it",
  "drift.role-changed": (p, f) => `The AppRole ${f.code(p.role)} is not as it was: ${f.codes(p.changes)}.`,
  "drift.role-changed-mend": (p, f) =>
    `Find out who changed it; ${f.code("profinaut bootstrap")} shows what is declared. If it is meant, press the button or type ${f.code(`/profinaut rotate ${p.role}`)}: a second person sees the new facts, and they become the normal.`,
  "drift.role-changed-why": () =>
    "Nobody approved what it may do now, or how long its SecretIDs live. What is compared are its policies, lives and uses as they were after its last rotation, or when the bot first saw it.",
  "drift.role-gone": (p, f) => `Vault has no AppRole ${f.code(p.role)} any more.`,
  "drift.role-gone-mend": () => "Run `profinaut bootstrap`, then rotate the role; or take it out of `profinaut.yml`.",
  "drift.role-gone-why": () => "What uses it cannot log in, and all its SecretIDs are gone with it.",
  "drift.role-title": () => "AppRoles are as they were at their last rotation",
  "drift.rotate": (p, f) =>
    `Find out who did it, then rotate: press the button or type ${f.code(`/profinaut rotate ${p.role}`)}. Somebody else has to approve.`,
  "drift.rotate-button": (p) => `Rotate ${p.role}`,
  "drift.shadowed": (p, f) =>
    `${f.code(p.by)} has the same name as ${f.code(p.name)}, where the bot delivers the SecretID of ${f.code(p.role)}, and wins over it.`,
  "drift.shadowed-mend": (p, f) =>
    `Delete ${f.code(p.by)} at GitHub; or add it to \`deliverTo\` of ${f.code(p.role)} in \`profinaut.yml\` and rotate.`,
  "drift.shadowed-title": () => "No other secret hides what is delivered",
  "drift.shadowed-value": (p, f) =>
    `${f.code(p.by)} has the same name as ${f.code(p.name)}, where ${f.code(`register ${p.path}`)} delivers to, and wins over it.`,
  "drift.shadowed-value-mend": (p, f) =>
    `Delete ${f.code(p.by)} at GitHub; or name it below ${f.code(`github.${p.path}`)} in \`profinaut.yml\` and register anew. If it is meant to be another one, leave it.`,
  "drift.shadowed-why": (p, f) =>
    `Jobs that see ${f.code(p.by)} never get what the bot delivers; a rotation looks successful and changes nothing for them.`,

  "repository-secrets.missing": (p, f) =>
    `${f.code(p.repository)} has no secret ${f.code(p.secret)}, nor has any of its environments.`,
  "repository-secrets.missing-mend": (p, f) =>
    `Set it: ${f.code(`gh secret set ${p.secret} --repo ${p.repository}`)}. If nothing needs it, take it out of \`github.secrets\` in \`profinaut.yml\`.`,
  "repository-secrets.missing-why": () => "Workflows that read it find an empty value.",
  "repository-secrets.old": (p, f) =>
    `${f.code(p.secret)} of ${f.code(p.where)} last changed at ${f.time(p.atMs)}, ${f.duration(p.ageMs)} ago.`,
  "repository-secrets.old-mend": (p, f) => `Make a new one where it comes from, then ${f.code(`gh secret set ${p.secret}`)}.`,
  "repository-secrets.old-why": (p, f) => `It may be ${f.duration(p.maxAgeMs)} old: whoever has seen it since can still use it.`,
  "repository-secrets.reason": () => "the secret is missing or old",
  "repository-secrets.register-button": (p) => `Register ${p.path}`,
  "repository-secrets.register-mend": (p, f) =>
    `Make a new one where it comes from, then type ${f.command(`/profinaut register ${p.path}`)}, which delivers it here.`,
  "repository-secrets.rotate-button": (p) => `Rotate ${p.role}`,
  "repository-secrets.rotate-mend": (p, f) =>
    `Press the button or type ${f.code(`/profinaut rotate ${p.role}`)}, which delivers to it. Somebody else has to approve.`,
  "repository-secrets.title": () => "The repository has every secret that it must have, and none is too old",
};
