import type { Section } from "./locale.ts";

/** In Japanese: dispatching a workflow and following its run. */
export const jaWorkflow: Section<"workflow"> = {
  "workflow.ambiguous": (p, f) =>
    `${f.code(p.file)} のどの実行が今回のものか GitHub の応答からは分からず、候補が複数あります: ${f.list(p.runs)}。これ以上は起動していません。GitHub で確認してください。今回の実行があれば、追跡なしで動いています。この依頼は \`/profinaut cancel\` で閉じられます。`,
  "workflow.disabled": (p, f) =>
    `${f.code(p.repository)} の ${f.code(p.file)} は動きません（状態: ${f.code(p.state)}）。何も実行していません。リポジトリの Actions タブか ${f.code(`gh workflow enable ${p.file} --repo ${p.repository}`)} で有効にしてから、もう一度依頼してください。`,
  "workflow.done": (p, f) =>
    `${f.code(p.title)} は成功しました: ${f.link(p.url, `実行 ${p.number}`)}${p.sha === "" ? "" : `、コミット ${f.code(p.sha)}`}。`,
  "workflow.ended": (p, f) =>
    `${f.link(p.url, `実行 ${p.number}`)} は ${f.code(p.conclusion)} で終わりました${p.failed.length === 0 ? "" : `: ${f.codes(p.failed)}`}。ジョブがそれまでに行ったことは元に戻りません。ログを確認してから、もう一度依頼してください。`,
  "workflow.flag-unknown": (p, f) =>
    `${f.code(`--${p.flag}`)} は使えません。何も実行していません。${f.command("/profinaut run <workflow> [ref] [name=value …]")} と入力してください。`,
  "workflow.impact": (p, f) =>
    `これだけで停止するものはありません。ジョブは ${f.code(p.repository)} の ${f.code(p.ref)} の内容を、リポジトリが渡すシークレットで実行します。始まった実行はこのカードからキャンセルできますが、それまでに行ったことは残ります。`,
  "workflow.input-boolean": (p, f) =>
    `${f.code(p.name)} には ${f.code("true")} か ${f.code("false")} を指定します。${f.code(p.value)} は使えません。何も実行していません。`,
  "workflow.input-choice": (p, f) =>
    `${f.code(p.name)} には ${f.codes(p.options)} のいずれかを指定します。${f.code(p.value)} は使えません。何も実行していません。`,
  "workflow.input-missing": (p, f) =>
    `このワークフローには ${f.code(p.name)} が必要です。何も実行していません。コマンドに ${f.command(`${p.name}=<value>`)} を加えてください。`,
  "workflow.input-number": (p, f) =>
    `${f.code(p.name)} には数値を指定します。${f.code(p.value)} は使えません。何も実行していません。`,
  "workflow.input-reserved": (p, f) =>
    `${f.code(p.name)} は、ボットが自分の実行を見つけるために入れる値です。何も実行していません。省いてください。`,
  "workflow.input-twice": (p, f) => `${f.code(p.name)} が 2 回指定されています。何も実行していません。1 回だけ指定してください。`,
  "workflow.input-unknown": (p, f) =>
    `このワークフローに ${f.code(p.name)} という入力はありません。何も実行していません。${p.nearest.length === 0 ? "" : `${f.either(p.nearest)} のことですか。`}${p.known.length === 0 ? "入力はありません。" : `使える入力は ${f.codes(p.known)} です。`}`,
  "workflow.label.file": () => "ワークフロー",
  "workflow.label.inputs": () => "入力",
  "workflow.label.ref": () => "実行するブランチ・タグ",
  "workflow.label.told-apart": () => "実行の見分け方",
  "workflow.missing": (_, f) =>
    `どのワークフローですか。何も実行していません。${f.command("/profinaut run <workflow> [ref] [name=value …]")} と入力してください。`,
  "workflow.no-trigger": (p, f) =>
    `${f.code(p.file)} は起動できません。${f.code(p.ref)} の内容に ${f.code("workflow_dispatch")} トリガーがありません。何も実行していません。${f.code("on: workflow_dispatch")} を加えてから、もう一度依頼してください。`,
  "workflow.now": (p, f) =>
    `${f.link(p.url, `実行 ${p.number}`)}: ${p.state}${p.jobs.length === 0 ? "" : `（${f.list(p.jobs)}）`}`,
  "workflow.ref-not-allowed": (p, f) =>
    `このワークフローは ${f.code(p.ref)} では実行できません。何も実行していません。設定で許可されているのは ${f.codes(p.allowed)} です。管理者が \`profinaut.yml\` の ${f.code("refs")} で変更できます。`,
  "workflow.remains": (p, f) =>
    `${f.code(p.ref)} での ${f.code(p.file)} の実行が GitHub で動いている可能性があります。「再試行」が押されるまで、ボットは追跡しません。`,
  "workflow.others": (p, f) =>
    `GitHub の実行 ${f.code(String(p.id))} はこのリクエストのものではないため、追跡も中止もしません。このワークフローの実行を確認してください。`,
  "workflow.run-gone": (p, f) => `実行 ${f.code(String(p.id))} は GitHub にありません。だれかが削除しました。`,
  "workflow.state.over": () => "終了",
  "workflow.state.queued": () => "ランナー待ち",
  "workflow.state.running": () => "実行中",
  "workflow.state.waiting": () => "GitHub での承認待ち",
  "workflow.step.dispatch": (p, f) => `${f.code(p.ref)} で ${f.code(p.file)} を起動する`,
  "workflow.step.jobs": () => "ジョブを最後まで追跡する",
  "workflow.step.runner": () => "実行が始まるのを待つ",
  "workflow.stopped": (p, f) =>
    `${f.link(p.url, `実行 ${p.number}`)} は ${f.user(p.by)} の求めによりキャンセルされました。ジョブがそれまでに行ったことは元に戻りません。`,
  "workflow.summary": () => "GitHub のワークフローを起動し、実行を追跡する",
  "workflow.title": (p, f) => `${f.code(p.ref)} で ${f.code(p.title)} を実行する`,
  "workflow.too-long": (p, f) =>
    `${f.link(p.url, `実行 ${p.number}`)} は ${f.duration(p.forMs)} たっても終わりません。GitHub では続いています。追跡を続けるには「再試行」を押してください。`,
  "workflow.unknown": (p, f) =>
    `${f.code(p.name)} は設定にないワークフローです。何も実行していません。${p.nearest.length === 0 ? "" : `${f.either(p.nearest)} のことですか。`}${p.configured.length === 0 ? "設定されたワークフローはありません。管理者が `profinaut.yml` の `workflows` に追加できます。" : `使えるのは ${f.codes(p.configured)} です。`}`,
  "workflow.value.file": (p, f) => `${f.code(p.repository)} の ${f.code(p.file)}`,
  "workflow.value.inputs": (p, f) => (p.inputs.length === 0 ? "なし" : f.codes(p.inputs)),
  "workflow.value.ref": (p, f) => `${f.code(p.ref)}（現在のコミット ${f.code(p.sha)}）。先に進んだ場合は、改めて承認が必要です`,
  "workflow.value.marked": (p, f) => `このリクエストの ID を ${f.code(p.input)} として渡し、実行のタイトルに表示されます`,
  "workflow.value.unmarked": (p, f) =>
    `${f.code(p.input)} を受け取らないため時刻だけで探します。同じ頃に別の実行が始まると、どちらも追跡しません`,
  "workflow.value.untitled": (p, f) =>
    `${f.code(p.input)} をタイトルに表示しないため時刻だけで探します。同じ頃に別の実行が始まると、どちらも追跡しません`,
  "workflow.vanished": (p, f) =>
    `GitHub は ${f.code(p.file)} の起動を受け付けましたが、その実行が見つかりません。これ以上は起動していません。リポジトリの Actions タブを確認し、「再試行」を押すか、\`/profinaut cancel\` で依頼を取り下げてください。`,
  "workflow.word-unknown": (p, f) =>
    `${f.code(p.word)} は、2 番目に書くブランチ・タグでも、${f.code("name=value")} の形の入力でもありません。何も実行していません。${f.command("/profinaut run <workflow> [ref] [name=value …]")} と入力してください。`,
};
