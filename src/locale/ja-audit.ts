import type { Section } from "./locale.ts";

type Audit = Section<"audit-export"> & Section<"audit-check"> & Section<"audit-file"> & Section<"audit-verify-file">;

/** In Japanese: what `profinaut audit` says to whoever has to prove what happened. */
export const jaAudit: Audit = {
  "audit-export.bad-from": () => "--from には記録の番号を指定してください（例: 1、250）。何も書き込んでいません。",
  "audit-export.broken": (p) =>
    `Redis の証跡に異常があります。${p.because} 現状のまま書き出しました。書き出したファイルと Redis をそのまま保全し、Redis に書き込める人を調べてください。`,
  "audit-export.cannot-write": (p) =>
    `${p.path} に書き込めません（${p.reason}）。何も書き出していません。--to で別のファイルを指定してください。`,
  "audit-export.damaged-end": () => "末尾がボットの書いた状態と異なります。",
  "audit-export.done": (p) =>
    `記録 ${p.entries} 件、チェックポイント ${p.checkpoints} 件、公開鍵 ${p.keys} 個を ${p.path} に書き出しました。確認するには: profinaut audit verify ${p.path}`,
  "audit-export.done-output": (p) =>
    `記録 ${p.entries} 件、チェックポイント ${p.checkpoints} 件、公開鍵 ${p.keys} 個を書き出しました。`,
  "audit-export.exists": (p) =>
    `${p.path} はすでにあるため、変更していません。別のファイルを指定するか、--force で置き換えてください。`,
  "audit-export.from-beyond": (p) =>
    `${p.fromSeq} 番の記録はまだありません。証跡は全 ${p.entries} 件です。何も書き込んでいません。--from に小さい番号を指定してください。`,

  "audit-check.behind-trailer": () => "最終行の後に続きがあります。書き出したままの状態ではありません。",
  "audit-check.bytes": () =>
    "記録の内容以外の部分で、書き出したときと異なるバイトがあります。書き出した元から取り直してください。",
  "audit-check.checkpoint-misplaced": (p) =>
    `${p.seq} 番のチェックポイントが ${p.afterSeq} 番の記録の後にあります。行が入れ替えられています。`,
  "audit-check.checkpoint-missing": (p) =>
    `${p.seq} 番のチェックポイントがありません。${p.namedBySeq} 番のチェックポイントはこれを指しています。`,
  "audit-check.counts": (p) =>
    `記録 ${p.saidEntries} 件、チェックポイント ${p.saidCheckpoints} 件のはずが、${p.entries} 件と ${p.checkpoints} 件です。行が失われたか、追加されています。`,
  "audit-check.key-unusable": (p) => `公開鍵 ${p.kid} は PEM 形式の Ed25519 鍵ではありません。`,
  "audit-check.line-unreadable": (p) =>
    `${p.afterSeq} 番の記録の後、${p.line} 行目を読み取れません。${p.afterSeq + 1} 番の記録またはその付属情報が書き換えられています。`,
  "audit-check.newer": (p) =>
    `このファイルはバージョン ${p.version} で、このプログラムより新しい形式です。書き出したプログラムで確認してください。`,
  "audit-check.no-keys": () =>
    "公開鍵が含まれていないため、署名を検証できません。--keys <file> で指定してください。ファイルは vault kv get -field=keys secret/profinaut-keys/public/decisions で作れます。",
  "audit-check.no-trailer": (p) => `${p.afterSeq} 番の記録の後で切れています。最終行がないか、不完全です。`,
  "audit-check.not-an-export": () =>
    "書き出された証跡ではありません。先頭行の形式が異なります。profinaut audit export --to <file> で作成してください。",
  "audit-check.out-of-place": (p) => `${p.afterSeq} 番の記録の後、${p.line} 行目は、その位置にあってはならない行です。`,
  "audit-check.store-damaged": (p) =>
    `書き出した時点で、Redis の証跡の末尾が失われたか変更されていました。${p.seq} 番より後の記録が失われている可能性があります。`,
  "audit-check.witness-beyond": (p) =>
    `チャンネルには ${p.seq} 番の証人がありますが、このファイルは ${p.lastSeq} 番で終わっています。切り詰められたか、それより前に書き出されたものです。書き出し直して照合してください。`,
  "audit-check.witness-differs": (p) => `証跡が作り直されています。${p.seq} 番の記録が、チャンネルの証人と一致しません。`,
  "audit-check.witness-unsigned": (p) =>
    `${p.seq} 番の証人の署名が正しくありません。コピーが不完全か、別のボットのものか、偽造です。`,

  "audit-file.denied": (p) =>
    `Vault が許可していません: ${p.path}。何も変更していません。ポリシー profinaut-audit のトークンを使ってください: vault token create -policy=profinaut-audit -no-default-policy`,
  "audit-file.line-too-long": (p) =>
    `${p.path}: ${p.line} 行目が 8 MiB を超えても終わりません。証跡でもログでもないファイルです。`,
  "audit-file.no-keys": (p) =>
    `${p.path} に公開鍵がありません。vault kv get -field=keys secret/profinaut-keys/public/decisions の出力を指定してください。`,
  "audit-file.no-redis": () =>
    "Redis に接続できません。何も読み取らず、何も変更していません。REDIS_URL とネットワークを確認してください。",
  "audit-file.no-witness": (p) =>
    `${p.path} にチェックポイントがありません。チャンネルの証人スレッドから trail-checkpoint で始まる行をコピーしてください。`,
  "audit-file.unreadable": (p) => `${p.path} を読み取れません（${p.reason}）。ファイル名と読み取り権限を確認してください。`,

  "audit-verify-file.broken": (p) => `異常あり。${p.because}`,
  "audit-verify-file.continued": (p, f) =>
    `${p.by} の署名により、${p.seq} 番の記録の後から再開しています（${f.time(p.atMs)}）。確認済みだった ${p.lostSeq} 番の記録は含まれません。理由: ${p.reason}。それ以前に照合用として残され、証跡にないものは照合していません。`,
  "audit-verify-file.intact": (p, f) =>
    `異常なし: ${p.fromSeq} 番から ${p.toSeq} 番までの記録、最新のハッシュは ${p.hash} です。書き出し日時（ファイルの記載）: ${f.time(p.madeAtMs)}`,
  "audit-verify-file.intact-empty": (p, f) => `異常なし。記録はありません。書き出し日時（ファイルの記載）: ${f.time(p.madeAtMs)}`,
  "audit-verify-file.keys-given": () => "署名は、指定された公開鍵で検証しました。",
  "audit-verify-file.keys-own": () =>
    "署名は、ファイル自身に含まれる公開鍵で検証しました。ファイルを作り直した人が自分の鍵を入れた可能性は残ります。Vault の公開鍵を --keys で指定してください。",
  "audit-verify-file.no-witness": () =>
    "チャンネルとは照合していません。署名鍵を持つ人が全体を作り直した場合や、古いチェックポイントまで切り詰めた場合は区別できません。チャンネルの証人スレッドから最新の行をファイルにコピーし、--witness で指定してください。",
  "audit-verify-file.part": (p) => `全体の一部です。${p.fromSeq} 番より前の記録は含まれていません。`,
  "audit-verify-file.proves": () =>
    "証明できること: 含まれる記録は、書かれた後に（署名のある範囲では、ボットが署名した後に）変更、削除、入れ替え、追加されていません。",
  "audit-verify-file.proves-not": () =>
    "証明できないこと: ボットを経由しない操作がなかったこと（Vault のログと照合するには profinaut audit diff）、人がボットに伝えた内容が真実であること、ボットの署名鍵を持つ人による改ざんのうちチャンネルと矛盾しないもの。",
  "audit-verify-file.signed": (p) => `署名: チェックポイント ${p.checkpoints} 件、最後は ${p.toSeq} 番です。`,
  "audit-verify-file.signed-rest": (p) =>
    `${p.fromSeq} 番から ${p.toSeq} 番までの記録は最後のチェックポイントより新しく、連鎖はしていますが署名がありません。`,
  "audit-verify-file.unsigned": () =>
    "署名された部分がありません。ファイルを書ける人なら誰でも作れます。ボットが 1 分以上動いた後に書き出し直してください。",
  "audit-verify-file.what-now": () =>
    "その箇所以降は信用しないでください。このファイルを保管し、Redis から書き出し直して、両方をチャンネルの証人スレッドと照合してください。",
  "audit-verify-file.witnesses": (p) =>
    `チャンネルの証人 ${p.compared} 件と一致します。${p.before > 0 ? `ほかの ${p.before} 件は、含まれていない記録のものです。` : ""}`,
};
