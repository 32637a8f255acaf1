import type { Section } from "./locale.ts";

/** In English: what is found about the main keys of exchanges. */
export const enExchangeKeys: Section<"exchange-keys"> = {
  "exchange-keys.ends": (p, f) =>
    `The main key at ${f.code(p.path)} (ends in ${f.code(p.lastFour)}), or its right to trade, ends at ${f.time(p.atMs)}.`,
  "exchange-keys.ends-mend": (p, f) =>
    `Make a new key at ${f.code(p.exchange)} and type ${f.code(`/profinaut register ${p.path}`)}. At Binance a key that is bound to addresses does not end.`,
  "exchange-keys.ends-why": (p, f) => `What reads ${f.code(p.path)} cannot trade from then on.`,
  "exchange-keys.fail-over": (p, f) =>
    `Switch to ${f.code(p.spare)} (ends in ${f.code(p.lastFour)}), which the exchange takes: press the button or type ${f.code(`/profinaut failover ${p.path}`)}. Somebody else has to approve.`,
  "exchange-keys.fail-over-button": (p) => `Fail over ${p.path}`,
  "exchange-keys.failing-why": (p, f) =>
    `What reads ${f.code(p.path)} can neither trade nor see its orders, until it gets a key that the exchange takes.`,
  "exchange-keys.incomplete": (p, f) =>
    `What is at ${f.code(p.path)} is no key: it needs ${f.codes(["api_key", "secret_key"])}, both as texts.`,
  "exchange-keys.moves-money": (p, f) =>
    `The main key at ${f.code(p.path)} (ends in ${f.code(p.lastFour)}) may move money out: ${f.codes(p.rights)}.`,
  "exchange-keys.moves-money-mend": (p, f) => `Take these rights off the key on the page of ${f.code(p.exchange)}.`,
  "exchange-keys.moves-money-why": () => "Whoever steals the key takes the money; trading needs none of these rights.",
  "exchange-keys.no-longer-taken": (p, f) =>
    `${f.code(p.exchange)} took the main key at ${f.code(p.path)} (ends in ${f.code(p.lastFour)}) from here and no longer does: it was deleted, may no longer read, or is bound to other addresses now.`,
  "exchange-keys.refused": (p, f) =>
    `${f.code(p.exchange)} refuses the main key at ${f.code(p.path)} (ends in ${f.code(p.lastFour)}).`,
  "exchange-keys.refused-because": (p, f) => `The main key at ${f.code(p.path)} (ends in ${f.code(p.lastFour)}): ${p.because}`,
  "exchange-keys.register": (p, f) =>
    `No other key at ${f.code(`${p.path}/`)} can take its place. Make a new one at ${f.code(p.exchange)}, then press the button or type ${f.code(`/profinaut register ${p.path}`)}. Somebody else has to approve.`,
  "exchange-keys.register-button": (p) => `Register a key at ${p.path}`,
  "exchange-keys.title": () => "Exchanges take the main keys, and these are no danger",
  "exchange-keys.unbound": (p, f) =>
    `The main key at ${f.code(p.path)} (ends in ${f.code(p.lastFour)}) works from every address.`,
  "exchange-keys.unbound-mend": (p, f) =>
    `On the page of ${f.code(p.exchange)}, bind it to the addresses of what trades with it, and to the bot's, or nobody can look after it here.`,
  "exchange-keys.unbound-why": () => "A stolen copy works wherever the thief is.",
  "exchange-keys.unreadable": (p, f) => `The key at ${f.code(p.path)} could not be read. ${p.because}`,
  "exchange-keys.unreadable-mend": (p, f) =>
    `If Vault refuses, add ${f.code(p.exchange)} to \`exchanges\` in \`vault/roles.yml\` and run ${f.code("profinaut bootstrap")}.`,
  "exchange-keys.unreadable-why": (p, f) => `Nobody notices here when the key at ${f.code(p.path)} fails.`,
};
