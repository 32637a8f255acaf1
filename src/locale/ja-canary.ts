import type { Section } from "./locale.ts";

/** In Japanese: how a rotation is proved. */
export const jaCanary: Section<"canary"> = {
  "canary.disabled": (p, f) =>
    `${f.code(p.repository)} のカナリア ${f.code(p.file)} は動きません（状態: ${f.code(p.state)}）。何も変更していません。${f.code(`gh workflow enable ${p.file} --repo ${p.repository}`)} で有効にしてから、もう一度依頼してください。`,
  "canary.failed": (p, f) =>
    `カナリアは新しい SecretID を確認できませんでした。${f.link(p.url, `実行 ${p.number}`)} は ${f.code(p.conclusion)} で終わりました。`,
  "canary.late": (p, f) => `カナリア（${f.code(p.url)}）は ${f.duration(p.forMs)} たっても終わりませんでした。`,
  "canary.other": (p, f) =>
    `カナリアはログインしましたが、今回の SecretID ではありません。${f.link(p.url, "その実行")} の報告は ${f.code(p.reported)} です。同じ名前の別のシークレットが、配布したものを隠している可能性があります。`,
  "canary.remains": (p, f) =>
    `${f.code(p.role)} の新しい SecretID は配布済みで、確認できるまで古いものも有効なままです。「再試行」はカナリアをもう一度動かし、「もう一度配布」は新しく発行・配布してから動かします。`,
  "canary.unproven": (p, f) =>
    `${f.code(p.role)} が使っている SecretID でログインした ${f.code(p.file)} の実行が GitHub にありません。使えることを誰も確かめられないため、どれも破棄しません。 ${f.code(`/profinaut rotate ${p.role}`)} と入力すると、新しいものを配布して確認します。`,
  "canary.unmarked": (p, f) =>
    `${f.code(p.file)} はカナリアとして使えません。入力 ${f.code(p.input)} がないか、${f.code("run-name")} に表示されないため、その実行を見分けられません。何も変更していません。\`github/canary/profinaut-canary.yml\` を取り入れてください。`,
  "canary.label": () => "確認に使うワークフロー",
  "canary.step.dispatch": (p, f) => `カナリア ${f.code(p.file)} を起動する`,
  "canary.step.prove": () => "カナリアが新しい SecretID でログインし、どれかを報告する",
  "canary.value": (p, f) => `${f.code(p.repository)} の ${f.code(p.file)}（${f.code(p.ref)}）`,
};
