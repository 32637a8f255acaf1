import type { Section } from "./locale.ts";

/** In Japanese: AppRoles that Vault locked out, and ending that. */
export const jaLockout: Section<"lockout" | "login" | "unlock"> = {
  "lockout.cause": (p, f) =>
    `${f.codes(p.addresses)} で${p.which}を使っているものが原因と考えられます。停止するか、新しい SecretID を渡してください。`,
  "lockout.cause-unknown": (p, f) =>
    `破棄済みの SecretID でまだログインしているものがあると考えられます。配布先は ${f.codes(p.destinations)} です。前回の更新より前に始まったものを探し、停止するか新しい SecretID を渡してください。`,
  "lockout.limits": () =>
    "Vault は一覧を 15 分ごとに整理するため、自然に解除されたロックアウトもその間は表示されます。AppRole のマウント以外のロックアウトは対象外です。",
  "lockout.locked": (p, f) =>
    `Vault が ${f.code(p.role)} をロックアウトしました。末尾 ${f.code(p.ending)} の RoleID でのログインは、正しい SecretID でもすべて拒否されます。`,
  "lockout.locked-unnamed": (p, f) =>
    `Vault が末尾 ${f.code(p.ending)} の RoleID の AppRole をロックアウトしました。まだ誰もログインしたことがないため、名前は分かりません。`,
  "lockout.mend": (p, f) =>
    `${p.cause} その後、ボタンを押すか ${f.code(`/profinaut unlock ${p.role}`)} と入力します（別の人の承認が必要です）。ロックアウトは時間がたてば自然に解除されます。`,
  "lockout.mend-by-hand": (_, f) =>
    `誤った SecretID でログインしているものを停止してください。このロールはボットの更新対象ではないため、解除も行いません。自然に解除されるのを待つか、権限のある人が ${f.command("sys/locked-users/<accessor of the mount>/unlock/<RoleID>")} で解除します。`,
  "lockout.reason": () => "ログイン失敗によるロックアウト",
  "lockout.title": () => "ロックアウトされた AppRole はない",
  "lockout.unlock-button": (p) => `${p.role} のロックアウトを解除`,
  "lockout.why": () => "このロールを使うサービスは、トークンが切れしだい停止します。",
  "login.by-hand": () => "手作業で発行され、すでに無効な SecretID",
  "login.in-use": (p, f) =>
    `使用中の SecretID（ ${f.code(p.request)} 、世代 ${p.generation}。接続元の制限か使用回数の上限の可能性）`,
  "login.limits": () =>
    "`profinaut.yml` の `vault.auditLog` が必要です。ログを読み始めてから一度もログインしていない SecretID の由来は分かりません。",
  "login.log-unreadable": (p, f) =>
    `Vault のログ ${f.code(p.path)} を読めません（ ${p.reason} ）。ボットのユーザーに読み取りを許可するか、 \`profinaut.yml\` から \`vault.auditLog\` を削除してください。`,
  "login.mend": (p, f) =>
    `${f.codes(p.addresses)} で動いているものを探し、停止するか新しい SecretID を渡してください。配布先は ${f.codes(p.destinations)} で、ジョブは再実行すれば読み直します。プロキシ経由の場合はプロキシのアドレスです。1 時間なければ終わりとみなします。`,
  "login.mend-by-hand": (p, f) =>
    `${f.codes(p.addresses)} で動いているものを探し、停止するか有効な SecretID を渡してください。プロキシ経由の場合はプロキシのアドレスです。1 時間なければ終わりとみなします。`,
  "login.refused": (p, f) =>
    `${f.code(p.role)} に${p.which}でログインしようとしているものがあります（ ${f.time(p.sinceMs)} から ${p.count} 回、接続元 ${f.codes(p.addresses)} ）。`,
  "login.refused-why": () =>
    "トークンが切れしだい停止します。ロックアウトが有効な場合は、同じロールを使うすべてのログインが止まります。",
  "login.retired": (p, f) => `破棄済みの SecretID（ ${f.code(p.request)} 、世代 ${p.generation} ）`,
  "login.title": () => "無効な SecretID でログインしようとするものはない",
  "login.unknown": () => "ログを読み始めてから一度もログインしていない SecretID",
  "login.unknown-since": (p, f) =>
    `Vault の監査デバイスが作り直された ${f.time(p.sinceMs)} 以降ログインしていない SecretID（それ以前のどれかは判別できません）`,
  "unlock.done": (p, f) => `${f.code(p.role)} のロックアウトは解除されました。正しい SecretID を持つものは再びログインできます。`,
  "unlock.flag-unknown": (p, f) =>
    `${f.code(`--${p.flag}`)} は使えません。何も実行していません。 ${f.command("/profinaut unlock <role> [reason]")} と入力してください。`,
  "unlock.impact": (p, f) =>
    `停止するものはありません。 ${f.code(p.role)} のログイン失敗は数え直しになります。古い SecretID を使うものが動いたままなら、再びロックアウトされます。先にそれを停止してください。`,
  "unlock.label.destinations": () => "SecretID の配布先",
  "unlock.label.locked": () => "ロックアウト",
  "unlock.label.runs": () => "古い SecretID を持つ可能性",
  "unlock.label.suspect": () => "考えられる原因",
  "unlock.may-not": (p, f) =>
    `ボットにはまだ ${f.code(p.role)} のロックアウトを解除する権限がありません（不足: ${f.codes(p.missing)} ）。何も実行していません。 ${f.code("profinaut bootstrap")} を実行してください。`,
  "unlock.not-locked": (p, f) =>
    `${f.code(p.role)} はロックアウトされていないため、承認は依頼していません。ログインに失敗する場合は ${f.code(`/profinaut role ${p.role}`)} を確認し、最新の SecretID を渡してください。`,
  "unlock.role-missing": (_, f) =>
    `ロールを指定してください。何も実行していません。 ${f.command("/profinaut unlock <role>")} と入力します。一覧は ${f.command("/profinaut roles")} で確認できます。`,
  "unlock.step.unlock": (p, f) => `${f.code(p.role)} のロックアウトを解除（RoleID の末尾 ${f.codes(p.endings)} ）`,
  "unlock.summary": () => "ログイン失敗によるロールのロックアウトを解除",
  "unlock.title": (p, f) => `${f.code(p.role)} のロックアウトを解除`,
  "unlock.value.locked": (p, f) => `末尾 ${f.codes(p.endings)} の RoleID: 正しいものも含め、すべてのログインを拒否`,
  "unlock.value.names": (p, f) => f.codes(p.names),
  "unlock.value.runs-unseen": () => "⚠️ 不明。GitHub からリポジトリの実行を取得できません",
  "unlock.value.suspect": (p, f) => `${p.which}: ${f.time(p.sinceMs)} から ${p.count} 回拒否、接続元 ${f.codes(p.addresses)}`,
  "unlock.value.suspect-none": () => "不明（Vault のログに記録がないか、ボットが読んでいません）",
};
