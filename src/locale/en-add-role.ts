import type { Section } from "./locale.ts";

/** In English: declaring an AppRole by the convention. */
export const enAddRole: Section<"add-role"> = {
  "add-role.configured": (p, f) =>
    `${f.code(p.role)} is configured already; nothing was done. ${f.code(`/profinaut role ${p.role}`)} shows it.`,
  "add-role.flag-unknown": (p, f) =>
    `${f.code(`--${p.flag}`)} is not known; nothing was done. Type ${f.command("/profinaut add-role <name> [reason]")}.`,
  "add-role.gone-again": (p, f) => `${f.code(p.role)} was in Vault a moment ago, and is not any more.`,
  "add-role.impact": (p, f) =>
    `Nothing stops working, and the bot changes nothing in Vault. The requester is told what to add; once that is done and \`profinaut bootstrap\` has run, ${f.code(p.role)} exists.`,
  "add-role.in-place": (p, f) =>
    `${f.code(p.role)} and its twin are in Vault as declared, in place since ${f.time(p.sinceMs)}. Next: ${f.code(`/profinaut rotate ${p.role}`)}, after the bot was restarted with the configuration.`,
  "add-role.label.destination": () => "SecretID goes to",
  "add-role.label.left": () => "To be added by hand",
  "add-role.label.lives": () => "Lives",
  "add-role.label.may": () => "What it may do",
  "add-role.label.paths": () => "Owns",
  "add-role.label.twin": () => "Twin in staging",
  "add-role.name-malformed": (_, f) =>
    `A name is 2 to 41 small letters, digits and dashes, and begins with a letter; nothing was done. Type ${f.command("/profinaut add-role <name>")}, for example ${f.code("/profinaut add-role billing")}.`,
  "add-role.name-missing": (_, f) =>
    `Which name? Nothing was done. Type ${f.command("/profinaut add-role <name>")}, for example ${f.code("/profinaut add-role billing")}.`,
  "add-role.not-in-place": (p, f) =>
    `${f.code(p.role)} was not in Vault as declared within ${f.duration(p.forMs)}, so nobody watches for it any more. If it is still wanted, ask again.`,
  "add-role.own-policy": (p, f) =>
    `${f.code(p.name)} is reserved; nothing was done. That AppRole has a policy of its own in \`vault/roles.yml\`, and owns no folder. Choose another name.`,
  "add-role.reserved": (p, f) =>
    `${f.code(p.name)} is reserved; nothing was done. Names that begin with \`staging\` belong to the twins, \`bot\` and \`check\` to the bot, \`keys\` and \`pending\` to what lies beside the values. Choose another name.`,
  "add-role.step.hand-out": () => "Tell the requester what to add, and where",
  "add-role.step.watch": (p, f) => `Watch until Vault has ${f.code(p.role)} as declared, for at most ${f.duration(p.forMs)}`,
  "add-role.summary": () => "Declare an AppRole for a new folder of values",
  "add-role.title": (p, f) => `Add the AppRole ${f.code(p.role)}`,
  "add-role.to-add": (p, f) =>
    `${f.code(p.role)} is approved. Below \`roles:\` of \`vault/roles.yml\`, add:\n${f.code(p.rolesLine)}\nBelow \`roles:\` of \`profinaut.yml\`, add:\n${f.code(p.configurationLine)}\nThen run \`profinaut bootstrap\`, which makes the policy, the AppRole and its twin. The card says when Vault has them.`,
  "add-role.to-configure": (p, f) =>
    `${f.code(p.role)} and its twin are in Vault as declared; only the configuration is left. Below \`roles:\` of \`profinaut.yml\`, add:\n${f.code(p.configurationLine)}`,
  "add-role.value.destination": (p, f) => `${f.code(p.secret)} of the default repository`,
  "add-role.value.left-all": () => "one line in `vault/roles.yml`, one in `profinaut.yml`, then `profinaut bootstrap`",
  "add-role.value.left-configuration": () => "one line in `profinaut.yml`: Vault has the AppRole already",
  "add-role.value.lives": (p) =>
    `a SecretID ${p.secretId} (Vault's limit ${p.atMost}), old and new side by side for ${p.overlap}; a token ${p.token}, renewed up to ${p.tokenAtMost}`,
  "add-role.value.may": (p, f) => `policy \`consumer\`: read ${f.code(p.name)} and ${f.code(`${p.name}/*`)}, change nothing`,
  "add-role.value.may-exchange": (p, f) =>
    `policy \`consumer\`: read ${f.code(p.name)} and ${f.code(`${p.name}/*`)}, change nothing. ⚠️ These are the exchange's keys`,
  "add-role.value.paths": (p, f) => `${f.code(p.name)} and ${f.code(`${p.name}/*`)}`,
  "add-role.value.twin": (p, f) => `${f.code(p.twin)} reads ${f.code(`staging/${p.name}`)} and what is below it`,
};
