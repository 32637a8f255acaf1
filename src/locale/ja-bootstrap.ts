import type { Section } from "./locale.ts";

/** In Japanese: what `profinaut bootstrap` says to the person at the terminal. */
export const jaBootstrap: Section<"bootstrap"> = {
  "bootstrap.advice.approle-mount": (p) =>
    `auth/${p.name}/ には別の認証方式がマウントされています。profinaut.yml の vault.approleMount に別の名前を書くか、vault auth move で移動してください。`,
  "bootstrap.advice.audit-device": (p) =>
    `監査デバイスは移動できません。現在の内容を vault/roles.yml に書くか、別のデバイス名を宣言してください。古い記録との照合ができなくなってもよければ、無効にできます: vault audit disable ${p.name}`,
  "bootstrap.advice.kv-mount": (p) =>
    `KV バージョン 2 ではありません。profinaut.yml の vault.kvMount に別の名前を書くか、KV バージョン 1 であれば次を実行してください: vault kv enable-versioning ${p.name}/`,
  "bootstrap.as-declared": (p) => `宣言どおりのため変更なし（${p.count} 件）:`,
  "bootstrap.audit-refused": (p, f) =>
    `Vault が監査デバイス ${f.code(p.path)} を受け付けません。Vault 自身のユーザーが書き込める場所が必要です。フォルダーを作るか、vault/roles.yml の audit に別のパス（または stdout）を書いて、もう一度実行してください。`,
  "bootstrap.busy": () => "Vault から待つよう求められました。1 分ほど待ってもう一度実行してください。続きから再開します。",
  "bootstrap.complete": (p) => `完了: ${p.count} 件を適用し、再確認した結果、宣言どおりです。`,
  "bootstrap.conflicts": () => "! の付いたものは、先に手作業で解決してください。何も変更していません。",
  "bootstrap.connected": (p) => `${p.address} の Vault ${p.version} に接続しました`,
  "bootstrap.declined": () => "何も変更していません。",
  "bootstrap.denied": (p, f) =>
    `このトークンでは ${f.code(p.path)} が許可されていません。VAULT_TOKEN に root トークン（vault operator generate-root）か、権限のあるトークンを指定して、もう一度実行してください。`,
  "bootstrap.drift": (p) => `${p.count} 件が宣言と異なります。何も変更していません。--check なしで実行すると修正します。`,
  "bootstrap.failed": (p, f) =>
    `${f.code(p.path)} に対する Vault の応答が仕様と異なります（ステータス ${p.status || "200"}）。Vault のログを確認し、もう一度実行してください。続きから再開します。`,
  "bootstrap.file-refused": (p, f) =>
    `${f.code(p.path)} を作成できません。すでに存在していませんか。何も発行していません。削除するか、--to で別のフォルダーを指定してください。`,
  "bootstrap.foreign": (p) => `宣言にない、名前の似たもの。決して変更しません（${p.count} 件）:`,
  "bootstrap.hand-over-needs-folder": () =>
    "ラッピングトークンを表示する端末がありません。何も変更していません。--to <フォルダー> でファイルの置き場所を指定してください。",
  "bootstrap.handed-over": (p) => `${p.role} 用: VAULT_ROLE_ID=${p.roleId}`,
  "bootstrap.in-conflict": (p) => `競合（${p.count} 件）:`,
  "bootstrap.interrupted": (p) =>
    `${p.count} 件中 ${p.done} 件で停止しました。適用済みのものはそのままです。もう一度実行すると続きから再開します。`,
  "bootstrap.keys-changed": () => "ほかの人が同時に署名鍵を作成しました。もう一度実行してください。先に現状を確認します。",
  "bootstrap.keys-renewed": () =>
    "今後の判断は新しい鍵で署名されます（1 分以内に切り替わります）。これまでの署名も引き続き検証できます。",
  "bootstrap.keys-unreadable": (p, f) =>
    `${f.code(p.path)} の内容はボットが書いたものではなく、新しい鍵を作ると置き換わってしまいます。vault kv metadata get でバージョンを確認してください。`,
  "bootstrap.line": (p) => p.line,
  "bootstrap.lost-answer": (p, f) =>
    `Vault から ${f.code(p.path)} の結果を受け取れませんでした。実行されたかどうか不明です。もう一度実行してください。先に現状を確認します。`,
  "bootstrap.white-space": () => "空白・空行・改行だけが異なります",
  "bootstrap.more-lines": (p) => `… ほか ${p.count} 行`,
  "bootstrap.mount-not-ready": (p, f) =>
    `新しいマウント ${f.code(p.mount)} がまだ準備中です。1 分ほど待ってもう一度実行してください。続きから再開します。`,
  "bootstrap.new-setting": (p) => `${p.setting}: 未設定 → ${p.to}`,
  "bootstrap.no-drift": () => "Vault は宣言どおりです。",
  "bootstrap.no-root-tokens": () => "ほかに有効な root トークンはありません。",
  "bootstrap.root-tokens": (p) =>
    `ほかに有効な root トークンが ${p.count} 件あり、何でもできてしまいます。vault list auth/token/accessors と vault token lookup -accessor で探し、失効させてください: vault token revoke -accessor`,
  "bootstrap.root-tokens-unseen": () =>
    "このトークンでは、root トークンが残っているかを確認できません。ポリシー profinaut-check のトークンなら確認できます。",
  "bootstrap.not-interactive": () =>
    "確認する端末がないため、何も変更していません。上の計画を確認し、--yes を付けて実行してください。",
  "bootstrap.not-root": () =>
    "VAULT_TOKEN は root トークンではないため、--revoke-root で失効させるものがありません。何も変更していません。このオプションを外してください。",
  "bootstrap.nothing": () => "Vault は宣言どおりです。変更するものはありません。",
  "bootstrap.open-file": (p) =>
    `  SecretID は 1 時間以内に 1 回だけ取り出せます: VAULT_TOKEN=$(cat ${p.path}) vault unwrap -field=secret_id`,
  "bootstrap.open-shown": () =>
    "  SecretID は 1 時間以内に 1 回だけ取り出せます: VAULT_TOKEN=<下のトークン> vault unwrap -field=secret_id",
  "bootstrap.places": (p) => `値: ${p.values}、承認待ちの値: ${p.waiting}、AppRole: ${p.appRoles}（${p.from} による）`,
  "bootstrap.placeholder-unknown": (p, f) =>
    `vault/policies/${p.file}: ${f.code(p.placeholder)} に入れる値がありません。名前を直してください。`,
  "bootstrap.policy-refused": (p, f) =>
    `Vault がポリシー ${f.code(p.policy)} を受け付けません。HCL に誤りがあります。vault/policies のファイルを直して、もう一度実行してください。`,
  "bootstrap.question": (p) => `これを ${p.address} に適用しますか？`,
  "bootstrap.revoke-it": () =>
    "これは root トークンです。不要になったら失効させてください: vault token revoke -self （または --revoke-root ）",
  "bootstrap.revoked": () => "root トークンを失効させました。",
  "bootstrap.role-refused": (p, f) =>
    `Vault が AppRole ${f.code(p.role)} の設定を受け付けません。vault/roles.yml を直して、もう一度実行してください。`,
  "bootstrap.sealed": () =>
    "Vault がシールされています。何も変更していません。アンシール（vault operator unseal）して、もう一度実行してください。",
  "bootstrap.setting": (p) => `${p.setting}: ${p.from} → ${p.to}`,
  "bootstrap.still-different": (p) =>
    `Vault は書き込みを受け付けましたが、${p.count} 件が宣言どおりになっていません。ほかの人が変更している可能性があります。--check で確認してください。`,
  "bootstrap.to-change": (p) => `変更（${p.count} 件）:`,
  "bootstrap.to-create": (p) => `作成（${p.count} 件）:`,
  "bootstrap.token-refused": () =>
    "Vault が VAULT_TOKEN を受け付けません。誤り、失効、または期限切れです。新しい root トークン: vault operator generate-root",
  "bootstrap.unexpected": (p) =>
    `このコマンド自体の誤りです（${p.kind}）。適用済みのものはそのままです。もう一度実行し、続く場合は報告してください。`,
  "bootstrap.unreachable": (p, f) =>
    `${p.address} の Vault に接続できません（${f.code(p.reason)}）。VAULT_ADDR と、Vault が動いているかを確認してください。`,
  "bootstrap.untrusted": (p, f) =>
    `${p.address} の証明書を信頼できません（${f.code(p.reason)}）。何も送信していません。VAULT_CACERT に認証局の PEM ファイルを指定してください。`,
  "bootstrap.what.app-role": (p) => `AppRole ${p.name}`,
  "bootstrap.what.approle-mount": (p) => `認証方式 ${p.name}`,
  "bootstrap.what.audit-device": (p) => `監査デバイス ${p.name}`,
  "bootstrap.what.kv-mount": (p) => `マウント ${p.name}`,
  "bootstrap.what.policy": (p) => `ポリシー ${p.name}`,
  "bootstrap.what.signing-keys": (p) => `判断の署名と検証に使う鍵（${p.name}）`,
  "bootstrap.will-hand-over": (p, f) =>
    `その後: ボットの SecretID を発行し、1 時間だけ開けるラッピングトークンで渡します（${f.list(p.identities)}）`,
  "bootstrap.will-renew-keys": () => "その後: 判断に署名する鍵を新しくします",
  "bootstrap.will-revoke": () => "その後: VAULT_TOKEN の root トークンを失効させます",
  "bootstrap.with": (p) => `${p.what}（${p.settings.join("; ")}）`,
};
