/** How facts are written in a sentence; each takes a parameter as the catalogue receives it. */
export interface Format {
  /** An instant, with its zone: `2026-11-23 14:05 JST`. */
  time(atMs: number): string;
  /** The same day's shorter form, to the second: `14:05:09`. */
  clock(atMs: number): string;
  /** A span in its two largest units; below a second in tenths. */
  duration(ms: number): string;
  /** A mention, when it is the id of a user; what it is, when it is that of a schedule. */
  user(id: string): string;
  users(ids: readonly string[]): string;
  /** A mention, when it is the id of a user group. */
  group(id: string): string;
  /** Text as it is, in a code span: for names, ids and whatever a person typed. */
  code(text: string): string;
  codes(texts: readonly string[]): string;
  /** As `codes`, where only one of them can be meant. */
  either(texts: readonly string[]): string;
  /** What to type: `/profinaut rotate <role>`, shown as `‹role›`, which no client mistakes for markup. */
  command(text: string): string;
  list(items: readonly string[]): string;
  /** `1 step`, `2 steps`. */
  count(count: number, one: string, many: string): string;
  /** A link, when it is an http(s) address without odd characters. */
  link(url: string, label: string): string;
}

/** `mrkdwn` for Slack's text objects, `plain` for its plain ones, logs and terminals. */
export type Medium = "mrkdwn" | "plain";

export interface FormatOptions {
  readonly language: "en" | "ja";
  /** IANA name, e.g. `Asia/Tokyo`. */
  readonly timezone: string;
  readonly medium: Medium;
}

const units = {
  en: { days: " d", hours: " h", minutes: " min", seconds: " s", between: " " },
  ja: { days: "日", hours: "時間", minutes: "分", seconds: "秒", between: "" },
} as const;

/** Usages come from the catalogue as they are, and from parameters already escaped. */
const placeholders = (text: string): string =>
  text
    .replace(/(?:<|&lt;)([\w /]+)(?:>|&gt;)/g, "‹$1›")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");

export function createFormat({ language, timezone, medium }: FormatOptions): Format {
  const parts = new Intl.DateTimeFormat(language === "ja" ? "ja-JP" : "en-GB", {
    timeZone: timezone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
    timeZoneName: "short",
  });
  const lists = new Intl.ListFormat(language, { type: "conjunction", style: "long" });
  const choices = new Intl.ListFormat(language, { type: "disjunction", style: "long" });
  const isMrkdwn = medium === "mrkdwn";

  const partsOf = (atMs: number): { readonly [type: string]: string } | undefined => {
    if (!Number.isFinite(atMs) || Math.abs(atMs) > 8.64e15) return undefined;
    return Object.fromEntries(parts.formatToParts(atMs).map(({ type, value }) => [type, value]));
  };
  const code = (text: string): string => {
    if (text === "") return "—";
    return isMrkdwn ? `\`${text.replaceAll("`", "'")}\`` : text;
  };
  const mention = (id: string, grammar: RegExp, sign: string): string =>
    isMrkdwn && grammar.test(id) ? `<${sign}${id}>` : code(id);
  const user = (id: string): string => {
    const [, schedule] = /^schedule:(.+)$/.exec(id) ?? [];
    if (schedule === undefined) return mention(id, /^[UW][A-Z0-9]{2,20}$/, "@");
    return language === "ja" ? `🗓 ${code(schedule)} の定期スケジュール` : `🗓 schedule of ${code(schedule)}`;
  };
  const list = (items: readonly string[]): string => (items.length === 0 ? "—" : lists.format(items));

  return {
    time(atMs) {
      const at = partsOf(atMs);
      if (at === undefined) return "—";
      return `${at["year"]}-${at["month"]}-${at["day"]} ${at["hour"]}:${at["minute"]} ${at["timeZoneName"]}`;
    },
    clock(atMs) {
      const at = partsOf(atMs);
      return at === undefined ? "—" : `${at["hour"]}:${at["minute"]}:${at["second"]}`;
    },
    duration(ms) {
      if (!Number.isFinite(ms)) return "—";
      const words = units[language];
      if (ms > 0 && ms < 950) return `${Math.max(0.1, Math.round(ms / 100) / 10)}${words.seconds}`;
      const seconds = Math.max(0, Math.round(ms / 1000));
      const days = seconds >= 172_800 ? Math.floor(seconds / 86_400) : 0;
      const counted = [
        { count: days, unit: words.days },
        { count: Math.floor((seconds - days * 86_400) / 3_600), unit: words.hours },
        { count: Math.floor((seconds % 3_600) / 60), unit: words.minutes },
        { count: seconds % 60, unit: words.seconds },
      ].filter(({ count }) => count > 0);
      if (counted.length === 0) return `0${words.seconds}`;
      return counted
        .slice(0, 2)
        .map(({ count, unit }) => `${count}${unit}`)
        .join(words.between);
    },
    user,
    users: (ids) => list(ids.map(user)),
    group: (id) => mention(id, /^S[A-Z0-9]{2,20}$/, "!subteam^"),
    code,
    codes: (texts) => list(texts.map(code)),
    either: (texts) => choices.format(texts.map(code)),
    command: (text) => code(isMrkdwn ? placeholders(text) : text),
    list,
    count: (count, one, many) => `${count} ${count === 1 ? one : many}`,
    link(url, label) {
      if (url === "") return code(label);
      return isMrkdwn && /^https?:\/\/[\w.:/?#@=&;%~+-]+$/.test(url) ? `<${url}|${label}>` : `${label} (${url})`;
    },
  };
}
