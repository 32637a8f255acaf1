import type { Section } from "./locale.ts";

/** In Japanese: proposing the workflows of the platform's repository. */
export const jaInstallWorkflows: Section<"install-workflows"> = {
  "install-workflows.already-proposed": (p, f) =>
    `同じ内容のプルリクエストがすでに開いています: ${f.link(p.url, p.url)}。何も実行していません。確認してマージしてください。`,
  "install-workflows.branch-stays": (p, f) =>
    `${f.code(p.repository)} のブランチ ${f.code(p.branch)} には新しいコミットまたは開いているプルリクエストがあります。不要なら、そのブランチを削除してください。`,
  "install-workflows.changed-meanwhile": (p, f) =>
    `承認の後に ${f.code(p.repository)} の内容またはボットのテンプレートが変わったため、何も変更していません。もう一度 ${f.code("/profinaut install-workflows")} と入力してください。`,
  "install-workflows.done": (p, f) =>
    `${f.link(p.url, `プルリクエスト #${p.number}`)} にワークフローを入れました。マージされるまで、動作は変わりません。`,
  "install-workflows.flag-unknown": (p, f) =>
    `${f.code(`--${p.flag}`)} は使えません。何も実行していません。${f.command("/profinaut install-workflows [reason]")} と入力してください。`,
  "install-workflows.impact": (p, f) => `プルリクエストが ${f.code(p.defaultBranch)} にマージされるまで、動作は変わりません。`,
  "install-workflows.impact-edited": (p, f) =>
    `プルリクエストが ${f.code(p.defaultBranch)} にマージされるまで、動作は変わりません。⚠️ そのままマージすると、手作業の変更が置き換わります。対象のファイルはプルリクエストに書かれています。`,
  "install-workflows.label.added": () => "新規",
  "install-workflows.label.changed": () => "更新",
  "install-workflows.label.edited": () => "⚠️ 手作業で変更されており、新しい版がある",
  "install-workflows.label.kept": () => "手作業の変更をそのまま残す",
  "install-workflows.label.same": () => "変更なし",
  "install-workflows.odd-branch": (p, f) =>
    `${f.code(p.repository)} の既定のブランチの名前は、ワークフローに書き込めません。何も実行していません。英数字・ピリオド・ハイフン・スラッシュだけの名前に変えてください。`,
  "install-workflows.merged": (p, f) =>
    `プルリクエスト ${f.link(p.url, p.url)} はマージ済みです。不要なら、そこで取り消してください。`,
  "install-workflows.step.open": () => "変更内容を説明するプルリクエストを開く",
  "install-workflows.step.push": (p, f) => `${p.count} 個のファイルをブランチ ${f.code("profinaut/workflows")} にコミットする`,
  "install-workflows.step.renew": (p) => `プルリクエスト #${p.number} の説明を今の内容に直す`,
  "install-workflows.summary": () => "プラットフォームのリポジトリのワークフローをプルリクエストで提案する",
  "install-workflows.text-stays": (p, f) =>
    `プルリクエスト ${f.link(p.url, p.url)} は以前から開いており、説明だけが新しくなっています。`,
  "install-workflows.title": (p, f) => `${f.code(p.repository)} のワークフローをプルリクエストで提案する`,
  "install-workflows.title-again": (p, f) => `${f.code(p.repository)} のプルリクエスト #${p.number} を最新にする`,
  "install-workflows.up-to-date": (p, f) =>
    p.kept.length === 0
      ? `${f.code(p.repository)} のワークフローはすべて最新です。何も実行していません。`
      : `${f.code(p.repository)} のワークフローは、手作業で変更された ${f.codes(p.kept)} を除いてすべて最新です。何も実行していません。元に戻したいファイルは、リポジトリから削除してもう一度依頼してください。`,
  "install-workflows.value.files": (p, f) => f.codes(p.files),
};
