import type { Section } from "./locale.ts";

/** In Japanese: what other systems refuse or fail at, and how each can be helped. Slack formats a code span only between spaces. */
export const jaSystems: Section<"channel" | "directory" | "error" | "github" | "json" | "queue" | "redis" | "slack" | "vault"> = {
  "channel.held-back": (p) =>
    `🚨 現在カードを表示していません。${p.because} その間リクエストは待機し、私のホームタブで承認または却下できます。チャンネルが元に戻れば、数分以内にすべて表示します。`,
  "channel.shared": (p, f) =>
    `チャンネル ${f.code(p.channel)} は他の組織と共有されているため、投稿しません。自組織だけのチャンネルを設定してください。`,
  "channel.unreachable": (p, f) =>
    `チャンネル ${f.code(p.channel)} に投稿できません。 \`profinaut.yml\` の ID とアーカイブ状態を確認し、 \`/invite\` でボットを招待してください。`,

  "directory.bot": () => "ボットやワークフローからは利用できません。何も実行していません。人が依頼してください。",
  "directory.deactivated": () => "この Slack アカウントは無効化されているため、利用できません。何も実行していません。",
  "directory.group-unknown": (p, f) =>
    `承認者のユーザーグループ ${f.code(p.group)} が Slack に見つかりません。何も変更していません。管理者が \`profinaut.yml\` の \`approval.approvers\` を修正してください。`,
  "directory.groups-need-plan": (p, f) =>
    `ユーザーグループ ${f.code(p.group)} の利用には Slack の有料プランが必要なため、誰も承認できません。何も変更していません。管理者が \`profinaut.yml\` の \`approval.approvers.users\` に個人を列挙してください。`,
  "directory.guest": () => "ゲストは利用できません。何も実行していません。ワークスペースの正規メンバーに依頼してください。",
  "directory.other-workspace": () =>
    "設定済みワークスペースのメンバーだけが利用できます。何も実行していません。管理者が `profinaut.yml` の `slack.teams` に追加できます。",
  "directory.unknown": () => "このアカウントは Slack に見つからないため、利用できません。何も実行していません。",

  "error.unexpected": (p, f) =>
    `予期しない問題が起きました。詳細はログの ${f.code(p.reference)} にあります。進み具合は ${f.code("/profinaut show")} で確認できます。`,

  "github.address-refused": (p, f) =>
    `${f.code(p.what)} の組織は許可したアドレスしか受け付けず、このマシンのアドレスは含まれていません。何も変更していません。オーナーが追加してください（_Settings → Authentication security → IP allow list_）。`,
  "github.app-refused": () =>
    "GitHub が `GITHUB_APP_ID` の App の鍵として `GITHUB_APP_PRIVATE_KEY` を受け付けません。別の App の鍵か、削除された鍵か、このマシンの時計のずれです。何も変更していません。管理者が App のページで新しい鍵を作ってください。",
  "github.archived": (p, f) =>
    `${f.code(p.what)} はアーカイブされているため、書き込めません。何も変更していません。アーカイブを解除するか、設定から外してください。`,
  "github.branch-locked": (p, f) =>
    `${f.code(p.what)} のルールにより、ブランチ ${f.code(p.branch)} は作成も移動もできません。何も実行していません。ボットをルールの対象外にするか、このブランチを除外してください（_Settings → Rules_）。`,
  "github.branch-moved": (p, f) =>
    `${f.code(p.what)} のブランチ ${f.code(p.branch)} がその間に動かされたか、ルールによって動かせません。ブランチは変更していません。もう一度依頼してください。`,
  "github.empty": (p, f) =>
    `${f.code(p.what)} の既定のブランチには、まだコミットがありません。何も実行していません。最初のコミットを作ってから、もう一度依頼してください。`,
  "github.fork": (p, f) =>
    `${f.code(p.what)} はフォークです。何も実行していません。設定の \`github.repository\` にはフォーク元のリポジトリを書いてください。`,
  "github.bad-name": (p, f) =>
    `${f.code(p.name)} は GitHub で使えない名前です。何も変更していません。 \`profinaut.yml\` を修正してください。`,
  "github.bad-url": () =>
    "`GITHUB_API_URL` には https のアドレスを指定してください（同じマシン上に限り http も可）。ボットは起動していません。",
  "github.denied": (p, f) =>
    `ボットの GitHub 認証情報では ${f.code(p.what)} に書き込めません。必要な権限: ${f.code(p.need)} 。そこには何も変更していません。権限を付与して依頼し直してください。`,
  "github.limited": (p, f) =>
    `GitHub から ${f.time(p.untilAtMs)} まで待つよう求められました。この呼び出しでは何も変更していません。その後、自動で再試行します。`,
  "github.moved": (p, f) =>
    `${f.code(p.what)} は名前が変わったか、移動しています。何も変更していません。 \`profinaut.yml\` に新しい名前を設定してください。`,
  "github.not-the-api": () =>
    "`GITHUB_API_URL` で応答しているのは GitHub の API ではありません。何も変更していません。GitHub Enterprise Server なら `https://github.example/api/v3` 、github.com なら `https://api.github.com` （または未設定）にしてください。",
  "github.not-found": (p, f) =>
    `${f.code(p.what)} が GitHub に存在しないか、ボットの認証情報では参照できません。何も変更していません。名前とアクセス権を確認してください。`,
  "github.no-installation": () =>
    "`GITHUB_APP_ID` の App に `GITHUB_APP_INSTALLATION_ID` のインストールがありません。何も変更していません。番号を直すか（インストールの設定ページの末尾の数字）、App をインストールしてください。",
  "github.no-ref": (p, f) =>
    `${f.code(p.what)} に ${f.code(p.ref)} というブランチ・タグはありません。何も実行していません。名前を確かめ、push してからもう一度依頼してください。`,
  "github.refused": (p, f) =>
    `GitHub が ${f.code(p.what)} を拒否しました（ステータス ${p.status} ）。この呼び出しでは何も変更していません。`,
  "github.sso": (p, f) =>
    `${f.code(p.what)} の組織は、シングルサインオンで認可したトークンしか受け付けません。何も変更していません。 \`GITHUB_TOKEN\` を作った人が認可するか（_Settings → Developer settings → Personal access tokens → Configure SSO_）、GitHub App を使ってください。`,
  "github.strange-answer": (p, f) =>
    `${f.code(p.what)} についての GitHub の応答を読み取れませんでした。書き込みだった場合は、次に進む前に結果を確認します。`,
  "github.suspended": () =>
    "`GITHUB_APP_INSTALLATION_ID` のインストールは停止されています。何も変更していません。組織のオーナーが設定ページで再開してください。",
  "github.unanswered": (p, f) =>
    `${f.code(p.what)} への書き込みを GitHub が確認していません。届いたかどうか不明なため、次に進む前に確認します。`,
  "github.unauthorised": () =>
    "ボットの GitHub 認証情報（ `GITHUB_TOKEN` ）が受け付けられません。打ち間違い、期限切れ、または失効です。何も変更していません。管理者が更新してください。",
  "github.unreachable": (p, f) =>
    `GitHub に接続できませんでした（ ${f.code(p.what)} ）。何も変更していません。自動で再試行します。`,
  "github.value-size": (p) => `値が空か、GitHub の上限 ${p.maxBytes} バイトを超えています。何も変更していません。`,

  "github.workflow-archived": (p, f) =>
    `${f.code(p.what)} はアーカイブされているため、何も動きません。何も実行していません。アーカイブを解除するか、\`profinaut.yml\` からこのワークフローを外してください。`,
  "github.workflow-unreadable": (p, f) =>
    `${f.code(p.what)} はワークフローファイルとして読めません。何も実行していません。修正してからもう一度依頼してください。`,

  "json.half-a-character": () =>
    "文字の半分だけを含むテキストがあり、記録できません。何も変更していません。その文字を除いてもう一度入力してください。",

  "queue.unanswered": () =>
    "キューから時間内に応答がありませんでした。記録済みの内容はキューなしでも少し遅れて処理されます。カードを確認してください。",
  "queue.unreachable": () =>
    "キューに接続できません。記録済みの内容はキューなしでも少し遅れて処理されます。カードを確認してください。",

  "redis.busy": () =>
    "一度に記録する量が多すぎるため、受け付けていません。何も記録・実行していません。数秒後にもう一度お試しください。",
  "redis.not-durable": (p, f) =>
    `Redis の記録が失われる可能性があるため、ボットは起動していません。Redis に ${f.codes(p.settings)} を設定するか、リスクを受け入れる場合は \`profinaut.yml\` に \`redis.durability: relaxed\` を設定してください。${p.asked === "CONFIG" ? "" : "設定済みの場合は、ボットの Redis ユーザーに `+config|get` を許可してください。"}`,
  "redis.refused": (p, f) =>
    `Redis が拒否したため（ ${f.code(p.code)} ）、リクエストは記録されず、何も実行していません。1 分後にもう一度お試しください。続く場合は管理者が Redis を確認してください。`,
  "redis.foreign-key": (p, f) =>
    `Redis の ${f.code(p.key)} に、このボットのものとは異なる型のデータが置かれています。${f.code(`DEL ${p.key}`)} または最新のバックアップで元に戻るまで、何も受け付けず、何も行いません。docs/operations.md の “Somebody was in Redis” を参照してください。`,
  "redis.trail-damaged": () =>
    "証跡の末尾が最後に書いた内容と異なるため、確認が済むまで受け付けません。 `/profinaut audit verify` で最初の不正な記録がわかります。",
  "redis.trail-damaged-at": (p) =>
    `証跡が ${p.seq} 番の記録で最後に書いた内容と異なるため、確認が済むまで受け付けません。 \`/profinaut audit verify\` でどこまで正しいかがわかります。その後の手順は docs/operations.md の “Somebody was in Redis” にあります。`,
  "redis.unanswered": () =>
    "Redis から時間内に応答がなく、記録されたかどうか不明です。依頼し直す前に `/profinaut requests` で確認してください。",
  "redis.start-authority": (p, f) =>
    `Redis の証明書は、ボットの知らない認証局によって署名されています (${f.code(p.code)})。その認証局の PEM ファイルを \`REDIS_CACERT\` に指定してください。`,
  "redis.start-login": () =>
    "Redis が `REDIS_URL` のユーザーまたはパスワードを拒否しました。`redis://user:password@host:6379` の形で、パスワードの特殊文字は `%40`、`%2F`、`%3A` のように書いてください。",
  "redis.start-name": () => "Redis の証明書の名前が `REDIS_URL` のホストと一致しません。証明書に含まれる名前を指定してください。",
  "redis.start-no-login": () =>
    "Redis はパスワードを要求していますが、`REDIS_URL` にありません。`redis://user:password@host:6379` の形で書いてください。",
  "redis.start-no-tls": () =>
    "`REDIS_URL` の接続先は TLS に応答しません。そのポートが TLS でない場合は `rediss://` の代わりに `redis://` と書き、そうでなければホストとポートを確認してください。",
  "redis.start-tls": () =>
    "`REDIS_URL` の接続先がすぐに接続を切断しました。そのポートが TLS の場合は `redis://` の代わりに `rediss://` と書き、認証局を `REDIS_CACERT` に指定してください。",
  "redis.start-unreachable": (p, f) =>
    `Redis に接続できません (${f.code(p.code)})。\`REDIS_URL\` のホストとポート、Redis が動作しているか、ネットワークを確認してください。`,
  "redis.document-not-ours": (p, f) =>
    `${f.code(p.document)} として保存されている内容は、このボットが書いたものではありません。これに基づく処理は行わず、何も変更していません。docs/operations.md の “Somebody was in Redis” を参照してください。`,
  "redis.unreachable": () =>
    "Redis に接続できないため、受け付けていません。何も記録・実行していません。1 分後にもう一度お試しください。",
  "redis.unreadable": (p, f) =>
    `${f.code(p.what)} について保存された内容を読み取れません。何も変更していません。管理者が確認してください。`,

  "slack.form-not-opened": () =>
    "Slack でフォームを開くのに時間がかかりすぎました。何も記録していません。もう一度コマンドを入力してください。",
  "slack.form-unreadable": () =>
    "フォームを読み取れませんでした。何も記録していません。入力内容を控えてから閉じ、もう一度コマンドを入力してください。",
  "slack.limited": () => "Slack から待つよう求められました。この呼び出しでは何も変更していません。自動で再試行します。",
  "slack.not-recorded": () =>
    "ボットの保存先が応答しないため、受け付けていません。何も記録・実行していません。1 分後にもう一度お試しください。",
  "slack.refused": (p, f) =>
    `Slack が呼び出しを拒否しました（ ${f.code(p.problem)} ）。これによる変更はありません。管理者がボットのインストールとチャンネルを確認してください。`,
  "slack.signing-secret-empty": () =>
    "`SLACK_SIGNING_SECRET` が空のため、誰でも Slack になりすませます。ボットは起動していません。アプリの Basic Information からコピーしてください。",
  "slack.strange-answer": () => "Slack の応答を読み取れなかったため、何も判断していません。もう一度お試しください。",
  "slack.stranger": () =>
    "このワークスペースまたはアプリからは利用できません。何も実行していません。管理者が `profinaut.yml` の `slack.teams` に追加できます。",
  "slack.too-much-to-read": (p, f) =>
    `${f.code(p.channel)} のメッセージが多すぎて読み切れません。探しているものが残りの中にあるかもしれないため、何も判断していません。`,
  "slack.unanswered": () =>
    "Slack が応答しないため、本人確認や表示内容の確認ができませんでした。何も判断していません。1 分後にもう一度お試しください。",
  "slack.unexpected": () =>
    "予期しない問題が起き、ログに記録しました。リクエストが記録されたかどうかは `/profinaut requests` で確認できます。",

  "vault.address-invalid": () =>
    "`VAULT_ADDR` にはパスのない https のアドレスを指定してください（同じマシン上に限り http も可）。ボットは起動していません。",
  "vault.bad-name": () => "Vault に問い合わせできない名前です。何も実行していません。英小文字・数字・ハイフンを使ってください。",
  "vault.busy": () => "Vault から待つよう求められました。この呼び出しでは何も変更していません。自動で再試行します。",
  "vault.denied": (p, f) =>
    `Vault がボットの ${f.code(p.path)} を許可していません。この呼び出しでは何も変更していません。管理者がボットのポリシーを確認してください。`,
  "vault.failed": (p, f) =>
    `Vault が ${f.code(p.path)} を拒否しました（ステータス ${p.status} ）。この呼び出しでは何も変更していません。`,
  "vault.issue-refused": (p, f) =>
    `この設定では ${f.code(p.role)} の SecretID を発行できないと Vault が回答しました。何も変更していません。AppRole の TTL を確認してください。`,
  "vault.kv-version-1": (p, f) =>
    `マウント ${f.code(p.mount)} は KV のバージョン 1 で、世代を保持しません。何も実行していません。アップグレードするか（ \`vault kv enable-versioning ${p.mount}/\` ）、 \`profinaut.yml\` の \`vault.kvMount\` に別のマウントを指定してください。`,
  "vault.login-locked": () =>
    "ログインの失敗が続いたため、Vault が `VAULT_ROLE_ID` の RoleID をロックしています。何も変更していません。ロックは自動で解除されます（既定では 15 分後）。",
  "vault.login-refused": () =>
    "Vault が `VAULT_ROLE_ID` と `VAULT_SECRET_ID` の組を受け付けません。別々の AppRole のものか、SecretID が期限切れ・使用済み・このアドレスから使えないものです。何も変更していません。管理者が新しいものを渡してください（ `profinaut bootstrap --hand-over` ）。",
  "vault.lost-answer": (p, f) =>
    `Vault から ${f.code(p.path)} の結果を受け取れませんでした。実行されたかどうか不明なため、次に進む前に確認します。`,
  "vault.no-approle-mount": (p, f) =>
    `Vault の ${f.code(`auth/${p.mount}`)} に AppRole の認証メソッドがありません。何も実行していません。 \`profinaut.yml\` の \`vault.approleMount\` か \`VAULT_NAMESPACE\` を直してください。`,
  "vault.no-kv-mount": (p, f) =>
    `マウント ${f.code(p.mount)} がないか、このログインではその下を何も見られません。何も実行していません。 \`profinaut.yml\` の \`vault.kvMount\` か \`VAULT_NAMESPACE\` を直してください。`,
  "vault.not-kv": (p, f) =>
    `マウント ${f.code(p.mount)} は KV ではなく ${f.code(p.type)} です。何も実行していません。 \`profinaut.yml\` の \`vault.kvMount\` に KV バージョン 2 のマウントを指定してください。`,
  "vault.anchor-contended": (p, f) =>
    `Vault の ${f.code(p.path)} にあるボット用の記録が、書き込むたびにほかのプロセスによって先に更新されました。何も行っていません。もう一度試します。`,
  "vault.anchor-unreadable": (p, f) =>
    `Vault の ${f.code(p.path)} にあるボット用の記録を、正しく読み書きできません。何も行っていません。管理者による確認が必要です。`,
  "vault.not-own-role": (p, f) =>
    `\`VAULT_ROLE_ID\` と \`VAULT_SECRET_ID\` は AppRole ${f.code(p.role)} のものですが、このプロセスに必要な権限がありません（ ${f.code(p.lacks)} ）。更新後であれば \`profinaut bootstrap\` を一度実行してください。それ以外の場合は、 \`vault/roles.yml\` の ${f.code(`bot.${p.identity}`)} のものを設定してください: \`profinaut bootstrap --hand-over ${p.identity === "all" ? "all" : "split"}\``,
  "vault.not-vault": () =>
    "`VAULT_ADDR` で応答しているのは Vault ではありません。何も変更しておらず、認証情報も送っていません。アドレスを確認してください。",
  "vault.role-unknown": (p, f) =>
    `Vault に AppRole ${f.code(p.role)} がありません。何も変更していません。一覧は \`/profinaut roles\` で確認できます。`,
  "vault.sealed": () =>
    "Vault がシールされています。何も変更していません。管理者がアンシールすれば（アンシールキーはここに絶対に入力しないでください）、記録済みのものは自動で続行します。記録されていないものはもう一度依頼してください。",
  "vault.signing-key-missing": (p, f) =>
    `${f.code(p.path)} に署名鍵がないため、判断を記録できません。何も変更していません。管理者が \`profinaut bootstrap\` を実行してください。`,
  "vault.speaks-plain": () =>
    "`VAULT_ADDR` は https ですが、そこで待ち受けているのは平文の http です。何も送っていません。アドレスを直すか、Vault のリスナーで TLS を有効にしてください。",
  "vault.uninitialised": () =>
    "この Vault はまだ初期化されていません。 `vault operator init` と `vault operator unseal` のあとで、もう一度実行してください。",
  "vault.unreachable": (p, f) =>
    `Vault に接続できません（ ${f.code(p.reason)} ）。何も変更していません。記録済みのものは自動で再試行します。記録されていないものはもう一度依頼してください。`,
  "vault.untrusted": (p, f) =>
    `Vault の証明書を信頼できません（ ${f.code(p.reason)} ）。何も送信していません。 \`VAULT_ADDR\` と \`VAULT_CACERT\` を確認してください。`,
  "vault.unusable": (p, f) => `${f.code(p.path)} に対する Vault の応答を読み取れませんでした。次に進む前に結果を確認します。`,
  "vault.wants-tls": () =>
    "`VAULT_ADDR` は http ですが、そこで待ち受けているのは TLS です。何も変更していません。https と書き、認証局の PEM ファイルを `VAULT_CACERT` に指定してください。",
  "vault.wrap-gone": () =>
    "ラッピングトークンは使用済みか期限切れ、またはボットのものではないため、中の SecretID は使っていません。関係者が開いていない場合は第三者が開いた可能性があるため、Vault の監査ログを確認してください。",
};
