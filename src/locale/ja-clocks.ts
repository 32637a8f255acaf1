import type { Section } from "./locale.ts";

/** In Japanese: whose clock is wrong. */
export const jaClocks: Section<"clocks"> = {
  "clocks.ahead": (p, f) => `${f.duration(p.byMs)}進んで`,
  "clocks.all": (p, f) =>
    `ボットが動いている ${f.code(p.host)} の時計は、ほかのどの時計とも合っていません。これに対して Vault の時計は ${p.vault}おり、Redis の時計は ${p.redis}います。`,
  "clocks.behind": (p, f) => `${f.duration(p.byMs)}遅れて`,
  "clocks.github": (p) => `GitHub の応答が示す時計は、Vault、Redis、ボットの時計より ${p.off}います。`,
  "clocks.github-why": () =>
    "GitHub の時刻は GitHub の時刻どうしで比較するため、早すぎる処理や遅れる処理はありません。ただし、GitHub の時計が誤っているか、ボット・Vault・Redis の時計がそろって誤っています。",
  "clocks.mend": () =>
    "そのホストで時刻同期を有効にしてください: `timedatectl set-ntp true`、または chrony。動作は `timedatectl` で確認できます。コンテナの時計はホストの時計です。仮想マシンは一時停止のあとに合わせ直す必要がある場合があります。",
  "clocks.own": (p, f) => `ボットが動いている ${f.code(p.host)} の時計は、Vault と Redis の時計より ${p.off}います。`,
  "clocks.own-why": () =>
    "その間、ボットは Vault と Redis の時刻に従います。ログにはそのホストの誤った時刻が残り、同じホストで証明書やトークンを検証するほかのものは拒否するおそれがあります。",
  "clocks.redis-why": () =>
    "この時計で判断するものはありません。ただし時計を合わせ直すと、Redis が期限付きで保持しているもの（ロックなど）がすぐに、またはずっと遅れて終わることがあります。",
  "clocks.server": (p) => `${p.server} の時計は、ボットともう一方のサーバーの時計より ${p.off}います。`,
  "clocks.title": () => "ボット、Vault、Redis、GitHub の時計が合っている",
  "clocks.two": (p, f) => `${p.server} の時計は、ボットが動いている ${f.code(p.host)} の時計より ${p.off}います。`,
  "clocks.unsure-why": () =>
    "どれが正しいか判断できないため、ボットは中間の時計に従います。スケジュール、期限、記録の時刻が誤っているおそれがあります。",
  "clocks.vault-why": () =>
    "SecretID、トークン、Vault で待っているものはこの時計で期限が切れ、監査ログの時刻もこの時計によります。ボットはそれらの寿命を Vault の時計で、そのほかを自分の時計で判断します。",
};
