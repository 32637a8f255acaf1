import type { Section } from "./locale.ts";

/** In Japanese: taking out what people wrote. */
export const jaRedact: Section<"redact"> = {
  "redact.already": (p, f) => `${f.code(p.id)} の文言は ${f.code(p.by)} によりすでに取り除かれています。何も実行していません。`,
  "redact.done": (p, f) =>
    `${f.code(p.id)} の文言をカードと記録から取り除きました。認証情報だった場合、読んだ人には知られたままです。ローテーションが必要です。`,
  "redact.flag-unknown": (p, f) => `${f.code(`--${p.flag}`)} は使えません。何も実行していません。`,
  "redact.impact": () =>
    "ありません。ただし元には戻せません。認証情報が安全になるわけではないため、先にローテーションしてください",
  "redact.label.log": () => "監査ログに残るもの",
  "redact.label.state": () => "リクエストの状態",
  "redact.label.stays": () => "その他に残る場所",
  "redact.label.taken": () => "取り除くもの",
  "redact.nothing": (p, f) => `${f.code(p.id)} には取り除ける文言がありません。何も実行していません。`,
  "redact.reason-missing": () =>
    "取り除く文言を繰り返さずに、理由を入力してください。例: `redact <request id> 理由にパスワードがあったため。ローテーション済み` 。何も実行していません。",
  "redact.step": (p, f) => `${f.code(p.id)} のカードと記録から文言を取り除く`,
  "redact.still-open": (p, f) =>
    `${f.code(p.id)} は${p.state}の状態で、まだ終了していません。文言は終了したリクエストからのみ取り除けます。認証情報を直ちにローテーションし、リクエストを取り下げるか却下してもらうか、すべて完了するのを待ってから、もう一度依頼してください。何も実行していません。`,
  "redact.summary": () => "終了したリクエストから、紛れ込んだ認証情報などの文言を取り除く",
  "redact.title": (p) => `${p.id} の文言を取り除く`,
  "redact.usage": (_, f) =>
    `リクエストの ID を指定してください: ${f.command("/profinaut redact req_01ab23cd45ef 理由")} 。何も実行していません。`,
  "redact.value.log": (p, f) =>
    `エントリー ${f.codes(p.entries)} と、そのエクスポート。ハッシュの対象であり、取り除くと残りすべての証明が壊れます`,
  "redact.value.state": (p) => p.state,
  "redact.value.stays": () =>
    "書き直されるまでの Redis の AOF とバックアップ、個別のリマインダーと通知、Slack が保持する編集前のメッセージ、ワークフローの入力であれば GitHub の実行、所有者であれば Vault の値に付いたメモ",
  "redact.word.inputs": () => "ワークフローの入力",
  "redact.word.owner": () => "所有者",
  "redact.word.reason": () => "理由",
};
