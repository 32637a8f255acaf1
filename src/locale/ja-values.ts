import type { Section } from "./locale.ts";

/** In Japanese: registering and reading values. */
export const jaValues: Section<
  "failover" | "form" | "get" | "handover" | "intake" | "private-key" | "public-key" | "register" | "value"
> = {
  "failover.done": (p, f) =>
    `${f.code(p.path)} は ${f.code(p.from)} のキー（末尾 ${f.code(p.lastFour)}）になりました。前のキーはバージョン ${p.before} にあります。`,
  "failover.exchange-missing": (_, f) =>
    `どの取引所ですか。何も実行していません。${f.command("/profinaut failover <exchange>")} と入力してください。例: ${f.code("/profinaut failover binance")}`,
  "failover.flag-unknown": (p, f) =>
    `${f.code(`--${p.flag}`)} は使えません。何も実行していません。${f.command("/profinaut failover <exchange> [reason]")} と入力してください。`,
  "failover.health.healthy": () => "✅ 取引所が受け付けます",
  "failover.health.invalid": () => "❌ 取引所が拒否します",
  "failover.health.unknown": () => "❔ 取引所から回答がありません",
  "failover.health.withdraws": () => "⛔ 出金できるため使いません",
  "failover.impact": (p, f) =>
    `以後 ${f.code(p.path)} を読むものは、末尾 ${f.code(p.lastFour)} のキーで取引します。前のキーは一つ前のバージョンとして Vault に残ります。`,
  "failover.label.main": () => "現在の主キー",
  "failover.label.spare": (p) => `予備 ${p.path}`,
  "failover.no-exchange": (p, f) =>
    `${f.code(p.path)} は設定された取引所ではありません。何も実行していません。${p.exchanges.length === 0 ? "取引所が一つも設定されていません。`profinaut.yml` の `exchanges` に追加してください。" : `設定済み: ${f.codes(p.exchanges)}`}`,
  "failover.no-spare": (p, f) =>
    `${f.code(`${p.path}/`)} の下に予備のキーがありません。何も実行していません。${f.code(`/profinaut register ${p.path}/key2`)} で登録してください。`,
  "failover.none-healthy": (p, f) =>
    `${f.code(`${p.path}/`)} の下の予備キーは、どれも取引所に受け付けられません。何も変更していません。新しいキーを登録してからもう一度実行してください。`,
  "failover.spare-changed": (p, f) =>
    `承認後に ${f.code(p.path)} のキーが変更または削除されました。何も書き込んでいません。もう一度依頼してください。`,
  "failover.stays": (p, f) =>
    `${f.code(p.path)} のバージョン ${p.version} は書き込まれ、使われています。戻すには: ${f.code(`vault kv rollback -version=${p.before} …/${p.path}`)}`,
  "failover.step.describe": () => "キーの出所と承認者を記録する",
  "failover.step.write": (p, f) => `${f.code(p.from)} のキーを ${f.code(p.path)} のバージョン ${p.version} として書き込む`,
  "failover.summary": () => "取引所の次の正常なキーを主キーにする",
  "failover.title": (p, f) => `${f.code(p.path)} を ${f.code(p.from)} のキーに切り替える`,
  "failover.value.key": (p, f) => `末尾 ${f.code(p.lastFour)}: ${p.health}`,
  "failover.value.key-able": (p) => `${p.key}。${p.abilities}`,
  "failover.value.spare": (p) => `バージョン ${p.version}、${p.key}`,
  "failover.value.spare-main": (p) => `現在の主キーと同じ。バージョン ${p.version}、${p.key}`,
  "failover.value.no-main": () => "なし",

  "form.close": () => "やめる",
  "form.not-any-more": (p, f) =>
    `${f.code(p.command)} にはフォームがありません。何も記録していません。${f.command("/profinaut help")} を入力してください。`,
  "form.secret": (p) =>
    `秘密情報と思われる文字列（${p.what}）が含まれています。Slack には送信されているためローテーションし、それを含めずに入力してください。何も実行していません。`,
  "form.submit": () => "承認を依頼する",
  "form.too-long": (p) =>
    `${p.length} 文字あり、Slack の 1 項目の上限 ${p.max} 文字を超えています。何も記録していません。短くしてください。長い値はラップトークンで渡してください。`,

  "get.done": (p, f) => `${f.code(p.path)} バージョン ${p.version} の使い切りトークンを依頼者に渡しました。`,
  "get.flag-unknown": (p, f) =>
    `${f.code(`--${p.flag}`)} は使えません。何も実行していません。${f.command("/profinaut get <path> [reason]")} と入力してください。`,
  "get.impact": (p, f) =>
    `依頼者だけが、${f.duration(p.ttlMs)}以内に一度だけ ${f.code(p.path)} を開けるトークンを受け取ります。止まるものはありません。一度読んだ値は、読んだ人に知られ続けます。`,
  "get.label.owner": () => "所有者",
  "get.label.version": () => "バージョン",
  "get.path-missing": (_, f) =>
    `どの値ですか。何も実行していません。${f.command("/profinaut get <path>")} と入力してください。パスは ${f.command("/profinaut list")} で確認できます。`,
  "get.step.hand-over": (p, f) => `有効期間 ${f.duration(p.ttlMs)}のトークンを依頼者に渡す`,
  "get.summary": () => "値を読む（本人だけに使い切りトークンを渡す）",
  "get.title": (p, f) => `依頼者に ${f.code(p.path)} を読ませる`,
  "get.value.no-owner": () => "記録なし",
  "get.value.owner": (p) => p.owner,
  "get.value.version": (p, f) => `${p.version}（${f.time(p.sinceMs)} 書き込み）`,

  "handover.token": (p, f) =>
    `${f.code(p.path)} を ${f.duration(p.ttlMs)}以内に一度だけ読めます。\`VAULT_ADDR\` と \`VAULT_CACERT\` を設定した端末で次を実行してください。\n${f.code(p.command)}\nトークンが無効と表示された場合は、ほかの誰かが開いています。すぐにチャンネルで知らせてください。`,

  "intake.token-gone": () =>
    "Vault はこのラップトークンを知りません。すでに開かれたか、期限が切れたか、一部しか貼られていません。何も記録していません。値をもう一度ラップしてください。自分で開いていないなら、ほかの誰かが開いています。その値は知られているので、発行元で取り替えてください。",
  "intake.token-is-login": (_, f) =>
    `このトークンは何もラップしていません。誰かのログインに使われているトークンで、Slack を通りました。何も記録していません。使っている場所で ${f.code("vault token revoke -self")} を実行して無効にし、${f.code("vault write -wrap-ttl=24h sys/wrapping/wrap …")} が wrapping_token として表示したものを渡してください。`,
  "intake.token-not-wrapped-by-hand": (p, f) =>
    `このトークンは値を手でラップしたものではなく、${f.code(p.creationPath)} が作ったものです。何も記録していません。${f.code("vault write -wrap-ttl=24h sys/wrapping/wrap …")} でラップしてください。`,
  "intake.token-too-short": (p, f) =>
    `このラップトークンはあと ${f.duration(p.leftMs)}で切れ、承認と実行に必要な時間（${f.duration(p.neededMs)}）に足りません。何も記録していません。${f.code("-wrap-ttl=24h")} でもう一度ラップしてください。`,

  "private-key.curve": (_, f) =>
    `これは楕円曲線または DSA の秘密鍵で、取引所では使えません。何も書き込んでいません。${f.code("openssl genpkey")} で Ed25519（Binance）か RSA（Binance・Bybit）の鍵を作り、公開鍵を取引所に登録してから、秘密鍵を渡してください。`,
  "private-key.kind": (p, f) =>
    `${p.exchange} が受け付ける秘密鍵は ${f.list(p.kinds)} です。これは別の種類なので、何も書き込んでいません。${f.code(p.command)} で作り、公開鍵を ${p.exchange} に登録してから、秘密鍵を渡してください。`,
  "private-key.locked": (_, f) =>
    `この秘密鍵はパスフレーズで保護されているため、署名に使えません。何も書き込んでいません。${f.code("openssl pkey -in locked.pem -out unlocked.pem")} で保護を外した写しを作り、それを渡してください。`,
  "private-key.odd": () =>
    "PEM 形式の秘密鍵として読めません。何も書き込んでいません。BEGIN PRIVATE KEY の行から END PRIVATE KEY の行まで、改行を残したまますべて渡してください。ラップトークンが確実です。",
  "private-key.openssh": (_, f) =>
    `この秘密鍵は OpenSSH 形式で、取引所のクライアントでは読めません。何も書き込んでいません。RSA なら写しを ${f.code("ssh-keygen -p -m PKCS8 -f copy")}（パスフレーズは空）で PEM に変えるか、${f.code("openssl genpkey")} で作り直してください。`,
  "private-key.public": () => "これは取引所に登録した公開鍵です。何も書き込んでいません。秘密鍵の方を渡してください。",

  "public-key.odd": (_, f) =>
    `PEM 形式の公開鍵ではありません。何も書き込んでいません。${f.code("openssl pkey -in private.pem -pubout")} で秘密鍵から取り出せます。`,

  "register.delivered-in-part": (p, f) =>
    [
      `Vault には新しい値があります（ ${f.code(p.path)} のバージョン ${p.version}）。`,
      p.delivered.length === 0 ? "" : `新しい値: ${f.codes(p.delivered)} 。`,
      p.doubtful.length === 0 ? "" : `新旧不明（GitHub の応答なし）: ${f.codes(p.doubtful)} 。`,
      p.rest.length === 0 ? "" : `以前のまま: ${f.codes(p.rest)} 。`,
      "「再試行」で完了します。値を渡し直す必要はありません。",
    ].join(""),
  "register.destination-gone": (p, f) =>
    `承認された配布先 ${f.code(p.destination)} が \`profinaut.yml\` にもうありません。そこには書き込んでいません。もう一度依頼してください。`,
  "register.done": (p, f) => `${f.code(p.path)} に新しい値が入りました（バージョン ${p.version}）。`,
  "register.done-locked": (p) =>
    `${p.done}鍵がパスフレーズで保護されているため、秘密部分と公開部分が対になっているかは確認できていません。`,
  "register.done-without": (p) => `${p.done}除いたもの: ${p.what}。`,
  "register.done-delivered": (p, f) =>
    `${f.code(p.path)} に新しい値が入り（バージョン ${p.version}）、 ${f.codes(p.destinations)} に配布しました。`,
  "register.either": () => "ラップトークンか入力値のどちらか一方だけにしてください。",
  "register.expired-already": () => "この日付は過ぎています。値が切れる日を書くか、空にしてください。",
  "register.field.expires": () => "期限日",
  "register.field.expires-hint": () => "値が使えなくなる日（あれば）。",
  "register.field.lines": () => "値",
  "register.field.lines-hint": () => "1 行に 1 つ、NAME=value の形で書いてください。",
  "register.field.owner": () => "所有者",
  "register.field.owner-hint": () => "期限が近づいたときに連絡する人またはチーム。",
  "register.field.password-hint": () => "空にすると自動生成します。",
  "register.field.private-key-hint": () =>
    "シークレット、または自分で作った秘密鍵（Ed25519 か RSA の PEM）。ラップトークンがない場合だけ入力してください。",
  "register.field.private-key-rsa-hint": () =>
    "シークレット、または自分で作った秘密鍵（RSA の PEM）。ラップトークンがない場合だけ入力してください。",
  "register.field.public-key": () => "公開鍵",
  "register.field.public-key-hint": () =>
    "-----BEGIN PGP PUBLIC KEY BLOCK----- から最後の行まで。承認者が確認します。長すぎる場合は 40 桁のフィンガープリント。",
  "register.field.registry-token-hint": () =>
    "レジストリで CI 専用に作ったトークン（個人のパスワードは不可）。ラップトークンがない場合だけ入力してください。",
  "register.field.token": () => "ラップトークン",
  "register.field.token-hint": () => "上のコマンドが wrapping_token として表示したもの。",
  "register.field.value": (p) => `${p.name}（値）`,
  "register.field.value-hint": () => "ラップトークンがない場合だけ入力してください。",
  "register.flag-unknown": (p, f) =>
    `${f.code(`--${p.flag}`)} は使えません。何も実行していません。${f.command("/profinaut register <path> [reason]")} と入力してください。`,
  "register.form-signing-key": (p, f) =>
    `署名鍵はラップトークンでのみ受け付けます。公開鍵は ${f.code(p.command)} で取り出せます。Slack の上限 3,000 文字を超える場合は、${f.code("PUBLIC_KEY=@public.asc")} として同じトークンに入れ、下にはフィンガープリントを入力してください。`,
  "register.form-title": () => "値の登録",
  "register.form-typed": () =>
    "または下に入力してください。Slack を通り、その後 Vault の中で承認を待ちます。カード・記録・ログには残りません。",
  "register.form-where": (p, f) => `登録先は ${f.code(p.path)} です。ほかの人が承認するまで何も書き込みません。`,
  "register.form-wrap": (p, f) =>
    `*推奨:* 値のある場所でラップし、Slack を通さずにトークンだけを貼ってください。\n${f.code(p.command)}`,
  "register.given-up": (p) =>
    `ラップトークンを開いた後、30 秒間にわたって値の確認または書き込みができませんでした: ${p.because} 値はこの試行とともに失われ、誰にも読まれていません。何も書き込んでいません。もう一度ラップして依頼してください。`,
  "register.impact": (p, f) =>
    `以後 ${f.code(p.path)} を読むものは新しい値を受け取ります。前のバージョンは Vault に残り、戻せます。`,
  "register.impact-delivered": () =>
    "以後にキューへ入るワークフローは新しい値でログインします。配布の途中でキューに入ったものは新旧が混ざり、失敗することがあります。古い値はレジストリで失効させるまで使えます。",
  "register.impact-first": (p, f) => `止まるものはありません。${f.code(p.path)} は新規です。`,
  "register.key-invalid": (p, f) =>
    `${f.code(p.exchange)} がこのキーを拒否しました。何も書き込んでいません。キーと秘密側を確認し、もう一度渡してください。`,
  "register.key-refused": (p) => `${p.because}何も書き込んでいません。`,
  "register.key-withdraws": (p, f) =>
    `このキーは ${f.code(p.exchange)} で資金を動かせる（${f.codes(p.rights)}）ため登録しません。何も書き込んでいません。この権限がないキーを作り、このキーは削除してください。`,
  "register.label.destination": () => "配布先",
  "register.label.expires": () => "期限",
  "register.label.fields": () => "項目",
  "register.label.intake": () => "受け渡し",
  "register.label.key": () => "キー",
  "register.label.owner": () => "所有者",
  "register.label.replaces": () => "置き換え対象",
  "register.label.secret-half": () => "秘密鍵の側",
  "register.label.signing-key": () => "署名鍵",
  "register.label.taken-off": () => "除いたもの",
  "register.lines-comment": (p) =>
    `${p.line} 行目に、空白の後ろの # があります。コメントなら除き、値の一部なら引用符で囲んでください。`,
  "register.lines-escape": (p) =>
    `${p.line} 行目は二重引用符の中に \\ があり、プログラムごとに読み方が違います。そのままの値なら一重引用符で囲んでください。複数行の値はラップトークンで渡してください。`,
  "register.lines-malformed": (p) =>
    `${p.line} 行目が NAME=value の形ではありません。名前は英数字と _ で、数字では始められません。`,
  "register.lines-many": (p) => `1 つのパスに置ける値は ${p.max} 個までです。残りは別のパスに登録してください。`,
  "register.lines-quotes": (p) =>
    `${p.line} 行目の引用符が値を囲んでいません。値に含まれない種類の引用符で、全体を一組で囲んでください。`,
  "register.lines-twice": (p) => `${p.name} が二度あります。一つにしてください。`,
  "register.login-shape": (p, f) =>
    `${f.code(p.name)} は前後に空白や改行のない 1 行${p.name === "username" ? "で、空白とコロンを含まないもの" : ""}にしてください。何も書き込んでいません。もう一度渡してください。`,
  "register.lost-in-crash": () =>
    "ラップトークンを開いた後、書き込む前にボットが止まりました。値はその場で失われ、誰にも読まれていません。何も書き込んでいません。もう一度ラップして依頼してください。",
  "register.not-newest": (p, f) =>
    `${f.code(p.path)} のバージョン ${p.version} は書き込まれましたが、もう最新ではないか、削除されています。配布していません。確認し、もう一度登録してください。`,
  "register.no-halves": () =>
    "公開鍵が渡されましたが、シークレットは秘密鍵ではなく、対になる公開鍵がありません。何も書き込んでいません。公開鍵を除くか、秘密鍵を渡してください。",
  "register.older-half": (p, f) =>
    `${f.code(p.field)} は一緒に渡された秘密鍵より古く、署名に使う ${f.codes(p.missing)} を含んでいないため、署名を誰も検証できません。何も書き込んでいません。${f.code("gpg --armor --export")} で書き出し直し、両方をもう一度ラップしてください。`,
  "register.opened-by-whom": (p, f) =>
    `${f.code(p.path)} のラップトークンはすでに開かれています。ボットの記録の一部が失われているため、ボット自身が開いた可能性があります。このパスにあるものを確認してください。渡した値でなければ、ほかの誰かがトークンを開いて値を知っています。発行元で値を取り替えてください。`,
  "register.other-half": (p, f) =>
    `${f.code(p.field)} は、一緒に渡された秘密鍵とは別の鍵の公開鍵です。何も書き込んでいません。同じ鍵の両方を渡してください。`,
  "register.other-key": (p, f) =>
    `ラップされた鍵は ${f.code(p.found)} ですが、承認されたのは ${f.code(p.expected)} です。何も書き込んでいません。公開鍵に対応する鍵をラップしてください。`,
  "register.owner-missing": () => "期限が近づいたときに連絡する相手を書いてください。",
  "register.owner-too-long": (p) => `${p.max} 文字以内で書いてください。`,
  "register.path-missing": (_, f) =>
    `どこへ登録しますか。何も実行していません。${f.command("/profinaut register <path>")} と入力してください。例: ${f.code("/profinaut register binance")}`,
  "register.public-key-missing": () => "公開鍵を最初の行から最後の行まで貼るか、フィンガープリントの 40 桁を入力してください。",
  "register.refused-opened": (p) =>
    `${p.because} ラップトークンはこれで使用済みになり、中の値はどこにも残っていません。元の場所で値を直してラップし直し、もう一度依頼してください。`,
  "register.somebody-wrote": (p, f) =>
    `その間にほかの誰かが ${f.code(p.path)} のバージョン ${p.version} を書き込みました。こちらの値は書き込んでいません。確認し、必要ならもう一度依頼してください。`,
  "register.stays": (p, f) =>
    `${f.code(p.path)} のバージョン ${p.version} は書き込まれ、使われています。戻すには: ${f.code(`vault kv rollback -version=${p.before} …/${p.path}`)}`,
  "register.step.clean": () => "待機中の写しを消す",
  "register.step.deliver": (p, f) => `${f.code(p.destination)} に配布する`,
  "register.step.describe": () => "所有者・依頼者・承認者・期限を記録する",
  "register.step.open": () => "ラップトークンを開き、値を確かめる",
  "register.step.write": (p, f) => `${f.code(p.path)} のバージョン ${p.version} を書き込む`,
  "register.summary": () => "新しい値を Vault に登録する",
  "register.title": (p, f) => `${f.code(p.path)} に値を登録する`,
  "register.token-malformed": () => "ラップトークンではありません。hvs. で始まる一続きの文字列です。",
  "register.token-opened": (p, f) =>
    `${f.code(p.path)} のラップトークンが期限前にほかの誰かに開かれ、値を知られています。何も書き込んでいません。発行元で値を取り替え、誰がトークンを持っていたか調べてください。`,
  "register.too-large": (p) => `値が空か、${p.maxBytes} バイトを超えています。何も書き込んでいません。`,
  "register.value-blanks": (p) =>
    `${p.name} の先頭か末尾に、見えない空白があります。除くか、値の一部なら全体を引用符で囲んでください。`,
  "register.value-changed": () =>
    "待機中の値が渡されたものと違います。何も書き込んでいません。プラットフォームの管理者に知らせ、もう一度渡してください。",
  "register.value-empty": (p) => `${p.name} が空です。値を書くか、項目ごと除いてください。`,
  "register.value-gone": () => "値はもう Vault で待っていません。何も書き込んでいません。同じコマンドでもう一度渡してください。",
  "register.value-invisible": (p) =>
    `${p.name} の ${p.position} 文字目は見えない文字（${p.character}）です。手で入力するか、発行元からコピーし直してください。`,
  "register.value-line": (p) => `${p.name} が NAME=value の行のままです。= の後ろだけを貼ってください。`,
  "register.value-missing": (p) => `${p.name} かラップトークンを入力してください。`,
  "register.value-several-lines": (p) => `${p.name} は 1 行ですが、複数の行があります。その 1 行だけを渡してください。`,
  "register.value-shape": (p) => `${p.name} に空白か引用符があるか、キーとしては短すぎます。貼り直してください。`,
  "register.value.destination": (p, f) => `${f.code(p.destination)}（${f.time(p.sinceMs)} 書き込み）`,
  "register.value.destination-new": (p, f) => `${f.code(p.destination)}（新規）`,
  "register.value.expires": (p) => `${p.day} まで`,
  "register.value.expires-never": () => "指定なし",
  "register.value.fields": (p, f) => f.codes(p.names),
  "register.value.fields-key": (p, f) => `${f.codes(p.names)}（キーの末尾 ${f.code(p.lastFour)}）`,
  "register.value.field-to": (p, f) => `${f.code(p.field)} → ${p.to}`,
  "register.value.fields-unseen": (p, f) =>
    `トークンを開くまで（承認後）不明${p.expected.length === 0 ? "" : `。必要な項目は ${f.codes(p.expected)}${p.optional === "" ? "" : `、任意で ${f.code(p.optional)}`}`}。書き込む前に確かめ、拒否した場合はもう一度ラップが必要です`,
  "register.value.fields-wrapped": () => "ラップトークンの中。承認後、書き込む前に確かめます",
  "register.value.intake-form": () => "Slack のフォームに入力。Vault で待機中",
  "register.value.intake-generated": () => "パスワードを自動生成。Vault で待機中",
  "register.value.intake-token": (p, f) => `ラップトークン（${f.time(p.endsAtMs)} まで有効）`,
  "register.value.key": (p) => `${p.abilities}、${p.addresses}`,
  "register.value.key-anywhere": () => "⚠️ どのアドレスからも使えます。取引所側で制限してください",
  "register.value.key-later": () => "承認後に取引所へ確認します。出金できるキーは拒否します",
  "register.value.key-ends": (p, f) => `${p.key}。取引所での期限 ${f.time(p.endsAtMs)}`,
  "register.value.key-reads": () => "有効、読み取りのみ",
  "register.value.key-restricted": () => "登録されたアドレスからのみ使用可",
  "register.value.key-test": () => "テスト用ネットワークのキー。盗まれる資産はありません",
  "register.value.key-trades": () => "有効、読み取りと取引が可能、出金は不可",
  "register.value.owner": (p) => p.owner,
  "register.value.replaces": (p, f) => `バージョン ${p.version}（${f.time(p.sinceMs)} 書き込み）`,
  "register.value.replaces-by": (p, f) => `バージョン ${p.version}（${f.time(p.sinceMs)} 書き込み、依頼者 ${p.by}）`,
  "register.value.replaces-nothing": () => "なし（新しいパス）",
  "register.value.signing-key": (p, f) => `${f.code(p.fingerprint)}（${f.list(p.userIds)}）、${p.ends}`,
  "register.value.secret-half": () =>
    "未確認。別の鍵のものなら承認後に拒否します。⚠️ パスフレーズ付きの場合は照合できず、結果にその旨を表示します",
  "register.value.signing-key-endless": () => "期限なし",
  "register.value.signing-key-stated": (p, f) =>
    `${f.code(p.fingerprint)}（依頼者の申告）。ユーザー ID と期限はトークンの中にあります。別の鍵なら承認後に拒否します`,
  "register.value.signing-key-ends": (p, f) => `期限 ${f.time(p.endsAtMs)}`,
  "register.value.taken-off.blanks": (p, f) => `${f.codes(p.names)} の前後の空白`,
  "register.value.taken-off.comment": (p, f) => `${f.codes(p.names)} の後ろのコメント`,
  "register.value.taken-off.line-break": (p, f) => `${f.codes(p.names)} の末尾の改行`,
  "register.value.taken-off.quotes": (p, f) => `${f.codes(p.names)} を囲む引用符（値の一部なら、もう一組で囲んでください）`,
  "register.wrong-fields": (p, f) =>
    `${f.code(p.path)} の値に必要な項目が揃っていません${p.expected.length === 0 ? "" : `（${f.codes(p.expected)}）`}。何も書き込んでいません。この項目だけを文字列としてラップしてください。`,

  "value.deleted": (p, f) =>
    `${f.code(p.path)} の最新バージョンは削除されているため、読めるものがありません。何も実行していません。${f.command("/profinaut list")} で一覧を確認できます。`,
  "value.may-be-used": (p, f) =>
    `${f.code(p.path)} のバージョン ${p.version} は書き込まれ、すでに使われている可能性があるため残します。不要な場合は: ${f.code(`vault kv delete -versions=${p.version} …/${p.path}`)}`,
  "value.may-not": (p, f) =>
    `ボット自身の Vault ポリシーでは ${f.code(p.path)} に対してこの操作ができません。何も実行していません。不足: ${f.codes(p.missing)}。\`profinaut bootstrap\` でポリシーを更新してください。`,
  "value.not-there": (p, f) =>
    `${f.code(p.path)} には何もありません。何も実行していません。${f.command("/profinaut list")} で一覧を、${f.code(`/profinaut register ${p.path}`)} で登録ができます。`,
};
