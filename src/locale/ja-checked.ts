import type { Section } from "./locale.ts";

/** In Japanese: each thing that the Vault Secrets Check looks at, and the vulnerabilities it knows. */
export const jaChecked: Section<"checked" | "advisory"> = {
  "advisory.axios-no-proxy": () => "NO_PROXY で除外したはずのプロキシを経由してリクエストが送られることがあります。",
  "advisory.openpgp-verify": () => "改ざんされたメッセージが、正しく署名されたものとして受け入れられることがあります。",
  "advisory.redis-july-2026": () => "Redis にコマンドを送れる人が、そのホストでコードを実行できるおそれがあります。",
  "advisory.redis-lua": () => "Redis で Lua スクリプトを実行できる人が、そのホストでコードを実行できるおそれがあります。",
  "advisory.vault-accessor-across-roles": () =>
    "ある AppRole の SecretID をアクセサーで破棄できる人が、同じマウントにある別の AppRole の SecretID も破棄できます。",
  "advisory.vault-kv-glob": () => "グロブを含むポリシーで KV v2 を使える人が、許可されていない値まで削除できるおそれがあります。",
  "advisory.vault-metadata-slash": () =>
    "SecretID のメタデータから組み立てるポリシーでは、メタデータにスラッシュを入れると意図しない範囲まで読めます。このプロジェクトにそのようなポリシーはありません。",
  "advisory.vault-root-generation": () =>
    "Vault に接続できる人なら誰でも、root トークンやアンシールキーの作成を開始・中止でき、正規の運用者の作業を妨げられます。",

  "checked.approvers.gone": (p, f) =>
    `${f.code(p.where)} に指定された ${f.users(p.gone)} は、もう承認できません。承認できる人は残り ${p.left} 名、必要な承認は ${p.required} 名です。`,
  "checked.approvers.gone-why": () => "次に誰かがいなくなると、何も承認できなくなる可能性があります。",
  "checked.approvers.mend": (p, f) => `\`profinaut.yml\` の ${f.code(p.where)} に別の人を指定し、ボットを再起動してください。`,
  "checked.approvers.title": () => "承認できる人が足りていること",
  "checked.approvers.too-few": (p, f) =>
    `${f.code(p.where)} の対象は誰も承認できません。必要な承認は ${p.required} 名、承認できる人は残り ${p.left} 名です。${p.gone.length === 0 ? "" : `すでにいない人: ${f.users(p.gone)} 。`}`,
  "checked.approvers.too-few-why": () =>
    "その承認が必要なリクエストはすべて拒否されます。全体の承認設定の場合、ボットは次に起動できません。",
  "checked.channel.mend": () =>
    "他の組織をチャンネルから外すか、アーカイブを解除するか、ボットを招待し直してください。または別のチャンネルを設定して再起動してください。",
  "checked.channel.title": () => "カードをチャンネルに表示できること",
  "checked.channel.why": () => "直るまでカード・ダイジェスト・警報を表示しません。承認できる人には個別に知らせています。",
  "checked.audit.off": () => "Vault の監査デバイスが無効になっています。",
  "checked.audit.off-mend": () =>
    "`profinaut bootstrap` で再び有効にしてください。そのうえで、誰が無効にしたのかを確認してください。無効にできるのは root トークンか `sys/audit` への `sudo` を持つ人だけです。",
  "checked.audit.off-why": () => "今 Vault で行われている操作はどこにも記録されず、後から説明できません。",
  "checked.audit.title": () => "Vault の監査デバイスが有効である",
  "checked.declared.app-role": (p, f) => `AppRole の ${f.code(p.name)}`,
  "checked.declared.auth-mount": (p, f) => `AppRole マウントの ${f.code(p.name)}`,
  "checked.declared.different": (p, f) => `${p.thing} が宣言と異なります（Vault の値 ≠ 宣言）: ${f.codes(p.settings)}`,
  "checked.declared.mend": () =>
    "`profinaut bootstrap` で差分をすべて確認でき、同意すれば宣言どおりに戻ります。意図した変更であれば `vault/` に書き込んでください。",
  "checked.declared.missing": (p) => `${p.thing} は宣言されていますが、Vault にありません。`,
  "checked.declared.mount": (p, f) => `KV マウントの ${f.code(p.name)}`,
  "checked.declared.policy": (p, f) => `ポリシーの ${f.code(p.name)}`,
  "checked.declared.policy-different": (p) => `${p.thing} が宣言と異なります。`,
  "checked.declared.unseen": (p, f) => `${f.codes(p.things)} を宣言と比べることを Vault が許可していません。`,
  "checked.declared.unseen-why": () =>
    "誰かが変更していてもわかりません。Vault にあるボットのポリシーがボットより古いか、変更されています。",
  "checked.env.encrypted": (p, f) => `${f.code(p.repository)} の ${f.codes(p.paths)} は、名前によれば暗号化されています。`,
  "checked.env.encrypted-mend": () =>
    "鍵（`.env.keys`、age や gpg の鍵）が一緒に管理されていないことを確認してください。Vault にある値を git に置く必要はありません。",
  "checked.env.encrypted-why": () =>
    "鍵を手に入れた人は、いつであっても履歴のすべての版を読めます。暗号化されているかどうか、中身は確認していません。",
  "checked.env.incomplete": (p, f) =>
    `${f.code(p.repository)} のファイルは最初の ${p.count} 件しか一覧できませんでした。続きがあります。`,
  "checked.env.incomplete-mend": () => "クローンの中で実行してください: `git ls-files ':(icase)*.env*' ':(icase,glob)**/env.*'`",
  "checked.env.incomplete-why": () => "残りの中に環境変数ファイルがあってもわかりません。",
  "checked.env.mend": (p, f) =>
    `元の名前のまま暗号化されたもの（dotenvx、git-crypt、sops）なら、.env.enc のように分かる名前に変えてください。そうでなければ、中の値をすぐにすべて変え（\`rotate\`、\`register\`）、\`git rm --cached\` ${f.code(p.path)} を実行し、.gitignore に加えてください。プッシュした内容は履歴とすべてのクローンに残ります。`,
  "checked.env.mend-more": () =>
    "`git ls-files ':(icase)*.env*' ':(icase,glob)**/env.*'` で一覧できます。中の値をすべて、ただちに変更し（`rotate`、`register`）、git から外してください。",
  "checked.env.more": (p, f) => `ほかにも環境変数ファイル ${p.count} 件が ${f.code(p.repository)} で管理されています。`,
  "checked.env.title": () => "プラットフォームのリポジトリに `.env` ファイルがない",
  "checked.env.tracked": (p, f) => `${f.code(p.path)} が ${f.code(p.repository)} で管理されています。`,
  "checked.env.why": () => "リポジトリを読める人なら誰でも、現在の内容も過去の内容も読めます。",
  "checked.mounts.title": () => "KV マウントと AppRole マウントの設定が宣言どおりである",
  "checked.mounts.why": () =>
    "check-and-set は、2 人が互いの値を上書きするのを防ぎます。また、最長リース期間を超える SecretID は、Vault が黙って短くします。",
  "checked.rights.limits": () =>
    "ボット自身のポリシーと AppRole、署名鍵、名前の似たそのほかのものは `profinaut bootstrap --check` で比べられます。",
  "checked.rights.title": () => "プラットフォームのポリシーと AppRole が宣言どおりである",
  "checked.rights.why": () =>
    "誰かがレビューされた範囲を超えて読み書きできるか、サービスに必要な権限が足りないおそれがあります。",
  "checked.root.being-made": () => "今、誰かがアンシールキーから root トークンを作成しています。",
  "checked.root.being-made-mend": () =>
    "心当たりがなければ `vault operator generate-root -cancel` を実行し、アンシールキーを誰が持っているかを確認してください。作業中であれば、終わったら必ず失効させてください（`profinaut bootstrap --revoke-root`）。",
  "checked.root.being-made-why": () => "root トークンは何でもでき、別の人の承認も求められません。",
  "checked.root.limits": () =>
    "root トークンが残っているかを知るには全トークンの一覧が必要で、ボットにはその権限を与えていません。`profinaut bootstrap --check` で確認できます。",
  "checked.root.title": () => "root トークンが作成中でない",
  "checked.secret-ids.by-hand": (p, f) =>
    `profinaut.yml の \`roles\` に ${f.code(p.role)} を追加すると、\`rotate\` で新しいものに替わり、古いものは破棄されます。または手作業で新しく発行し、古いものをアクセサーで破棄してください。`,
  "checked.secret-ids.limits": () =>
    "ボット自身の AppRole の SecretID はボットからは一覧できません。権限のあるトークンで `vault list auth/approle/role/profinaut-bot/secret-id` を実行してください。",
  "checked.secret-ids.never": (p, f) => `${f.code(p.role)} に無期限の SecretID が ${p.count} 件あります。`,
  "checked.secret-ids.never-why": () => "古いログやバックアップから見つけた人が、いつまでもログインできます。",
  "checked.secret-ids.old": (p, f) =>
    `${f.code(p.role)} に 1 年より古い SecretID が ${p.count} 件あります（最も古いもの: ${f.duration(p.ageMs)}）。`,
  "checked.secret-ids.old-why": () => "気づかれないまま漏れたものも自然に使えなくなるよう、SecretID は 1 年以内に更新します。",
  "checked.secret-ids.rotate": (p, f) =>
    `${f.command(`/profinaut rotate ${p.role}`)} で新しいものが配布され、ほかはすべて使えなくなります。`,
  "checked.secret-ids.rotate-label": (p) => `${p.role} をローテーション`,
  "checked.secret-ids.title": () => "すべての SecretID が 1 年以内のもので、期限がある",
  "checked.secret-ids.unseen": (p, f) => `${f.code(p.role)} の SecretID を確認できません。${p.because}`,
  "checked.secret-ids.unseen-mend": () =>
    "`profinaut bootstrap --check` で Vault に足りないものがわかります。`--check` なしで実行すると追加されます。",
  "checked.secret-ids.unseen-why": () => "無期限のものがあってもわからず、この AppRole のローテーションもできません。",
  "checked.store.mend": (p, f) =>
    `redis.conf に書き、redis-cli ですぐに適用してください: ${f.codes(p.settings)}。そのうえで、誰が変更したのかを確認してください。`,
  "checked.store.title": () => "Redis が受け付けた内容を保持する",
  "checked.store.weak": (p, f) => `Redis に ${f.codes(p.settings)} の設定がありません。`,
  "checked.store.why": () =>
    "停止したときやメモリーが一杯になったときに、承認済みのリクエストや監査記録の最新部分が失われるおそれがあります。",
  "checked.versions.affected": (p, f) =>
    `${f.code(p.product)} ${f.code(p.version)} に公開済みの脆弱性があります: ${f.codes(p.ids)}`,
  "checked.versions.limits": (p) =>
    `このバージョンのボットに含まれる ${p.count} 件の情報だけを使い、外部には問い合わせません。ディストリビューションが古い番号のまま修正していることもあります。`,
  "checked.versions.mend": (p, f) =>
    `${f.code(p.product)} ${f.code(p.fixed)} 以降をインストールしてください。情報源: ${f.codes(p.sources)}`,
  "checked.versions.no-list": () =>
    "npm のインストール一覧（node_modules/.package-lock.json）がないため、ボット自身のパッケージがわかりません。`npm ci` で作成されます。",
  "checked.versions.odd": (p, f) => `${f.code(p.product)} のバージョンを読み取れません: ${f.code(p.version)}`,
  "checked.versions.odd-mend": (p, f) => `${f.code(p.product)} の脆弱性情報と手作業で照合してください。`,
  "checked.versions.odd-why": () => "公開済みの脆弱性に該当するかどうかわかりません。",
  "checked.versions.title": () => "Vault・Redis に既知の脆弱性がない",
  "checked.versions.why": (p) => (p.more === 0 ? p.impact : `${p.impact} ほかに ${p.more} 件公開されています。`),
};
