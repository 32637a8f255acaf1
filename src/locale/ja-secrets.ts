import type { Section } from "./locale.ts";

/** 日本語: 文中の何が認証情報に見えるか。 */
export const jaSecrets: Section<"secret"> = {
  "secret.address-login": () => "パスワードを含むアドレス（`user:password@host`）",
  "secret.address-token": (p, f) => `認証情報を含むアドレス（${f.code(`${p.name}=…`)}）`,
  "secret.header": () => "認証ヘッダー",
  "secret.named": (p, f) => `${f.code(p.name)} に続く文字列`,
  "secret.private-key": () => "秘密鍵",
  "secret.random": () => "鍵やトークンのような、無作為に見える英数字の文字列",
  "secret.token": (p) => `${p.vendor} のトークン`,
  "secret.uuid": () => "UUID（RoleID や SecretID の形式）",
  "secret.web-token": () => "JSON Web Token 形式のトークン",
  "secret.webhook": (p) => `誰でも投稿できる ${p.vendor} の Webhook のアドレス`,
};
