import type { Section } from "./locale.ts";

/** In Japanese: what keeps the bot from starting, and what to set instead. */
export const jaStart: Section<"start"> = {
  "start.could-not": (p) => `ボットを起動できませんでした: ${p.because}`,
  "start.own-mistake": (p) => `ボットを起動できませんでした。ボット自身の不具合です: ${p.name}`,
  "start.other-app": (p) =>
    `SLACK_APP_TOKEN は Slack アプリ ${p.found} のもの、SLACK_BOT_TOKEN は ${p.app} のものです。どちらも同じアプリのものにしてください（App-Level Tokens は Basic Information ページにあります）。`,
  "start.other-organisation": (p) =>
    `SLACK_BOT_TOKEN は組織 ${p.found} のものですが、profinaut.yml の slack.enterprise は ${p.enterprise} です。誤っているほうを直してください。`,
  "start.other-workspace": (p, f) =>
    `SLACK_BOT_TOKEN はワークスペース ${p.team}（${p.name}）のものですが、profinaut.yml の slack.teams は ${f.list(p.teams)} です。そのワークスペースにインストールしたときのトークンを設定するか、slack.teams を直してください。`,
  "start.address-not-here": (p) =>
    `${p.variable} のアドレスはこのマシンにありません。このマシンのみなら 127.0.0.1、すべてのネットワークなら 0.0.0.0 を指定してください。`,
  "start.port-not-allowed": (p) =>
    `${p.variable}: このユーザーはポート ${p.port} で待ち受けできません。${p.variable} を 1024 以上にしてください。`,
  "start.port-taken": (p) =>
    `${p.variable}: ポート ${p.port} はすでに使われています（別のボットかもしれません）。それを止めるか、${p.variable} を別のポートにしてください（0 なら空いているものを使います）。`,
  "start.scope-missing": (p, f) =>
    p.variable === "SLACK_APP_TOKEN"
      ? `SLACK_APP_TOKEN に必要なスコープ ${f.list(p.scopes)} がありません。アプリの Basic Information ページで、それを付けた App-Level Token を作り直してください。`
      : `SLACK_BOT_TOKEN に manifest.yml のスコープが足りません: ${f.list(p.scopes)}。アプリの App Manifest ページに manifest.yml を貼り付け、アプリを再インストールしてください（Install App）。`,
  "start.slack-refused": (p, f) =>
    `Slack が ${p.variable} を拒否しました（${f.code(p.problem)}）。ワークスペースの管理者がアプリのインストールを確認してください。`,
  "start.socket-mode-off": () =>
    "SLACK_APP_TOKEN のアプリで Socket Mode が無効です。アプリの Socket Mode ページで有効にしてください。HTTP で受ける場合は、SLACK_APP_TOKEN の代わりに SLACK_SIGNING_SECRET と PORT を設定してください。",
  "start.token-ended": (p, f) =>
    `Slack はもう ${p.variable} を受け付けません（${f.code(p.problem)}）。失効したか、アプリがアンインストールされています。アプリを再インストールし、新しいトークンを設定してください。`,
  "start.token-kind": (p) =>
    `${p.variable} は種類の違うトークンです。SLACK_BOT_TOKEN は xoxb- で（OAuth & Permissions ページ）、SLACK_APP_TOKEN は xapp- で（Basic Information ページ）始まります。`,
  "start.token-unknown": (p, f) =>
    `Slack は ${p.variable} を知りません（${f.code(p.problem)}）。打ち間違い、削除されたアプリのもの、またはこのアドレスがワークスペースに許可されていません。アプリのページからコピーし直してください。`,
};
