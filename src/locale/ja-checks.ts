import type { Section } from "./locale.ts";

/** In Japanese: what is looked at regularly, and what is found. */
export const jaChecks: Section<"check" | "seal"> = {
  "check.alarm": (p, f) => `🚨 *${p.what}*\n${p.why}\n*対応:* ${p.mend}\n_継続時間 ${f.duration(p.ageMs)}_`,
  "check.all-in-order": (p) => `✅ Vault シークレット点検: ${p.count} 項目すべて正常です`,
  "check.beyond": () => "ボットからは確認できないこと",
  "check.blind": (p) => `⚪ ${p.title}: 確認できませんでした。${p.because}`,
  "check.cleared": (p, f) => `✅ 解消しました（継続時間 ${f.duration(p.lastedMs)}）: ${p.what}`,
  "check.in-order": (p) => `✅ ${p.title}`,
  "check.limits": (p) => `ℹ️ ${p.title}: ${p.limits}`,
  "check.looked": (p, f) => `_${f.duration(p.agoMs)}前に確認しました。_`,
  "check.never-looked": () =>
    "_まだどのワーカーも確認していません。15 秒待っても応答がありませんでした。ワーカーが動いているかは `/profinaut status` で確認できます。_",
  "check.no-page": (p, f) => `そのページはありません。最後のページは ${f.command(`/profinaut check ${p.pages}`)} です。`,
  "check.not-in-order": (p) =>
    `Vault シークレット点検: 🚨 アラーム ${p.alarms} 件、⚠️ 警告 ${p.warnings} 件、⚪ 確認できない項目 ${p.blind} 件`,
  "check.not-looked": (p, f) =>
    `_15 秒以内に確認を終えたワーカーがありません。以下の最も古い結果は ${f.duration(p.agoMs)}前のものです。1 分後にもう一度お試しください。ワーカーが動いているかは \`/profinaut status\` で確認できます。_`,
  "check.others": () => "正常",
  "check.page": (p, f) => `${p.page} / ${p.pages} ページ。続きは ${f.command(`/profinaut ${p.next}`)} です。`,
  "check.raised": (p) => `🚨 ${p.what}\n${p.why}\n*対応:* ${p.mend}`,
  "check.summary": () => "Vault シークレット点検を今すぐ実行し、正常でない項目とその対応を表示します",
  "check.unseen": (p) => `⚪ ${p.title}: まだ確認されていません。`,
  "check.usage": () => "`/profinaut check`、またはページを付けて `/profinaut check 2` と入力してください。何も確認していません。",
  "check.warning": (p, f) => `⚠️ *${p.what}*\n${p.why}\n*対応:* ${p.mend}\n_継続時間 ${f.duration(p.ageMs)}_`,

  "seal.activate": () =>
    "Vault が Consul を使っている場合は、Consul が正常で Vault に応答しているか（スタックでは `docker compose ps profinaut_consul`）を確認し、ロックを取得できない理由を Vault のログで確認してください。`docker compose restart profinaut_vault` でやり直せます（シールされた状態になります）。異常終了で残ったロックは 1 分以内に自然に解放されます。",
  "seal.initialise": () => "Vault のホストで `vault/first-run.sh` を実行し、案内に従って初期化してください。",
  "seal.no-active-node": () =>
    "Vault はアンシールされていますがスタンバイのままで、アクティブなノードがありません。誰も利用できません。",
  "seal.reach": () =>
    "Vault のホストとコンテナ（スタックでは `profinaut_vault`）が動いているか、証明書が期限切れでないかを確認してください。",
  "seal.sealed": () => "Vault がシールされています。",
  "seal.title": () => "Vault がアンシールされていて応答する",
  "seal.unreachable": () => "Vault が応答しません。",
  "seal.uninitialised": () => "Vault が初期化されていません。",
  "seal.unseal": () =>
    "1. Vault のホストで `vault status` を実行すると、必要な鍵の数がわかります。2. 鍵の保有者がそれぞれ、そのホストで `vault operator unseal` を実行して自分の鍵を入力してください。Slack には決して入力しないでください。3. 封印された理由を Vault のログで確認してください。再起動後は必ず封印されます。`vault operator seal` であれば誰かの操作です。開封されたらここでお知らせします。",
  "seal.why": () => "どのサービスもログインも値の読み取りもできません。実行中のリクエストは待機し、復旧後に自動で再開します。",
};
