import type { Section } from "./locale.ts";

/** In Japanese: taking over what Vault and GitHub say of a role. */
export const jaAdopt: Section<"adopt"> = {
  "adopt.changed": (p, f) =>
    `承認の後に ${f.code(p.role)} についての Vault または GitHub の状態が変わったため、何も変更していません。もう一度 ${f.code(`/profinaut adopt ${p.role}`)} と入力してください。`,
  "adopt.done": (p, f) =>
    `Vault と GitHub のとおり、ボットは ${f.code(p.accessor)} を ${f.code(p.role)} の現行の SecretID とみなします。何も破棄していません。使われていないものは ${f.code(`/profinaut clean-up ${p.role}`)} で破棄できます。`,
  "adopt.done-unknown": (p, f) =>
    `どれが使われているか分からないため、ボットが発行した ${f.code(p.role)} の SecretID はすべて残します。 ${f.code(`/profinaut rotate ${p.role}`)} と入力すると、新しいものを配布し、残りを併用期間の後に破棄します。`,
  "adopt.flag-unknown": (p, f) =>
    `${f.code(`--${p.flag}`)} は使えません。何も実行していません。 ${f.command("/profinaut adopt <role> [reason]")} と入力してください。`,
  "adopt.impact": (p, f) =>
    `何も破棄しません。以後、ボットは ${f.code(p.role)} が使っているものを再び把握し、ローテーションや整理でほかのものを破棄できるようになります。`,
  "adopt.impact-unknown": (p, f) =>
    `何も破棄せず、 ${f.code(p.role)} の現行も決めません。次のローテーションですべての配布先に新しい SecretID を配布し、併用期間の後にほかのものを破棄します。`,
  "adopt.label.current": () => "現行",
  "adopt.label.destination": (p, f) => f.code(p.destination),
  "adopt.label.lost": () => "失われた記録",
  "adopt.label.others": () => "残すもの",
  "adopt.label.rotations": () => "ローテーション",
  "adopt.nothing": (p, f) =>
    `引き継ぐものがないため、承認は依頼していません。 ${f.code(p.role)} についてボットが覚えていることは Vault と一致しています。`,
  "adopt.role-missing": (_, f) =>
    `ロールを指定してください。何も実行していません。 ${f.command("/profinaut adopt <role>")} と入力します。一覧は ${f.command("/profinaut roles")} で確認できます。`,
  "adopt.step.take-over": (p, f) => `もう一度確認し、 ${f.code(p.role)} が使っているものを記録する`,
  "adopt.summary": () => "記録が失われた後に、使われているものを Vault と GitHub から引き継ぐ（何も破棄しない）",
  "adopt.title": (p, f) => `${f.code(p.role)} について Vault と GitHub の状態を引き継ぐ`,
  "adopt.value.current": (p, f) => `${f.code(p.accessor)} · 発行 ${f.time(p.madeAtMs)} · ${p.expires}`,
  "adopt.value.current-unknown": () => "不明（最新の SecretID の配布で更新されたと言えない配布先があります）",
  "adopt.value.lost": (p, f) => `遅くとも ${f.time(p.untilMs)} までの記録。以後、このロールの操作の妨げにはなりません`,
  "adopt.value.missing": () => "存在しないか、ボットから見えません（不明）",
  "adopt.value.others": (p) => `ボットが発行した SecretID ${p.byBot} 件、手作業で発行した SecretID ${p.byHand} 件`,
  "adopt.value.proven": (p, f) => `最新の SecretID を配布した ${f.time(p.atMs)} に更新され、その後は変わっていません`,
  "adopt.value.rotations": (p) => `最新の SecretID は ${p.generation} 回目のローテーションのもので、次はその続きから数えます`,
  "adopt.value.unproven": (p, f) =>
    `${f.time(p.atMs)} に更新されましたが、最新の SecretID の配布によるものではありません（不明）`,
};
