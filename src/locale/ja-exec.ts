import type { Section } from "./locale.ts";

/** In Japanese: what `profinaut exec` says to whoever starts a program with it. */
export const jaExec: Section<"exec"> = {
  "exec.bad-env": (p) =>
    `${p.position} 番目の --env は NAME=path#field の形で指定してください。例: DB_PASSWORD=db/credentials#password`,
  "exec.bad-name": (p) => `${p.position} 番目の --env: 変数名には英数字とアンダースコアだけを使い、数字で始めないでください。`,
  "exec.bad-path": (p) =>
    `${p.name}: パスはベースより下を書いてください（例: db/credentials）。英小文字、数字、. _ - で、5 階層までです。`,
  "exec.bad-place": () => "--kv-mount、--kv-base、--approle-mount には英小文字、数字、. _ - だけを使ってください。例: secret",
  "exec.bad-role": () => "--role には AppRole の名前を指定してください。例: profinaut-db",
  "exec.busy": () => "Vault から待つよう求められたため、何も起動していません。1 分ほど待ってやり直してください。",
  "exec.command-not-executable": (p, f) => `${f.code(p.command)} を実行できません（${p.reason}）。`,
  "exec.command-not-found": (p, f) => `${f.code(p.command)}: コマンドが見つかりません。`,
  "exec.denied": (p, f) =>
    `AppRole ${f.code(p.role)} には ${f.code(p.path)} の読み取りが許可されていません。何も起動していません。パスを確認するか、その値の AppRole を使ってください。`,
  "exec.failed": (p, f) =>
    `${f.code(p.path)} に対する Vault の応答が仕様と異なります（ステータス ${p.status || "不明"}）。何も起動していません。VAULT_ADDR とマウントを確認してください。`,
  "exec.locked": (p, f) =>
    `AppRole ${f.code(p.role)} は現在ログインできません。5 回失敗すると RoleID が（既定では 15 分間）ロックされます。再試行はしていません。vault read sys/locked-users で確認できます。`,
  "exec.login-refused": (p, f) =>
    `AppRole ${f.code(p.role)} のログインが拒否されました。RoleID か SecretID が誤り、期限切れ、使用済み、またはこのアドレスからは使えません。5 回失敗すると RoleID がロックされるため、再試行はしていません。新しい SecretID を入手してください。`,
  "exec.no-entry": (p, f) => `${p.name}: ${f.code(p.path)} に値がないか、削除されています。何も起動していません。`,
  "exec.no-field": (p, f) =>
    `${p.name}: ${f.code(p.path)} の値にフィールド ${f.code(p.field)} がありません。何も起動していません。`,
  "exec.not-text": (p, f) =>
    `${p.name}: ${f.code(p.path)} の ${f.code(p.field)} は文字列ではなく、リスト、オブジェクト、null、または正確に読めない数値です。何も起動していません。引用符で囲んだ文字列として書いてください。`,
  "exec.nul": (p, f) =>
    `${p.name}: ${f.code(p.path)} の ${f.code(p.field)} に NUL 文字があり、環境変数に入れられません。何も起動していません。`,
  "exec.other-role": (p, f) =>
    `この資格情報は AppRole ${f.code(p.asked)} ではなく ${f.code(p.found)} のものです。何も読み取らず、何も起動していません。`,
  "exec.risky-name": (p) =>
    `${p.name} はプログラムの動作を変える変数なので、Vault の値では設定しません。意図したものであれば --allow ${p.name} を付けてください。`,
  "exec.sealed": () =>
    "Vault がシールされています。何も起動していません。アンシール（vault operator unseal）してからやり直してください。",
  "exec.token-left": (p, f) => `AppRole ${f.code(p.role)} のトークンを失効できませんでした。期限が来るまで有効です。`,
  "exec.token-set": (p) =>
    `VAULT_TOKEN は設定されていますが、${p.roleId} と ${p.secretId} がありません。exec は AppRole でログインし、root トークンかもしれないトークンは決して使いません。この 2 つを設定してください。`,
  "exec.twice": (p) => `${p.name} が 2 回指定されています。1 つにしてください。`,
  "exec.two-secret-ids": (p) => `${p.secretId} と ${p.wrapped} の両方が設定されています。1 つにしてください。`,
  "exec.unreachable": (p) =>
    `${p.address} の Vault に接続できません（${p.reason}）。何も起動していません。VAULT_ADDR とネットワークを確認してください。`,
  "exec.untrusted": (p) =>
    `${p.address} の証明書を信頼できません（${p.reason}）。何も送っていません。認証局の PEM ファイルを VAULT_CACERT に指定してください。`,
  "exec.wrap-foreign": (p, f) =>
    `このラッピングトークンの中身は、この AppRole の SecretID ではありません（作成元: ${f.code(p.creationPath)}）。開いていません。誰かがすり替えた可能性があるため、報告してください。`,
  "exec.wrap-gone": () =>
    "ラッピングトークンはすでに開かれたか、期限切れか、存在しません。心当たりがなければ SecretID が他人に渡っています。破棄して、新しいものを発行してもらってください。",
};
