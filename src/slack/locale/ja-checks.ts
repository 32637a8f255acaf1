import type { Section } from "./locale.ts";

/** In Japanese: what is looked at regularly, and what is found. */
export const jaChecks: Section<"check" | "seal"> = {
  "check.cleared": (p, f) => `✅ 解消しました（継続時間 ${f.duration(p.lastedMs)}）: ${p.what}`,
  "check.raised": (p) => `🚨 ${p.what}\n${p.why}\n*対応:* ${p.mend}`,

  "seal.initialise": () => "Vault のホストで `vault/first-run.sh` を実行し、案内に従って初期化してください。",
  "seal.reach": () =>
    "Vault のホストとコンテナ（スタックでは `profinaut_vault`）が動いているか、証明書が期限切れでないかを確認してください。",
  "seal.sealed": () => "Vault がシールされています。",
  "seal.title": () => "Vault がアンシールされていて応答する",
  "seal.unreachable": () => "Vault が応答しません。",
  "seal.uninitialised": () => "Vault が初期化されていません。",
  "seal.unseal": () =>
    "Vault のホストで、必要な数に達するまで鍵の保有者がそれぞれ `vault operator unseal` を実行してください。アンシールキーを Slack に入力してはいけません。",
  "seal.why": () => "どのサービスもログインも値の読み取りもできません。実行中のリクエストは待機し、復旧後に自動で再開します。",
};
