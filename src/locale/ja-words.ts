import type { Format } from "./format.ts";
import type { Section } from "./locale.ts";

const askedBy = ({ by, reason }: { readonly by: string; readonly reason: string }, f: Format): string =>
  `依頼者: ${f.user(by)}${reason === "" ? "" : `　理由: ${f.code(reason)}`}`;

/** In Japanese: what is told to one person alone. */
export const jaWords: Section<"outcome" | "word"> = {
  "outcome.denied": (p, f) =>
    `⛔ *${p.title}* は ${f.user(p.by)} に却下されました。何も変更していません。もう一度依頼する前に、理由を確認してください。`,
  "outcome.expired": (p, f) =>
    `⌛ *${p.title}* は ${f.time(p.atMs)} に期限切れになりました（承認があと ${p.missing} 名分足りませんでした）。何も変更していません。同じコマンドでもう一度依頼できます。`,
  "outcome.failed": (p) => `❌ *${p.title}* は失敗しました: ${p.because}`,
  "outcome.needs-attention": (p) =>
    `🚨 *${p.title}* は途中で止まりました。担当者の確認が必要です: ${p.because} どこまで進んだかと、できることはカードに表示されています。`,
  "outcome.succeeded": (p) => `✅ *${p.title}* が完了しました。${p.outcome}`,
  "outcome.unexplained": () => "理由は記録されていません。",

  "word.about": (p, f) => {
    const links = p.link === "" ? [] : [f.link(p.link, "カードを開く")];
    return [`${p.what}\n${f.code(`/profinaut ${p.command}`)}`, f.code(p.id), ...links].join("・");
  },
  "word.half": (p, f) =>
    `⏳ *${p.title}* が承認を待っています。あなたは承認または却下できます。${askedBy(p, f)}\nあと ${p.missing} 名の承認が、${f.time(p.expiresAtMs)} まで（残り ${f.duration(p.leftMs)}）に必要です。`,
  "word.last": (p, f) =>
    `⏰ *${p.title}* の承認期限がまもなく切れます。あなたはまだ承認または却下できます。${askedBy(p, f)}\nあと ${p.missing} 名の承認が、${f.time(p.expiresAtMs)} まで（残り ${f.duration(p.leftMs)}）に必要です。期限が切れると何も変更されず、もう一度依頼が必要になります。`,
};
