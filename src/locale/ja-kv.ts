import type { Section } from "./locale.ts";

const owned = (owner: string, code: (text: string) => string): string => (owner === "" ? "" : ` · 担当 ${code(owner)}`);

/** In Japanese: the values in Vault's KV, as they are listed, written and handed in. */
export const jaKv: Section<"entry" | "kv" | "list"> = {
  "entry.bad-path": (_, f) =>
    `値のパスとして使えません。何も実行していません。英小文字・数字・ ${f.code("-")} ${f.code("_")} ${f.code(".")} を使い、 ${f.code("binance/key2")} のように 5 階層以内で指定してください。`,

  "kv.about-too-many": (p) =>
    `1 つの値に付けられる情報は ${p.most} 個までです。何も記録していません。減らしてもう一度依頼してください。`,
  "kv.about-unfit": (p, f) =>
    `${f.code(p.name)} として付ける情報が長すぎるか、使えない文字があります。名前は ${p.longestName} バイトまで、内容は 1～${p.longestText} バイトの、Vault が扱える文字だけの 1 行です。何も記録していません。短くしてもう一度依頼してください。`,
  "kv.changed": (p, f) =>
    `${f.code(p.path)} は計画時のバージョン ${p.expected} ではなく、現在 ${p.found} です。ほかの人が変更しました。このリクエストでは何も変更していません。 ${f.code(`/profinaut list ${p.path}`)} で確認し、もう一度依頼してください。`,
  "kv.not-text": (p, f) =>
    `${f.code(p.path)} に名前と文字列の組ではない内容が入っています（手作業で書かれたものです）。何も変更していません。admin ロールの担当者が修正してください。`,
  "kv.waits-already": () =>
    "このリクエストの値はすでに承認待ちで、置き換えられません。何も変更していません。 `/profinaut cancel` で取り下げ、もう一度依頼してください。",
  "kv.wrap-gone": () =>
    "ラッピングトークンは開封済みか期限切れ、または存在しません（どれかを Vault は示しません）。何も書き込んでいません。関係者が開いていない場合は第三者が値を知っています。発行元で値を交換し、Vault の監査ログを確認してください。",
  "kv.wrap-not-text": (p, f) =>
    `ラップされた内容が名前と文字列の組ではない${p.names.length === 0 ? "" : `（ ${f.codes(p.names)} ）`}ため、何も書き込んでいません。トークンは使用済みになりました。リストや桁の多い数は引用符で囲んだ文字列にし、表示されたコマンドで値をラップし直して、もう一度依頼してください。`,

  "list.below": () => "この下の値",
  "list.deleted": (p, f) => `🗑️ バージョン ${p.version} は${f.duration(p.agoMs)}前に削除${owned(p.owner, f.code)}`,
  "list.denied": () => "⚠️ Vault がボットに参照を許可していません",
  "list.destroyed": (p, f) => `🗑️ バージョン ${p.version} は完全に破棄${owned(p.owner, f.code)}`,
  "list.expired": (p, f) => ` · ⚠️ ${f.code(p.on)} に期限切れ（${f.duration(p.agoMs)}前）`,
  "list.expires": (p, f) => ` · 期限 ${f.code(p.on)} （あと${f.duration(p.inMs)}）`,
  "list.expires-soon": (p, f) => ` · ⚠️ 期限 ${f.code(p.on)} （あと${f.duration(p.inMs)}）`,
  "list.folder": (p, f) => `${"\u2003".repeat(p.depth)}📁 ${f.code(p.path)}`,
  "list.folder-closed": (p, f) => `📁 ${f.code(p.path)} – 値 ${p.count} 件`,
  "list.gone": () => "たった今削除されました",
  "list.heading": (p) => `*値 ${p.count} 件*`,
  "list.heading-below": (p, f) => `${f.code(p.path)} の下の値 ${p.count} 件`,
  "list.heading-entry": (p, f) => `値 ${f.code(p.path)}`,
  "list.heading-many": (p, f) =>
    p.path === ""
      ? "*値の一覧（フォルダーが多すぎるため件数なし）*"
      : `${f.code(p.path)} の下の値（フォルダーが多すぎるため件数なし）`,
  "list.line": (p, f) => `${"\u2003".repeat(p.depth)}${f.code(p.path)} – ${p.state}`,
  "list.live": (p, f) => `バージョン ${p.version} 、${f.duration(p.ageMs)}前に更新${owned(p.owner, f.code)}${p.expiry}`,
  "list.more": (_, f) =>
    `${f.command("/profinaut list <path>")} でフォルダーの中、または値 1 件とそのバージョンを確認できます。値そのものは表示しません。`,
  "list.no-expiry": () => "",
  "list.no-page": (p) => `そのページはありません。最後は ${p.pages} ページです。その番号を指定するか、番号を省いてください。`,
  "list.none": () => "登録された値はまだありません。",
  "list.noted": (p, f) => `${f.code(p.name)} ${f.user(p.text)}`,
  "list.notes": () => "付記",
  "list.odd-expiry": (p, f) => ` · ⚠️ 期限 ${f.code(p.on)} が ${f.code("2027-01-31")} のような日付ではありません`,
  "list.odd-name": () => "⚠️ このボットでは扱えない名前です（手作業で作成されたもの）",
  "list.page": (p, f) =>
    p.next === ""
      ? `${p.pages} ページ中 ${p.page} ページ目`
      : `${p.pages} ページ中 ${p.page} ページ目。次へ: ${f.code(`/profinaut ${p.next}`)}`,
  "list.production": () => "本番",
  "list.staging": () => "ステージング",
  "list.summary": () => "値の一覧（名前・バージョン・経過・担当）",
  "list.unknown": (p, f) =>
    `${f.code(p.path)} には何もありません。${p.nearest.length === 0 ? "" : `もしかして: ${f.either(p.nearest)} 。`}一覧は ${f.command("/profinaut list")} で確認できます。`,
  "list.unwritten": (p, f) => `まだ書き込まれていません${owned(p.owner, f.code)}`,
  "list.vanishes": (p, f) => ` · あと${f.duration(p.inMs)}で自動削除`,
  "list.version": (p, f) => `バージョン ${p.version} · 作成 ${f.time(p.createdAtMs)}`,
  "list.version-deleted": (p, f) => `バージョン ${p.version} · 作成 ${f.time(p.createdAtMs)} · 🗑️ 削除 ${f.time(p.deletedAtMs)}`,
  "list.version-destroyed": (p, f) => `バージョン ${p.version} · 作成 ${f.time(p.createdAtMs)} · 🗑️ 破棄`,
  "list.versions": () => "バージョン",
};
