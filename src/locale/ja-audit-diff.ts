import type { Section } from "./locale.ts";

/** In Japanese: what `profinaut audit diff` says of what Vault did past the bot. */
export const jaAuditDiff: Section<"audit-diff"> = {
  "audit-diff.act.audit-changed": (p) => `監査デバイス ${p.target} の変更`,
  "audit-diff.act.auth-changed": (p) => `認証方式 ${p.target} の変更`,
  "audit-diff.act.identity-changed": (p) => `アイデンティティの変更: ${p.target}`,
  "audit-diff.act.mount-changed": (p) => `マウント ${p.target} の変更`,
  "audit-diff.act.other-changed": (p) => `プラットフォーム外の変更: ${p.target}`,
  "audit-diff.act.policy-changed": (p) => `ポリシー ${p.target} の書き込み`,
  "audit-diff.act.role-changed": (p) => `AppRole ${p.target} の変更`,
  "audit-diff.act.role-id-read": (p) => `${p.target} の RoleID の読み取り`,
  "audit-diff.act.secret-id-destroyed": (p) => `${p.target} の SecretID の破棄`,
  "audit-diff.act.secret-id-issued": (p) => `${p.target} の SecretID の発行`,
  "audit-diff.act.secret-id-looked-up": (p) => `${p.target} の SecretID の照会`,
  "audit-diff.act.signing-key-read": () => "決定に署名する鍵の読み取り",
  "audit-diff.act.anchor-changed": (p) => `ボットが監査ログについて控えている記録の書き込み: ${p.target}`,
  "audit-diff.act.signing-keys-changed": () => "ボットの鍵の書き込み",
  "audit-diff.act.lockout-ended": (p) => `RoleID ${p.target} のロックアウト解除`,
  "audit-diff.act.system-changed": (p) => `システム設定の変更: ${p.target}`,
  "audit-diff.act.token-made": (p) => `ポリシー ${p.target} を持つトークンの作成`,
  "audit-diff.act.value-deleted": (p) => `値 ${p.target} の削除`,
  "audit-diff.act.value-described": (p) => `値 ${p.target} の付帯情報の変更`,
  "audit-diff.act.value-read": (p) => `値 ${p.target} の読み取り`,
  "audit-diff.act.value-written": (p) => `値 ${p.target} の書き込み`,
  "audit-diff.act.waiting-put": (p) => `承認待ちの値の登録: ${p.target}`,
  "audit-diff.act.waiting-read": (p) => `承認待ちの値の読み取り: ${p.target}`,
  "audit-diff.act.waiting-removed": (p) => `承認待ちの値の削除: ${p.target}`,
  "audit-diff.after-trail": (p) =>
    `${p.count} 件は書き出したファイルより新しいため、照合していません。書き出し直すか、--until を指定してください。`,
  "audit-diff.bad-lines": (p) =>
    `${p.path}: ${p.count} 行を読み取れませんでした（最初は ${p.first} 行目）。その内容は照合していないため、終了ステータスは 2 です。直接確認してください。`,
  "audit-diff.bad-skew": () => "--clock-skew には 10m までの時間を指定してください（例: 5s）。何も照合していません。",
  "audit-diff.bad-time": (p) =>
    `${p.option} には、日付（2026-11-26）、タイムゾーン付きの日時（2026-11-26T09:00Z）、またはさかのぼる時間（24h）を指定してください。「${p.given}」は使えません。何も照合していません。`,
  "audit-diff.because.no-request": () =>
    "ボット自身のログインで行われましたが、それに対応する承認済みのリクエストは実行中ではありませんでした。ボットの SecretID かトークンが他人に渡っている可能性があります。新しいログインをボットに渡し（profinaut bootstrap --hand-over）、古い SecretID を破棄してください。",
  "audit-diff.because.past-the-bot": () => "ボットを経由せずに行われたため、誰の承認も受けていません。",
  "audit-diff.because.platform-role": () => "サービスのログインで、ボットを経由せずに行われました。",
  "audit-diff.because.root": () =>
    "root トークンで、ボットを経由せずに行われました。root トークンは残さないでください: vault token revoke",
  "audit-diff.because.surplus": () =>
    "リクエストの実行中にボット自身のログインで行われましたが、リクエストが行った回数を超えているか、記録にない SecretID です。ボットの SecretID かトークンが他人に渡っている可能性があります。新しいログインをボットに渡し（profinaut bootstrap --hand-over）、古い SecretID を破棄してください。",
  "audit-diff.bootstrap": (p, f) =>
    `profinaut bootstrap と思われる操作: vault/ の宣言に関する変更 ${p.count} 件、参照 ${p.looks} 件（${p.from} から ${p.to} まで、${f.list(p.names)}）:`,
  "audit-diff.bootstrap-known": () =>
    "実行したとのことなので、説明のつくものとして扱います。書き込まれた内容はログに平文では残りません。現在の状態は profinaut bootstrap --check で比較できます。",
  "audit-diff.bootstrap-line": (p) => `${p.act}（宣言の範囲）`,
  "audit-diff.bootstrap-looks": (p) => `root トークンによる参照が ${p.looks} 件あります。変更はありません。`,
  "audit-diff.bootstrap-open": () =>
    "bootstrap だったという証拠はありません。実際に実行したのであれば --bootstrap-ran を付けてください。心当たりがなければ、その人は何でもできます。",
  "audit-diff.bot-login": (p) => `${p.who}: ログイン ${p.count} 回`,
  "audit-diff.bot-looks": (p) =>
    `ボット自身の操作: 参照とログイン ${p.count} 件、取引所のキーの読み取り ${p.probes} 件（取引所への問い合わせ用）。ボットのログインを持つ他人による読み取りとは区別できません。`,
  "audit-diff.compared": (p) =>
    `Vault のログ: ${p.records} 行（${p.from} から ${p.to} まで）。証跡: リクエスト ${p.requests} 件、記録 ${p.entries} 件。`,
  "audit-diff.denied": (p) =>
    `${p.who} の要求 ${p.count} 件を Vault が拒否しました。何も行われていません。ボット自身のログインであれば警告とみなしてください。`,
  "audit-diff.do": (p) => `対応: ${p.advice}`,
  "audit-diff.do.audit-device": () =>
    "ログが書かれなかった間に何が行われたかを調べ、profinaut bootstrap --check で確認して元に戻してください。",
  "audit-diff.do.anchor": () =>
    "誰が書いたかを確認してください。古い Redis が最新のものと見なされるおそれがあります。版の一覧: vault kv metadata get",
  "audit-diff.do.deleted": (p) =>
    `誰が削除したかを確認してください。vault kv undelete で元に戻せます。書き直すには /profinaut register ${p.target}`,
  "audit-diff.do.destroyed": (p) => `これを使っていた側はログインできません: /profinaut rotate ${p.target}`,
  "audit-diff.do.destroyed-by-hand": (p) =>
    `これを使っていたものはログインできません。profinaut.yml に roles.${p.target} がないため、ボットではローテーションできません。追加するか、新しい SecretID を手作業で発行してください。`,
  "audit-diff.do.issued-by-hand": (p) =>
    `侵入口になります。profinaut.yml に roles.${p.target} がないため、ボットではローテーションできません。追加するか、手作業で一覧を確認して破棄してください（vault list auth/approle/role/${p.target}/secret-id）。`,
  "audit-diff.do.issued": (p) =>
    `侵入口になります。/profinaut role ${p.target} に「外部」として表示され、/profinaut clean-up ${p.target} で破棄できます。すべて入れ替えるには /profinaut rotate ${p.target} --leaked`,
  "audit-diff.do.issued-own": (p) =>
    `ボット自身としての侵入口になります。ボットは自分のものを交換できません。手作業で確認して破棄するか（vault list auth/approle/role/${p.target}/secret-id）、profinaut bootstrap --hand-over で新しいものを渡し、ほかをすべて破棄してください。`,
  "audit-diff.do.destroyed-own": () =>
    "トークンの期限が切れるとボットは停止します。profinaut bootstrap --hand-over で新しい SecretID を渡してください。",
  "audit-diff.do.keys": () =>
    "鍵は知られたものとして扱い、profinaut bootstrap --new-signing-keys で更新して、その後の承認を確認してください。",
  "audit-diff.do.looked": () => "誰が行ったかを調べ、その権限を外してください。",
  "audit-diff.do.read": (p) =>
    `値は知られたものとして扱い、発行元で入れ替えてから /profinaut register ${p.target} で登録してください。`,
  "audit-diff.do.rights": () => "誰が行ったかを調べてください。宣言との違いは profinaut bootstrap --check で確認できます。",
  "audit-diff.do.token": () => "誰のものかを調べ、心当たりがなければ vault token revoke -accessor で失効させてください。",
  "audit-diff.do.waiting": () => "対応するリクエストを却下し、値は知られたものとして扱ってください。",
  "audit-diff.do.written": (p) =>
    `誰が書き込んだかを確認してください。履歴は vault kv metadata get で見られます。承認を得て直すには /profinaut register ${p.target}`,
  "audit-diff.clock": (p) =>
    `ボットの測定では ${p.from} から ${p.to} まで、Vault の時計は記録の時計より最大 ${p.off}いました。照合ではこの差を考慮しています。`,
  "audit-diff.exact": () => "SecretID はアクセサーで照合しました。",
  "audit-diff.explained": (p) =>
    `説明のつく操作: 承認済みのリクエスト ${p.requests} 件による ${p.acts} 件${p.swept > 0 ? `、ボットが片付けた残り ${p.swept} 件` : ""}。`,
  "audit-diff.export-is-part": (p) =>
    `証跡の一部だけのファイルなので、それより古い操作は説明できません。--since ${p.since} を指定するか、全体を書き出してください。`,
  "audit-diff.finding": (p) => `${p.number}. ${p.at}  ${p.act}（${p.operation} ${p.path}）`,
  "audit-diff.found": (p) => `説明のつかない操作: 承認済みのリクエストのない操作が ${p.count} 件あります。`,
  "audit-diff.future": (p) => `${p.option} の ${p.given} は未来の日時です。過去の日時を指定してください。何も照合していません。`,
  "audit-diff.half-line": (p) => `${p.path}: 最終行が途中までです。Vault が書き込み中の可能性があるため、除外しました。`,
  "audit-diff.hashes-differ": (p) =>
    `監査デバイス ${p.device} のハッシュでは、ログの SecretID が証跡のどれとも一致しません。別のデバイスのログか、デバイスが作り直されています。--device で指定するか、--ask-vault を外してください。何も照合していません。`,
  "audit-diff.input-twice": () => "標準入力（-）にできるファイルは 1 つだけです。何も照合していません。",
  "audit-diff.more": (p) => `ほかに ${p.count} 件あります。--since と --until で範囲を絞ってください。`,
  "audit-diff.no-device": (p) =>
    `Vault に監査デバイス ${p.device} はありません。ログを書いたデバイスを --device で指定してください（一覧: vault audit list）。何も照合していません。`,
  "audit-diff.no-span": () => "--since は --until より前にしてください。何も照合していません。",
  "audit-diff.not-a-log": () =>
    "JSON 形式の監査ログの行がありません。file 監査デバイスのファイルを指定してください（場所は vault audit list -detailed）。何も照合していません。",
  "audit-diff.not-exact": () =>
    "SecretID は時刻と件数だけで照合しました。リクエストの実行中に別の SecretID とすり替えられた場合は分かりません。--ask-vault を付けるとアクセサーで照合します。",
  "audit-diff.not-this-vault": (p) =>
    `${p.kvMount}/ と auth/${p.approleMount}/ に関する行がありません。この Vault のログかどうか、profinaut.yml（PROFINAUT_CONFIG）のマウントが正しいかを確認してください。何も照合していません。`,
  "audit-diff.nothing": () => "承認済みのリクエストで説明のつかない操作はありません。",
  "audit-diff.other-namespace": (p) =>
    `${p.count} 行はほかの namespace のものなので、照合していません。対象は VAULT_NAMESPACE で指定します。`,
  "audit-diff.other-salt": (p) =>
    `ただし ${p.from} から ${p.to} までのボットの操作 ${p.count} 件は、監査デバイスを作り直す前などの別のソルトで記録されているため、時刻と件数だけで照合しました。`,
  "audit-diff.outside": (p) => `${p.count} 行は指定された期間の外です。`,
  "audit-diff.proves-not": () =>
    "証明できないこと: ログから抜き取られた行、値そのもの（ログに平文では残りません）、人の承認が正しかったこと。",
  "audit-diff.trail-broken": (p) =>
    `証跡に異常があるため、何の説明にもなりません。${p.because} 何も照合していません。詳しくは profinaut audit verify で確認してください。`,
  "audit-diff.unanswered": () => "Vault の応答がログにないため、実際に行われたかどうかは分かりません。",
  "audit-diff.value-reads": (p) => `${p.role} による値の読み取り: ${p.count} 回（vault/ の宣言どおり）`,
  "audit-diff.who": (p, f) =>
    `実行者: ${p.name}、ポリシー ${f.list(p.policies)}、エンティティ ${p.entity || "なし"}、接続元 ${p.address || "不明"}`,
  "audit-diff.why": (p) => `理由: ${p.because}`,
};
