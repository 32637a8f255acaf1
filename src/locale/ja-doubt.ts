import type { Format } from "./format.ts";
import type { Section } from "./locale.ts";

const startAnew = (role: string, f: Format): string =>
  `そのため、このロールの SecretID は破棄しません。より新しい Redis のコピーがある場合は、ボットを停止してそれを戻してください。ない場合は、Vault と GitHub の状態を引き継ぐ ${f.code(`/profinaut adopt ${role}`)} か、新しいものを配布する ${f.code(`/profinaut rotate ${role}`)} を入力してください。どちらも何も破棄しません。その後 ${f.code(`/profinaut clean-up ${role}`)} で残りを破棄できます。`;

const deliverAnew = (role: string, f: Format): string =>
  `どの SecretID が入っているか分からないため、破棄しません。 ${f.code(`/profinaut rotate ${role}`)} と入力すると、すべての配布先に新しいものを配布します。`;

/** In Japanese: why nothing is ended. Slack formats a code span only between spaces. */
export const jaDoubt: Section<"doubt"> = {
  "doubt.changed": (p, f) =>
    `${f.code(p.destination)} は ${f.time(p.atMs)} に書き換えられており、 ${f.code(p.role)} に対するボットの最後の配布によるものではありません。${deliverAnew(p.role, f)}`,
  "doubt.missing": (p, f) =>
    `${f.code(p.role)} の SecretID の配布先 ${f.code(p.destination)} が存在しないか、ボットから見えません。${deliverAnew(p.role, f)}`,
  "doubt.never-delivered": (p, f) =>
    `${f.code(p.destination)} は、 ${f.code(p.role)} に対するボットの最後の配布で書き込まれていません。${deliverAnew(p.role, f)}`,
  "doubt.newer": (p, f) =>
    `Vault には ${p.generation} 回目のローテーションの ${f.code(p.accessor)} がありますが、 ${f.code(p.role)} についてボットが覚えているのは ${p.known} 回目までです。バックアップを戻した後のように、Redis が実際より古くなっています。${startAnew(p.role, f)}`,
  "doubt.other-tag": (p, f) =>
    `ボットが ${f.code(p.role)} の現行とみなしている ${f.code(p.accessor)} は、Vault によると、ボットが覚えているものとは別のローテーションで発行されています。${startAnew(p.role, f)}`,
  "doubt.trail": (p, f) =>
    `${f.time(p.atMs)} にチャンネルで確認された記録が Redis の監査記録から失われています。バックアップを戻した後のように、 ${f.code(p.role)} に対して行ったことをボットが忘れている可能性があります。${startAnew(p.role, f)}`,
};
