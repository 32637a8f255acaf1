import type { Section } from "./locale.ts";

/** In Japanese: the weekly digest, and snoozing what is in it. */
export const jaDigest: Section<"digest" | "snooze"> = {
  "digest.aloud": (p) =>
    p.weeks.length === 0
      ? "今後 13 週間に期限を迎えるものはありません。"
      : `期限を迎える件数（今から何週目: 件数）: ${p.weeks.join("、")}。`,
  "digest.busy": (_, f) =>
    `別のダイジェストを投稿中です。何も実行していません。1 分ほどしてから、もう一度 ${f.command("/profinaut digest now")} と入力してください。`,
  "digest.failed": () => "*確認できなかったもの*",
  "digest.heading": (p) =>
    `🗓️ *期限のお知らせ: ${p.days} 日以内に更新が必要なもの ${p.due} 件*${p.expired === 0 ? "" : ` · ⛔ 期限切れ ${p.expired} 件`}${p.week === 0 ? "" : ` · 🔴 1 週間以内 ${p.week} 件`}`,
  "digest.ignored": (p) => `${p.line}\n👉 前回のダイジェストにも載っていましたが、対応がありません。担当者はどなたですか。`,
  "digest.ignored-by": (p, f) =>
    `${p.line}\n👉 ${f.users(p.userIds)} さん、前回のダイジェストにも載っていましたが、対応がありません。`,
  "digest.just-posted": (p, f) =>
    `1 分以内にダイジェストを投稿したばかりです。何も実行していません。${p.link === "" ? "" : `${f.link(p.link, "こちら")}をご覧になるか、`}自分だけに表示するには ${f.command("/profinaut expiring")} と入力してください。`,
  "digest.looked": (p, f) => `${f.time(p.atMs)} に確認しました。`,
  "digest.more": (p) => `続き: 残り ${p.count} 件`,
  "digest.never-looked": (_, f) =>
    `ワーカーがまだ一度も期限を確認していません。 ${f.command("/profinaut status")} を確認してください`,
  "digest.no-snoozes": (p) => `スヌーズの状態を確認できないため、すべて表示しています: ${p.because}`,
  "digest.nothing-due": (p) => `🗓️ *期限のお知らせ: ほかに ${p.days} 日以内に更新が必要なものはありません*`,
  "digest.picture": (p, f) => `今 ${f.code(p.bars)} 90 日後（1 文字が 1 週間）`,
  "digest.posted": (p, f) =>
    `ダイジェストをチャンネルに投稿しました${p.link === "" ? "。" : `（ ${f.link(p.link, "開く")} ）。`}`,
  "digest.quiet": (p) => `🗓️ 期限のお知らせ: ${p.days} 日以内に期限を迎えるものはありません。✅`,
  "digest.quiet-next": (p, f) =>
    `🗓️ 期限のお知らせ: ${p.days} 日以内に期限を迎えるものはありません。次は ${p.what} で、${f.duration(p.inMs)}後です。✅`,
  "digest.snooze": () => "スヌーズ…",
  "digest.snoozed": (p) => `*スヌーズ中: ${p.count} 件*`,
  "digest.stale": (p, f) =>
    `⚠️ ワーカーの応答がありませんでした。これは ${f.time(p.atMs)} の内容です。 ${f.command("/profinaut status")} を確認してください。`,
  "digest.summary": () => "期限のダイジェストをチャンネルに投稿",
  "digest.title": () => "ダイジェスト",

  "snooze.days": (p, f) => `日数は 1 から ${p.most} までの数字で指定してください（例: ${f.code("14")} ）。何も実行していません。`,
  "snooze.done": (p, f) =>
    `${p.what} を ${f.time(p.untilMs)} までスヌーズしました。ダイジェストには理由とお名前とともに引き続き記載されます。期限の 2 日前には必ず再表示されます。`,
  "snooze.field.days": () => "日数",
  "snooze.field.days-hint": (p) => `1 から ${p.most} まで`,
  "snooze.field.reason": () => "理由",
  "snooze.field.reason-hint": () => "ダイジェストで全員に表示され、証跡にも残ります",
  "snooze.form-intro": (p, f) => `その日まで ${f.code(p.item)} を対応待ちの一覧から外します（先に更新された場合を除きます）。`,
  "snooze.form-submit": () => "スヌーズする",
  "snooze.form-title": () => "リマインダーのスヌーズ",
  "snooze.reason-missing": () => "理由を入力してください。ダイジェストを読む全員が知りたいことです。何も実行していません。",
  "snooze.summary": () => "期限のあるものをしばらくダイジェストから外す",
  "snooze.too-late": (p) =>
    `${p.what} は期限切れか、2 日以内に期限を迎えるため、スヌーズできません。何も実行していません。更新してください。`,
  "snooze.unknown": (p, f) =>
    `${f.code(p.item)} という期限のあるものはありません。何も実行していません。${p.nearest.length === 0 ? "" : `もしかして: ${f.either(p.nearest)} 。`}一覧は ${f.command("/profinaut expiring")} で確認できます。`,
  "snooze.usage": (_, f) =>
    `対象、日数、理由を指定してください。 ${f.command("/profinaut snooze value/bybit 14 取引所側の更新待ち")} のように入力します。何も実行していません。`,
};
