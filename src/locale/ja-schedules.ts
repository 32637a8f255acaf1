import type { Section } from "./locale.ts";

/** In Japanese: what happens by the clock. */
export const jaSchedules: Section<"schedule" | "schedules"> = {
  "schedule.not-configured": (p, f) =>
    `${f.code(p.command)} を依頼するスケジュールは \`profinaut.yml\` にもうないため、何も実行していません。ご自身で依頼するか、そのロールの \`rotate\` を設定し直してください。`,
  "schedule.digest": () => "期限のダイジェスト",
  "schedule.planted": (p, f) =>
    `🛑 ${p.what}の予定時刻になりましたが、Redis にボットの書いたものではない ${f.code(p.id)} の記録があり、依頼が出ないようにされていました。別の番号で依頼しました。誰かが Redis に書き込めます。docs/operations.md の「Somebody was in Redis」を参照してください。`,
  "schedule.rotation": (p, f) => `${f.code(p.role)} のローテーション`,
  "schedule.weekly-check": () => "Vault Secrets Check（週次点検）",
  "schedule.skipped": (p, f) =>
    `⏭️ ${p.what}の予定時刻になりましたが、同じ対象の ${f.link(p.link, p.id)} がまだ完了していないため、新しいリクエストは出していません。そちらを承認または却下してください。`,
  "schedule.unanswered": (p, f) =>
    `🔔 定期の ${f.code(p.command)} （${f.code(p.id)}）は、期限までに誰も承認しませんでした${p.times === 1 ? "" : `（連続 ${p.times} 回）`}。何も変更していません。もう一度依頼し、承認を受けてください。`,

  "schedules.mend": () =>
    "利用者の操作を受け付ける側のボットが動いているかを確認し、ログの “a schedule could not be followed” を調べてください。逃した分は、復旧後に自動で 1 回だけ実行されます。",
  "schedules.missed": (p, f) => `${p.what}は ${f.time(p.slotAtMs)} の予定でしたが、まだ始まっていません。`,
  "schedules.stale": (p, f) => `${p.what}が ${f.time(p.sinceAtMs)} から行われていません。`,
  "schedules.title": () => "予定どおりに定期処理が行われている",
  "schedules.why": () => "スケジュールが止まっている間は、依頼も通知も行われません。",
};
