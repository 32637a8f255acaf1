import type { Section } from "./locale.ts";

const opened = (link: string, label: string, f: { link(url: string, label: string): string }): string =>
  link === "" ? "" : `・${f.link(link, label)}`;

/** In Japanese: the Home tab. */
export const jaHome: Section<"home"> = {
  "home.alarm": (p, f) => `🚨 ${p.what}（${f.time(p.sinceMs)} から）\n*対応:* ${p.mend}`,
  "home.all-in-order": () => "✅ 問題は見つかっていません。",
  "home.asked": (p, f) =>
    `*${p.title}*\n依頼者: ${f.user(p.by)}（${f.time(p.atMs)}）${p.reason === "" ? "" : `　理由: ${p.reason}`}`,
  "home.button.help": () => "使い方",
  "home.button.list": () => "値の一覧",
  "home.button.roles": () => "AppRole の一覧",
  "home.button.status": () => "稼働状況",
  "home.could-not-look": (p) => `⚠️ 確認できなかった項目があります: ${p.because}`,
  "home.decide-by": (p, f) => `期限 ${f.time(p.expiresAtMs)}・計画 ${f.code(p.digest)}${opened(p.link, "カードを開く", f)}`,
  "home.ending": () => "期限が近いもの",
  "home.fact": (p) => `*${p.label}:* ${p.value}`,
  "home.health": () => "全体の状態",
  "home.how": () => "依頼した本人は承認できません。必要な人数が承認するまで何も実行されません。",
  "home.mine": () => "あなたのリクエスト",
  "home.my-request": (p, f) =>
    `${p.icon} ${f.code(`/profinaut ${p.command}`)} – ${p.state}・${f.code(p.id)}${opened(p.link, "カードを開く", f)}`,
  "home.no-worker": () => "⚠️ 2 分以上ワーカーが確認できません。承認済みのリクエストは、ワーカーが起動するまで待機します。",
  "home.not-looked": (_, f) => `まだ確認されていません。${f.command("/profinaut expiring")} でワーカーがすぐに確認します。`,
  "home.nothing-asked": (_, f) => `まだありません。どのチャンネルでも ${f.command("/profinaut help")} から始められます。`,
  "home.nothing-ends": () => "✅ 90 日以内に期限を迎えるものはありません。",
  "home.nothing-waits": () => "承認待ちのリクエストはありません。",
  "home.read-at": (p, f) => `${f.time(p.atMs)} 時点。最新の状態を見るにはこのタブを開き直してください`,
  "home.title": () => "Profinaut の Vault 操作",
  "home.waiting": () => "あなたの承認待ち",
  "home.waiting-more": (p, f) => `ほかに ${p.count} 件あります。${f.command("/profinaut requests")} で一覧できます。`,
  "home.warning": (p, f) => `⚠️ ${p.what}（${f.time(p.sinceMs)} から）\n*対応:* ${p.mend}`,
  "home.what": () =>
    "SecretID のローテーション、値の登録と受け渡しを、二人目の承認とチャンネルに残る証跡つきで行います。秘密の値がここに表示されることはありません。",
  "home.worker-seen": (p, f) => `✅ ワーカーを ${f.time(p.atMs)} に確認しました。`,
};
