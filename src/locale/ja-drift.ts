import type { Section } from "./locale.ts";

/** In Japanese: what is no longer as the bot left it. Slack formats a code span only between spaces. */
export const jaDrift: Section<"drift" | "repository-secrets"> = {
  "drift.changed": (p, f) =>
    `ボットが ${f.code(p.role)} の SecretID を配布した後、 ${f.time(p.atMs)} に ${f.code(p.name)} がボット以外によって書き換えられました。`,
  "drift.changed-title": () => "SecretID の配布先がボット以外に書き換えられていない",
  "drift.changed-why": () =>
    "GitHub のシークレットは読み出せないため、現在の内容は誰にも分かりません。ジョブが別のものでログインする、またはログインできない可能性があり、配布済みの SecretID が使われていないかもしれません。",
  "drift.current-gone": (p, f) =>
    `${f.code(p.role)} の配布先にある SecretID（アクセサー ${f.code(p.accessor)} ）が Vault に存在しません。期限切れになったか、誰かが破棄しました。`,
  "drift.current-gone-title": () => "配布した SecretID がすべて Vault に存在する",
  "drift.current-gone-why": (p, f) =>
    `${f.code(p.role)} を使うサービスがログインできません。ロックアウトが有効な場合、5 回のログイン失敗で AppRole 全体がロックされることがあります。`,
  "drift.environments-many": (p, f) =>
    `${f.code(p.repository)} には environment が ${p.count} 個あり、 ${p.looked} 個だけを確認しました。`,
  "drift.environments-many-mend": (_, f) =>
    `不要な environment を削除するか、残りを ${f.command("gh secret list --env <name>")} で確認してください。`,
  "drift.environments-many-why": () => "残りに同じ名前のシークレットがあるとそちらが優先され、誰も気付けません。",
  "drift.missing": (p, f) => `${f.code(p.role)} の SecretID を配布した ${f.code(p.name)} がなくなっています。`,
  "drift.missing-title": () => "配布したものが配布先に残っている",
  "drift.missing-why": () => "これを使うジョブは空の値を受け取り、ログインできません。",
  "drift.reason": () => "ボットが残した状態と異なる",
  "drift.role-changed": (p, f) => `AppRole ${f.code(p.role)} が変更されています: ${f.codes(p.changes)} 。`,
  "drift.role-changed-mend": (p, f) =>
    `誰が変更したか確認してください。宣言された内容は ${f.code("profinaut bootstrap")} で確認できます。意図した変更であれば、ボタンを押すか ${f.code(`/profinaut rotate ${p.role}`)} と入力してください。別の人が新しい内容を承認すると、それが基準になります。`,
  "drift.role-changed-why": () =>
    "現在の権限や SecretID の有効期間は誰も承認していません。最後のローテーション後、またはボットが最初に確認した時点のポリシー、有効期間、使用回数と比較しています。",
  "drift.role-gone": (p, f) => `AppRole ${f.code(p.role)} が Vault からなくなりました。`,
  "drift.role-gone-mend": () =>
    "`profinaut bootstrap` を実行してからローテーションするか、 `profinaut.yml` から削除してください。",
  "drift.role-gone-why": () => "これを使うサービスはログインできません。SecretID もすべて失われています。",
  "drift.role-title": () => "AppRole が最後のローテーション時から変わっていない",
  "drift.rotate": (p, f) =>
    `誰が行ったか確認してから、ローテーションしてください。ボタンを押すか ${f.code(`/profinaut rotate ${p.role}`)} と入力します。別の人の承認が必要です。`,
  "drift.rotate-button": (p) => `${p.role} をローテーション`,
  "drift.shadowed": (p, f) =>
    `${f.code(p.role)} の SecretID の配布先 ${f.code(p.name)} と同じ名前の ${f.code(p.by)} があり、そちらが優先されます。`,
  "drift.shadowed-mend": (p, f) =>
    `GitHub で ${f.code(p.by)} を削除してください。または \`profinaut.yml\` の ${f.code(p.role)} の \`deliverTo\` に追加してローテーションしてください。`,
  "drift.shadowed-title": () => "配布したものが別のシークレットに隠されていない",
  "drift.shadowed-value": (p, f) =>
    `${f.code(p.by)} は、${f.code(`register ${p.path}`)} の配信先 ${f.code(p.name)} と同じ名前で、そちらが優先されます。`,
  "drift.shadowed-value-mend": (p, f) =>
    `GitHub で ${f.code(p.by)} を削除してください。または \`profinaut.yml\` の ${f.code(`github.${p.path}`)} に追加して登録し直してください。意図して別の値にしている場合は、そのままで構いません。`,
  "drift.shadowed-why": (p, f) =>
    `${f.code(p.by)} を参照するジョブには、ボットが配布したものが届きません。ローテーションは成功したように見えても、そのジョブでは何も変わりません。`,

  "repository-secrets.missing": (p, f) =>
    `${f.code(p.repository)} にもその environment にも、シークレット ${f.code(p.secret)} がありません。`,
  "repository-secrets.missing-mend": (p, f) =>
    `${f.code(`gh secret set ${p.secret} --repo ${p.repository}`)} で設定してください。不要であれば \`profinaut.yml\` の \`github.secrets\` から削除してください。`,
  "repository-secrets.missing-why": () => "これを読むワークフローは空の値を受け取ります。",
  "repository-secrets.old": (p, f) =>
    `${f.code(p.where)} の ${f.code(p.secret)} の最終更新は ${f.time(p.atMs)} です（ ${f.duration(p.ageMs)} 前）。`,
  "repository-secrets.old-mend": (p, f) =>
    `発行元で新しいものを作成し、 ${f.code(`gh secret set ${p.secret}`)} で更新してください。`,
  "repository-secrets.old-why": (p, f) => `上限は ${f.duration(p.maxAgeMs)} です。それまでに見た人は今も使えます。`,
  "repository-secrets.reason": () => "シークレットがないか、古くなっている",
  "repository-secrets.register-button": (p) => `${p.path} を登録`,
  "repository-secrets.register-mend": (p, f) =>
    `発行元で新しく作り、 ${f.command(`/profinaut register ${p.path}`)} と入力してください。ここにも配布されます。`,
  "repository-secrets.rotate-button": (p) => `${p.role} をローテーション`,
  "repository-secrets.rotate-mend": (p, f) =>
    `ボタンを押すか ${f.code(`/profinaut rotate ${p.role}`)} と入力すると配布されます。別の人の承認が必要です。`,
  "repository-secrets.title": () => "リポジトリに必要なシークレットがすべてあり、古すぎない",
};
