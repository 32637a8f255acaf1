import type { Section } from "./locale.ts";

/** In Japanese: processes that were configured differently. */
export const jaConfiguration: Section<"configuration"> = {
  "configuration.differs": (p, f) =>
    `同じ Redis を使うボットのプロセスの設定が異なります: ${f.codes(p.settings)}${p.more === 0 ? "" : `、ほか ${p.more} 件`}。プロセス: ${f.codes(p.processes)}`,
  "configuration.mend": () =>
    "すべてのプロセスに同じ `profinaut.yml` とアドレスを渡し、古いものはボットを再起動してください。心当たりのないプロセスや別のプラットフォームのものがあれば、専用の Redis を用意してください。",
  "configuration.title": () => "ボットのすべてのプロセスの設定が同じ",
  "configuration.why": () =>
    "リクエストを処理するプロセスは自分の設定に従います。だれが承認できるか、SecretID をどこへ届けるか、古いものがいつ終わるかが、偶然に左右されます。",
};
