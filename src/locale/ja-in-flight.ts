import type { Section } from "./locale.ts";

/** In Japanese: workflow runs that hold what a rotation replaces. */
export const jaInFlight: Section<"in-flight"> = {
  "in-flight.ask": (p, f) =>
    `まだ保留中: ${f.codes(p.runs)} は新しい SecretID の配布前に始まり、古いものを持っている可能性があります。${f.duration(p.waitedMs)} 待ちました。依頼者以外の承認者は「今すぐ終了」を押せます。その場合、これらは次のログインで失敗します。押さなければ待ち続けます。`,
  "in-flight.label": () => "失敗する実行",
  "in-flight.runs": (p, f) => f.codes(p.runs),
  "in-flight.unseen": () => "⚠️ 不明。リポジトリの実行を見る権限がありません",
  "in-flight.waits": (p, f) =>
    `保留中: ${f.codes(p.runs)} は新しい SecretID の配布前に始まり、古いものを持っている可能性があるため、古いものを残しています。これらが終わり次第終了します。${f.time(p.untilAtMs)} 以降は承認者が終了させることもできます。`,
};
