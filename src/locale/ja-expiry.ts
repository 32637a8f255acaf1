import type { Format } from "./format.ts";
import type { Section } from "./locale.ts";

type Expiry = "expiry" | "expiring" | "secret-ids" | "values" | "signing-keys" | "own-login" | "delivery" | "certificates";

const owned = ({ owner, userIds }: { readonly owner: string; readonly userIds: readonly string[] }, f: Format): string => {
  const named = [...(owner === "" || userIds.includes(owner) ? [] : [f.code(owner)]), ...userIds.map((id) => f.user(id))];
  return named.length === 0 ? " · 担当者の記録なし" : ` · 担当 ${named.join(" ")}`;
};

/** In Japanese: what ends, and when. */
export const jaExpiry: Section<Expiry> = {
  "certificates.authority": () => "Vault の証明書を発行した認証局",
  "certificates.how": () => "発行元で更新し（スタックでは `vault/tls/make-certificates.sh` ）、Vault に読み込み直させてください",
  "certificates.title": () => "Vault の証明書",

  "delivery.key-how": () => "GitHub の App の画面で新しい鍵を作成し、 `GITHUB_APP_PRIVATE_KEY` に設定してください",
  "delivery.key-unknown": () => "App の鍵がいつ作られたかは GitHub からは分かりません",
  "delivery.title": () => "GitHub への書き込みに使う認証情報",
  "delivery.token-endless": () => "GitHub は期限を示していません",
  "delivery.token-how": () => "GitHub で新しい fine-grained トークンを作成し、 `GITHUB_TOKEN` に設定してください",

  "expiring.failure": (p, f) => `⚠️ ${p.source}${p.what === "" ? "" : ` · ${f.code(p.what)}`}: ${p.because}`,
  "expiring.failures": () => "確認できなかったもの",
  "expiring.heading": (p) => `*期限のあるもの ${p.count} 件（期限の近い順）*`,
  "expiring.heading-within": (p) => `*${p.days} 日以内に更新が必要なもの ${p.count} 件*`,
  "expiring.looked": (p, f) => `たった今（${f.time(p.atMs)}）確認しました。`,
  "expiring.never-looked": (_, f) =>
    `ワーカーがまだ一度も期限を確認していないため、お答えできません。 ${f.command("/profinaut status")} を確認し、1 分ほどしてからもう一度お試しください。`,
  "expiring.next": (p) => `次の ${p.count} 件`,
  "expiring.no-page": (p, f) =>
    `そのページはありません（全 ${p.pages} ページ）。 ${f.command("/profinaut expiring")} と入力してください。`,
  "expiring.no-snoozes": (p) => `⚠️ スヌーズの状態を確認できません: ${p.because}`,
  "expiring.none": () => "*期限のあるものは見つかっていません。*",
  "expiring.none-within": (p) => `✅ *${p.days} 日以内に更新が必要なものはありません。*`,
  "expiring.page": (p) => `${p.pages} ページ中 ${p.page} ページ目です。`,
  "expiring.stale": (p, f) =>
    `⚠️ ワーカーの応答がありませんでした。これは ${f.time(p.atMs)}（${f.duration(p.agoMs)}前）の内容です。 ${f.command("/profinaut status")} を確認してください。`,
  "expiring.summary": () => "期限の一覧（SecretID、値、トークン、証明書）",
  "expiring.usage": (_, f) =>
    `何日先まで、何ページ目を見るかを指定してください。 ${f.command("/profinaut expiring")} 、 ${f.command("/profinaut expiring 30")} 、 ${f.command("/profinaut expiring 90 2")} のように入力します。何も実行していません。`,

  "expiry.button": (p) => `${p.target} を${p.label}`,
  "expiry.certificate": (p, f) => `証明書 ${f.code(p.name)}`,
  "expiry.clean-up": () => "整理",
  "expiry.github": (p, f) => `GitHub の認証情報 ${f.code(p.name)}`,
  "expiry.itself": () => "ボットが自動で更新します",
  "expiry.left": (p, f) => `*残り ${p.days} 日*（${f.time(p.atMs)}）`,
  "expiry.left-age": (p, f) => `*更新まで ${p.days} 日*（${f.time(p.atMs)}）`,
  "expiry.left-hours": (p, f) => `*残り${f.duration(p.inMs)}*（${f.time(p.atMs)}）`,
  "expiry.left-out": (p) => `期限がさらに先のもの、または読み取れなかったもの ${p.count} 件は省略しました`,
  "expiry.line": (p, f) => `${p.mark} ${p.what} – ${p.left}${owned(p, f)}`,
  "expiry.never": () => "*無期限*",
  "expiry.old": (p) => `*発行から ${p.days} 日*、${p.left}`,
  "expiry.over": (p, f) => `*${f.duration(p.agoMs)}前に期限切れ*（${f.time(p.atMs)}）`,
  "expiry.over-age": (p, f) => `*更新時期を${f.duration(p.agoMs)}過ぎています*`,
  "expiry.own-login": (p, f) => `ボット自身のログイン ${f.code(p.name)}`,
  "expiry.reason-endless": () => "無期限のため",
  "expiry.reason-expired": (p) => (p.days === 0 ? "本日期限切れのため" : `${p.days} 日前に期限切れのため`),
  "expiry.reason-expires": (p) => (p.days === 0 ? "24 時間以内に期限切れのため" : `あと ${p.days} 日で期限切れのため`),
  "expiry.reason-old": (p) => `発行から ${p.days} 日経過のため`,
  "expiry.register": () => "再登録",
  "expiry.rotate": () => "ローテーション",
  "expiry.secret-id": (p, f) => `AppRole の SecretID ${f.code(p.name)}`,
  "expiry.signing-key": (p, f) => `署名鍵 ${f.code(p.name)}`,
  "expiry.snoozed": (p, f) => `😴 ${f.user(p.by)} が ${f.time(p.untilMs)} までスヌーズ中（理由: ${f.code(p.reason)} ）`,
  "expiry.snoozed-in-vain": (p, f) =>
    `${f.user(p.by)} が ${f.time(p.untilMs)} までスヌーズ（理由: ${f.code(p.reason)} ）していますが、期限が迫っているため表示しています`,
  "expiry.unexpected": () => "予期しないエラーです。場所はワーカーのログにあります",
  "expiry.unknown": () => "期限は不明です",
  "expiry.value": (p, f) => `値 ${f.code(p.name)}`,
  "expiry.with": (p) => `${p.line} · ${p.more}`,

  "own-login.gone": (p, f) =>
    `${f.code(p.role)} のログインに使う SecretID が Vault にありません。トークンが切れるとボットは停止します。 ${f.code("profinaut bootstrap --hand-over")} を実行し、新しい SecretID をボットに渡してください。`,
  "own-login.how": (_, f) => `${f.code("profinaut bootstrap --hand-over")} を実行し、新しい SecretID をボットに渡してください`,
  "own-login.title": () => "ボット自身の Vault へのログイン",
  "own-login.token": () => "上のログインで得たトークンです",

  "secret-ids.foreign": () => "手作業で発行",
  "secret-ids.orphan": () => "途中で終わった処理の残り",
  "secret-ids.staging": (p, f) =>
    `${f.code(p.role)} はボットのロールに含まれていません。発行した人が新しいものを発行するか、 ${f.code("profinaut.yml")} に追加してください`,
  "secret-ids.title": () => "AppRole の SecretID",

  "signing-keys.title": () => "署名鍵",

  "values.by-age": (p, f) => `方針では${f.duration(p.maxAgeMs)}ごとに更新`,
  "values.odd-expiry": (_, f) =>
    `${f.code("expires")} が日付ではないため、期限が分かりません。 ${f.code("2027-01-31")} のような日付で記録してください`,
  "values.odd-name": () => "ボットが扱わない名前で手作業により作られたため、確認していません",
  "values.title": () => "Vault の値",
  "values.too-many": (p) => `値が多すぎるため、残り ${p.count} 件は確認していません`,
  "values.too-many-folders": (p) => `フォルダーが ${p.most} を超えるため、第 1 階層だけを確認しました`,
};
