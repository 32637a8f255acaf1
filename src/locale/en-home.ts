import type { Section } from "./locale.ts";

const opened = (link: string, label: string, f: { link(url: string, label: string): string }): string =>
  link === "" ? "" : ` · ${f.link(link, label)}`;

/** In English: the Home tab. */
export const enHome: Section<"home"> = {
  "home.alarm": (p, f) => `🚨 ${p.what} (since ${f.time(p.sinceMs)})\n*What to do:* ${p.mend}`,
  "home.all-in-order": () => "✅ Nothing is out of order.",
  "home.asked": (p, f) =>
    `*${p.title}*\nasked by ${f.user(p.by)} at ${f.time(p.atMs)}${p.reason === "" ? "" : `, because: ${p.reason}`}`,
  "home.button.help": () => "What can be typed",
  "home.button.list": () => "Values",
  "home.button.roles": () => "AppRoles",
  "home.button.status": () => "Status",
  "home.could-not-look": (p) => `⚠️ Something could not be looked at: ${p.because}`,
  "home.decide-by": (p, f) =>
    `decide before ${f.time(p.expiresAtMs)} · plan ${f.code(p.digest)}${opened(p.link, "open the card", f)}`,
  "home.ending": () => "What ends next",
  "home.fact": (p) => `*${p.label}:* ${p.value}`,
  "home.health": () => "How everything is",
  "home.how": () => "Whoever asks never approves. Nothing runs before enough others have approved it.",
  "home.mine": () => "You asked for",
  "home.my-request": (p, f) =>
    `${p.icon} ${f.code(`/profinaut ${p.command}`)} – ${p.state} · ${f.code(p.id)}${opened(p.link, "open the card", f)}`,
  "home.no-worker": () => "⚠️ No worker was seen for two minutes: what is approved waits until one is up.",
  "home.not-looked": (_, f) => `Nobody has looked yet; ${f.command("/profinaut expiring")} has a worker look now.`,
  "home.nothing-asked": (_, f) => `Nothing yet. Start with ${f.command("/profinaut help")} in any channel.`,
  "home.nothing-ends": () => "✅ Nothing ends within 90 days.",
  "home.nothing-waits": () => "Nothing waits for your approval.",
  "home.read-at": (p, f) => `as of ${f.time(p.atMs)}; open this tab again for news`,
  "home.title": () => "Profinaut's Vault operations",
  "home.waiting": () => "Waiting for your approval",
  "home.waiting-more": (p, f) =>
    `…and ${f.count(p.count, "more request", "more requests")}: ${f.command("/profinaut requests")} lists them.`,
  "home.warning": (p, f) => `⚠️ ${p.what} (since ${f.time(p.sinceMs)})\n*What to do:* ${p.mend}`,
  "home.what": () =>
    "Rotates SecretIDs, registers and hands out values, with a second person and a trail in the channel. No secret is ever shown here.",
  "home.worker-seen": (p, f) => `✅ A worker was seen at ${f.time(p.atMs)}.`,
};
