import type { Section } from "./locale.ts";

/** In Japanese: what questions are answered with. Slack formats a code span only between spaces. */
export const jaAnswers: Section<
  | "answer"
  | "audit"
  | "audit-verify"
  | "command"
  | "help"
  | "query"
  | "requests"
  | "role"
  | "roles"
  | "secret-id"
  | "show"
  | "status"
> = {
  "answer.left-out": (p) => `…ほか ${p.lines} 行は入りきりませんでした。ロールやリクエストを指定して絞り込んでください。`,

  "audit.changed": (p) =>
    `証跡が書き換えられています。${p.seq} 番の記録が、ハッシュまたは直前の記録と一致しません。これ以降の記録は信用せず、チャンネルの証人スレッドと照合してください。`,
  "audit.end-damaged": (p) =>
    `${p.seq === 0 ? "記録がありません" : `1 番から ${p.seq} 番までの記録は互いに一致しています`}。ただし Redis にある証跡の末尾が最後に書いた内容と異なります。その後の記録が失われたか、最新の記録の控えが変更されています。`,
  "audit.heading": (p, f) => `${f.code(p.id)} の証跡: ${p.entries} 件`,
  "audit.line": (p, f) => `${p.seq}. ${f.time(p.atMs)} · ${f.code(p.actor)} · ${f.code(p.action)} · ${f.code(p.hash)}`,
  "audit.hidden": (p, f) => `エントリー ${p.seq} は全体の証跡にありますが、${f.code(p.id)} の証跡から欠けています`,
  "audit.missing": (p) => `証跡に欠落があります。${p.seq} 番の記録がありません。チャンネルの証人スレッドと照合してください。`,
  "audit.rewritten": (p) => `証跡が作り直されています。${p.seq} 番の記録が、署名付きチェックポイントの内容と一致しません。`,
  "audit.summary": () => "リクエスト 1 件の証跡",
  "audit.truncated": (p) =>
    `証跡が切り詰められています。署名付きチェックポイントに含まれる ${p.fromSeq} 番から ${p.toSeq} 番までの記録がありません。`,
  "audit.unknown": (p, f) =>
    `リクエスト ${f.code(p.id)} はありません。新しいものは ${f.command("/profinaut requests")} で確認できます。`,
  "audit.unsigned": (p) =>
    `${p.seq} 番のチェックポイントの署名が正しくありません。これ以降の証跡は改ざんされたものとして扱ってください。`,
  "audit.usage": (_, f) =>
    `リクエストを指定してください。 ${f.command("/profinaut audit <request id>")} と入力します。ID はカードの下部にあります。`,

  "audit-verify.broken": (p) => `証跡が完全ではありません: ${p.because}`,
  "audit-verify.continued": (p, f) =>
    `${f.user(p.by)} が ${f.time(p.atMs)} に ${p.seq} 番の記録の後から再開しました。確認済みだった ${p.lostSeq} 番の記録は含まれません。理由: ${p.reason}。それ以前に照合用として残され、証跡にないものは無効です。`,
  "audit-verify.intact": (p, f) => `証跡は完全です。全 ${p.entries} 件、最新のハッシュは ${f.code(p.hash)} です。`,
  "audit-verify.no-channel": () => "照合したのは保存先のチェックポイントだけです。チャンネルのものは現在読み取れません。",
  "audit-verify.summary": () => "証跡が完全かどうかを確認",
  "audit-verify.what-now": () =>
    "当面は何も承認しないでください。Redis の管理者に連絡し、チャンネルの証人スレッドと照合してください。その後の手順は docs/operations.md にあります。Redis をバックアップから戻した場合、空になった場合、レプリカに切り替わった場合は “A backup was put back”、それ以外は “Somebody was in Redis” です。",
  "audit-verify.witnesses": (p) =>
    `署名付きチェックポイントのすべて（保存先 ${p.stored} 件、チャンネル ${p.channel} 件）と一致します。`,

  "command.malformed": () => "入力を理解できませんでした。何も実行していません。 `/profinaut help` で使い方を確認できます。",
  "command.reason-too-long": (p) => `理由が長すぎます。何も実行していません。${p.max} 文字以内で入力してください。`,
  "command.secret": (p) =>
    `秘密情報と思われる文字列（${p.what}）が含まれています。保存も実行もしていませんが、Slack には送信されています。その秘密情報を直ちにローテーションし、メッセージがあれば削除して、それを含めずにもう一度依頼してください。秘密情報でない場合は、その直前に何であるかを書くか（\`request id …\`、\`commit …\`）、省いてください。`,
  "command.too-long": (p) => `入力が長すぎます。何も実行していません。${p.max} 文字以内で入力してください。`,

  "help.about": (p) => p.summary,
  "help.command": (p, f) => f.command(`/profinaut ${p.command}`),
  "help.example": (p, f) => `例: ${f.command(`/profinaut ${p.command}`)}`,
  "help.heading": () => "*使えるコマンド*",
  "help.line": (p, f) => `${f.command(`/profinaut ${p.command}`)} – ${p.summary}`,
  "help.line-approval": (p, f) => `${f.command(`/profinaut ${p.command}`)} – ${p.summary} 🔐`,
  "help.more": (_, f) => `🔐 はほかの方の承認が必要です。詳細は ${f.command("/profinaut help <command>")} で確認できます。`,
  "help.needs-approval": () => "🔐 実行にはほかの方の承認が必要です。",
  "help.needs-none": () => "承認は不要です。",
  "help.summary": () => "使えるコマンド",
  "help.unknown": (p, f) =>
    `${f.code(p.name)} というコマンドはありません。${p.nearest.length === 0 ? "" : `もしかして: ${f.either(p.nearest)} 。`}一覧は ${f.command("/profinaut help")} で確認できます。`,

  "query.too-many-words": (p, f) =>
    `${f.codes(p.words)} は余分です。何も実行していません。使い方は ${f.command("/profinaut help")} で確認できます。`,

  "requests.heading": (p) => `*未完了のリクエスト ${p.open} 件*`,
  "requests.line": (p, f) => `${f.code(p.id)} · ${p.state} · ${f.code(p.command)} · ${f.user(p.by)} 、${f.time(p.atMs)}`,
  "requests.lock": (p, f) => `${f.code(p.lock)} · ${f.code(p.id)}`,
  "requests.lock-of-nobody": (p, f) =>
    `${f.code(p.lock)} · ${f.code(p.id)}（存在しないか終了済みです。読み取れない場合を除き、1 分以内に解放します）`,
  "requests.locks": () => "ロック（それぞれ同時に一件のみ）",
  "requests.more": (_, f) => `詳細は ${f.command("/profinaut show <request id>")} で確認できます。`,
  "requests.none-open": () => "未完了のリクエストはありません。",
  "requests.not-ours": (p, f) => `⚠ ${f.code(p.id)} · 保存内容はボットが書いたものではありません。実行されません`,
  "requests.not-proven": () =>
    "⚠ 監査ログが今は信用できないため、以下の内容は証明されていません（Redis に残っているままの表示です）。",
  "requests.recent": () => "最近終わったもの",
  "requests.summary": () => "未完了のリクエストと、最近終わったもの",
  "requests.unsigned": (p, f) =>
    `${f.code(p.id)} · 監査ログの署名が始まる前に終了（最後の記録: ${f.code(p.action)}） · ${f.code(p.command)} · ${f.user(p.by)} 、${f.time(p.atMs)}`,
  "requests.unproven": (p, f) => `⚠ ${f.code(p.id)} · 依頼の内容も結果も、署名されたものからは確認できません`,

  "role.adopt": (p) => `${p.role} を引き継ぐ…`,
  "role.clean-up": (p) => `使われていない ${p.count} 件を破棄…`,
  "role.delivers": (p, f) => `SecretID の配布先: ${f.codes(p.destinations)}`,
  "role.drifted": (p) => `⚠️ ${p.what}${p.mend}`,
  "role.heading": (p, f) => `AppRole ${f.code(p.role)}`,
  "role.no-secret-ids": (p, f) =>
    `SecretID はまだありません。 ${f.code(`/profinaut rotate ${p.role}`)} で最初の 1 件を発行できます。`,
  "role.policies": (p, f) => `ポリシー: ${f.codes(p.policies)}`,
  "role.many": (p, f) =>
    `${f.code(p.role)} には SecretID が ${p.count} 件あり、ここでは 1 件ずつ確認できません。 ${f.code(`/profinaut rotate ${p.role}`)} で新しいものを配布し、併用期間の後にすべて破棄できます。使われていないものは ${f.code(`/profinaut clean-up ${p.role}`)} で破棄できます。`,
  "role.rotate-first": (p, f) =>
    `⚠️ ボットが把握していない SecretID が ${p.count} 件あります。配布先のものが不明または消失しているため、これらだけが使われている可能性があります。 ${f.code(`/profinaut rotate ${p.role}`)} で新しいものを配布し、残りを破棄できます。`,
  "role.secret-ids": (p) => `有効な SecretID ${p.count} 件`,
  "role.summary": () => "AppRole 1 件とその SecretID",
  "role.times": (p, f) =>
    `新しい SecretID の有効期間は${f.duration(p.ttlMs)}、古いものは配布後${f.duration(p.overlapMs)}有効です`,
  "role.unknown": (p, f) =>
    `${f.code(p.role)} は設定されていません。${p.nearest.length === 0 ? "" : `もしかして: ${f.either(p.nearest)} 。`}設定済みのロール: ${f.codes(p.configured)} 。`,
  "role.usage": (_, f) =>
    `ロールを指定してください。 ${f.command("/profinaut role <name>")} と入力します。一覧は ${f.command("/profinaut roles")} で確認できます。`,

  "roles.current": (p, f) => `現行は ${f.time(p.createdAtMs)} から、${p.expires}`,
  "roles.heading": (p) => `*AppRole ${p.count} 件*`,
  "roles.line": (p, f) => `${f.code(p.role)} – ${p.current} · 有効な SecretID ${p.live} 件${p.rest}`,
  "roles.more": (_, f) => `SecretID ごとの詳細は ${f.command("/profinaut role <name>")} で確認できます。`,
  "roles.never-rotated": () => "このボットではまだローテーションしていません",
  "roles.none": () => "ロールが設定されていません。 `profinaut.yml` の `roles` に追加してください。",
  "roles.older": () => "⚠️ Redis の記録が実際より古いです",
  "roles.rest": (p) =>
    [
      p.previous === 0 ? "" : ` · 破棄待ち ${p.previous} 件`,
      p.pending === 0 ? "" : ` · 配布中 ${p.pending} 件`,
      p.orphan === 0 ? "" : ` · ⚠️ 取り残し ${p.orphan} 件`,
      p.foreign === 0 ? "" : ` · 手作業で発行 ${p.foreign} 件`,
      p.neverExpiring === 0 ? "" : ` · ⚠️ 無期限 ${p.neverExpiring} 件`,
      p.old === 0 ? "" : ` · ⚠️ 1 年超 ${p.old} 件`,
    ].join(""),
  "roles.summary": () => "AppRole と SecretID の一覧",
  "roles.to-adopt": (p) =>
    `${p.count} 件のロールについて、Redis の記録が Vault より古くなっています。ボタン（一度に 5 件まで）を押すと、Vault と GitHub の状態の引き継ぎを依頼できます。何も破棄されません。`,
  "roles.unknown": (p, f) => `${f.code(p.role)} – 読み取れませんでした: ${p.because}`,

  "secret-id.age": (p, f) => `${f.duration(p.ageMs)}前`,
  "secret-id.age-old": () => "⚠️ 1 年以上前",
  "secret-id.current": () => "現行",
  "secret-id.ending": (p) => `古い SecretID を破棄しています: ${p.total} 件中 ${p.ended} 件が完了。`,
  "secret-id.expires": (p, f) => `期限 ${f.time(p.atMs)}`,
  "secret-id.foreign": () => "手作業で発行",
  "secret-id.line": (p, f) => `${f.code(p.accessor)} – ${p.label} · 発行 ${f.time(p.createdAtMs)}（${p.age}） · ${p.expires}`,
  "secret-id.maybe": () => "配布された可能性あり（新しいものの配布まで保持）",
  "secret-id.never-expires": () => "⚠️ 無期限",
  "secret-id.orphan": (p, f) => `⚠️ ${f.code(p.request)} の取り残し`,
  "secret-id.pending": () => "配布中",
  "secret-id.previous": (p, f) => `旧版、${f.time(p.retireAtMs)} に破棄`,

  "show.approve": () => "承認",
  "show.asked": (p, f) => `${f.user(p.by)} が ${f.time(p.atMs)} に依頼: ${f.code(p.command)}`,
  "show.card": (p, f) => f.link(p.link, "カードを開く"),
  "show.decision": (p, f) => `${f.user(p.by)} が ${f.time(p.atMs)} に${p.verdict}`,
  "show.deny": () => "却下",
  "show.digest": (p, f) => `計画 ${f.code(p.digest)} 、承認期限 ${f.time(p.expiresAtMs)}`,
  "show.fact": (p) => `${p.label}: ${p.value}`,
  "show.heading": (p, f) => `${f.code(p.id)} – ${p.state}`,
  "show.line": (p) => `${p.number}. ${p.title} – ${p.state}`,
  "show.line.done": (p, f) => `${f.time(p.atMs)} に完了`,
  "show.line.failed": (p, f) => `${f.time(p.atMs)} に失敗`,
  "show.line.running": (p, f) => `${f.time(p.sinceMs)} から実行中`,
  "show.line.undone": () => "取り消し済み",
  "show.line.waiting": () => "これから",
  "show.note": (p) => `📌 ${p.note}`,
  "show.plan": (p) => `${p.title}。使えなくなるもの: ${p.impact}`,
  "show.redacted": (p, f) => `書かれていた文言は ${f.code(p.by)} により ${f.time(p.atMs)} に取り除かれました。`,
  "show.reason": (p, f) => `理由: ${f.code(p.reason)}`,
  "show.not-ours": (p) => `申請 ${p.id}: ボットが書いたものではありません`,
  "show.steps": () => "ステップ",
  "show.summary": () => "リクエスト 1 件の詳細",
  "show.unknown": (p, f) =>
    `リクエスト ${f.code(p.id)} はありません。新しいものは ${f.command("/profinaut requests")} で確認できます。`,
  "show.unsigned": (p) => `申請 ${p.id}: 監査ログの署名が始まる前のものです`,
  "show.unsigned-more": (p, f) =>
    `そのほかの保存内容には署名がないため表示しません。記録は ${f.command(`/profinaut audit ${p.id}`)} で確認できます。`,
  "show.usage": (_, f) =>
    `リクエストを指定してください。 ${f.command("/profinaut show <request id>")} と入力します。ID はカードの下部にあります。`,

  "status.github-failing": (p) => `⚠️ GitHub: ${p.because}`,
  "status.github-ok": () => "GitHub は応答しています",
  "status.heading": (p, f) => `Profinaut の Vault ボット ${f.code(p.version)}`,
  "status.next": () => "次の予定",
  "status.no-worker": () =>
    "⚠️ ワーカーが見つかりません。リクエストは記録されますが、何も実行されません。 `profinaut start` で起動してください。",
  "status.processes": (p, f) => (p.processes.length === 0 ? "プロセス: 見つかりません" : `プロセス: ${f.codes(p.processes)}`),
  "status.processes-differ": (p, f) => `⚠️ プロセス: ${f.codes(p.processes)}。設定が異なります: ${f.codes(p.settings)}`,
  "status.queue": (p) => `キュー: 待機 ${p.waiting} 件、実行中 ${p.active} 件、予約 ${p.delayed} 件、失敗 ${p.failed} 件`,
  "status.redis": (p, f) =>
    p.weak.length === 0
      ? "Redis は応答しており、記録は保持されます"
      : `⚠️ Redis は応答していますが、記録を失うおそれがあります。 ${f.codes(p.weak)} を設定してください`,
  "status.requests": (p, f) => `リクエスト: 処理が残っているもの ${p.open} 件（ ${f.command("/profinaut requests")} ）`,
  "status.not-signed": (p) => `⚠️ 監査ログ: 署名はまだ始まっていません。${p.because}`,
  "status.signed": (p) => `監査ログ: ${p.seq} 番以降は署名済み`,
  "status.signing-soon": () =>
    "最後の署名のない書き込みから 10 分後、処理中のリクエストがないときに始まります。ほかの理由で始まらない場合は 1 時間後にチャンネルで知らせます。",
  "status.slot": (p, f) => `${f.time(p.slotAtMs)} · ${p.what}`,
  "status.summary": () => "全体の状態",
  "status.trail": (p, f) => `証跡: ${p.entries} 件（ ${f.command("/profinaut audit verify")} で検証できます）`,
  "status.unreachable": (p) => `⚠️ ${p.what}: ${p.because}`,
  "status.vault": (p, f) =>
    `${p.state === "ready" ? "" : "⚠️ "}Vault: ${p.state}${p.version === "" ? "" : ` 、バージョン ${f.code(p.version)}`}`,
  "status.workers": (p, f) => `ワーカーの最終応答 ${f.time(p.seenAtMs)}。${p.github}`,
};
