import type { Section } from "./locale.ts";

/** In English: that more is asked than is heard. */
export const enLimits: Section<"flood" | "gate" | "room"> = {
  "flood.alarm": (p, f) =>
    `More is asked than the bot listens to: ${f.count(p.refused, "message was", "messages were")} answered with “try again later”, most of ${f.users(p.by)}. Others are heard as before. Ask them whether it is they who write; the trail says how many it was when it is over. The limits are \`limits\` in \`profinaut.yml\`.`,

  "gate.busy": (p, f) => `You are asking too fast: nothing was recorded or done. Try again in ${f.duration(p.waitMs)}.`,
  "gate.busy-for-all": (p, f) =>
    `Everybody together asks more than is heard at once: nothing was recorded or done. Try again in ${f.duration(p.waitMs)}.`,

  "room.all": (p) =>
    `${p.open} requests are open, which is as many as there may be: nothing was recorded or done. ${p.when} \`/profinaut requests\` shows them.`,
  "room.person": (p) =>
    `You have ${p.open} open requests, which is as many as one person may have: nothing was recorded or done. ${p.when} \`/profinaut requests\` shows them, and \`/profinaut cancel\` withdraws one.`,
  "room.when-closed": (p, f) => `Try again when one of them is over, or at ${f.time(p.atMs)}, when the first of them is closed.`,
  "room.when-over": () => "Try again when one of them is over.",
};
