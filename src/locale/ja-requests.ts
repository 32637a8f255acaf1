import type { Section } from "./locale.ts";

/** In Japanese: what happens to a request: its card, its thread, and what the buttons say. Slack formats a code span only between spaces. */
export const jaRequests: Section<
  | "approval"
  | "button"
  | "cancel"
  | "card"
  | "desk"
  | "ledger"
  | "line"
  | "operation"
  | "request"
  | "retire"
  | "rotate"
  | "run"
  | "state"
  | "trail"
  | "view"
  | "witness"
> = {
  "approval.already-decided": () => "このリクエストにはすでに回答済みです。何も変わっていません。別の方の操作が必要です。",
  "approval.approved": (p, f) => `${f.users(p.by)} が承認しました。`,
  "approval.by-requester": () =>
    "ご自身が依頼したリクエストのため、判断できません。何も変わっていません。ほかの承認者に承認を依頼するか、 `/profinaut cancel` で取り下げてください。",
  "approval.denied": (p, f) => `${f.user(p.by)} が却下しました。何も変更していません。`,
  "approval.expired": (p, f) =>
    `必要な承認がそろう前に、${f.time(p.atMs)} で期限切れになりました。何も変更していません。同じコマンドで依頼し直してください。`,
  "approval.haste-by-requester": () =>
    "ご自身が依頼したリクエストのため、待機を打ち切ることはできません。何も変わっていません。ほかの承認者に *今すぐ終了* を押してもらってください。待っている実行が終われば、自動的に終了します。",
  "approval.nobody-left": (p, f) =>
    `承認できる人が足りません。依頼者以外に ${p.required} 名の承認が必要ですが、承認できる人は ${p.left} 名です。${p.gone.length === 0 ? "" : `すでにいない人: ${f.users(p.gone)} 。`}何も実行していません。管理者が \`profinaut.yml\` の \`approval\` に別の人を指定してください。`,
  "approval.not-approver": () =>
    "このリクエストの承認者ではありません。何も変わっていません。承認できる方はカードに記載されています。",
  "approval.other-plan": () =>
    "この承認は別の計画に対するものなので無効です。何も変更していません。カードを確認して、もう一度押してください。",
  "approval.pending": (p, f) =>
    `あと ${p.missing} 名の承認が必要です${p.by.length === 0 ? "" : `（承認済み: ${f.users(p.by)} ）`}。`,
  "approval.same-person": (p, f) =>
    `依頼者 ${f.user(p.as)} と同一人物のアカウントと思われます。何も変わっていません。別の方が承認してください。別人の場合は、管理者が \`profinaut.yml\` の \`slack.people\` に登録できます。`,
  "approval.unidentified": () =>
    "どちらかのアカウントのメールアドレスを Slack から取得できず、別人であることを確認できません。何も変わっていません。管理者が `profinaut.yml` の `slack.people` に両名を登録できます。",
  "approval.withdrawn": (p) => `承認が無効になりました: ${p.because} 何も変更していません。リクエストは承認待ちに戻りました。`,

  "button.approve": () => "承認",
  "button.back": () => "戻る",
  "button.confirm-text": (p) => `${p.title}\n${p.impact}`,
  "button.confirm-title": () => "この計画を承認しますか？",
  "button.deny": () => "却下",
  "button.hasten": () => "今すぐ終了",
  "button.redo": () => "もう一度配布",
  "button.retry": () => "再試行",
  "button.stop": () => "実行をキャンセル",

  "cancel.summary": () => "自分のリクエストを取り下げる",
  "cancel.usage": (_, f) =>
    `リクエストを指定してください。何も実行していません。 ${f.command("/profinaut cancel <request id>")} と入力します。ID はカードの下部にあります。`,

  "card.approved": () => "承認されました。ワーカーが空き次第、開始します。",
  "card.approved-by": (p, f) => `*承認した人* ${f.users(p.by)}`,
  "card.approvers-group": (p, f) => `*承認できる人* ${f.group(p.group)} のうち ${p.required} 名（依頼者を除く）`,
  "card.approvers-users": (p, f) => `*承認できる人* ${f.users(p.users)} のうち ${p.required} 名（依頼者を除く）`,
  "card.asked": (p, f) => `${f.user(p.by)} が ${f.time(p.atMs)} に依頼: ${f.code(p.command)}`,
  "card.cancelled": (p, f) => `${f.user(p.by)} が ${f.time(p.atMs)} に取り下げました。何も変更していません。`,
  "card.cut": (p, f) =>
    `このカードは Slack の上限を超えています。続きは ${f.code(`/profinaut show ${p.id}`)} で確認してから承認してください。`,
  "card.denied": (p, f) => `${f.user(p.by)} が ${f.time(p.atMs)} に却下しました。何も変更していません。`,
  "card.digest": (p, f) => `*計画* ${f.code(p.digest)} （承認はこの計画だけに対するものです）`,
  "card.expired": (p, f) => `承認がそろわず、${f.time(p.atMs)} に期限切れになりました。何も変更していません。`,
  "card.expires": (p, f) => `*承認期限* ${f.time(p.atMs)}`,
  "card.failed": (p, f) => `${f.time(p.atMs)} に失敗しました。`,
  "card.fallback": (p) => `${p.title} – ${p.state}`,
  "card.footer": (p, f) => `${f.code(p.id)} · ${f.code(p.operation)} · リビジョン ${p.revision}`,
  "card.impact": (p) => `*使えなくなるもの* ${p.impact}`,
  "card.needs-attention": () => "途中で止まりました。担当者の確認が必要です。",
  "card.note": (p) => `📌 ${p.note}`,
  "card.pending": (p) => `承認待ちです。あと ${p.missing} 名の承認が必要です。`,
  "card.plan": () => "*計画*",
  "card.preparing": () => "まず Vault と GitHub の状態を確認しています。まだ操作は必要ありません。",
  "card.redacted": (p, f) => `_ここに書かれていた文言は ${f.code(p.by)} により ${f.time(p.atMs)} に取り除かれました。_`,
  "card.reason": (p, f) => `*理由* ${f.code(p.reason)}`,
  "card.refused": (p, f) => `実行できないことを ${f.time(p.atMs)} に確認しました。承認の依頼はしておらず、何も変更していません。`,
  "card.relaxed": () =>
    "⚠️ Redis の耐久性が緩和されています。マシンの障害時に直近の記録が失われることがあります(`appendfsync everysec` なら 1 秒分、それより弱い設定ならさらに多く)。",
  "card.retry-at": (p, f) => `${f.time(p.atMs)} に自動で再試行します。`,
  "card.running": () => "実行中です。",
  "card.succeeded": (p, f) => `${f.time(p.atMs)} に完了しました（所要時間 ${f.duration(p.tookMs)}）。`,
  "card.unprepared": (p) => `リクエスト: ${p.operation}`,

  "desk.accepted": (p, f) =>
    `${f.code(p.id)} として受け付けました: ${f.code(p.command)} 。まだ何も変更していません。先に Vault と GitHub を確認し、その後ボットのチャンネルのカードで承認を依頼します。`,
  "desk.approved": (p, f) =>
    `${f.code(p.id)} の承認を記録しました。必要な承認がそろったため、これから開始します。進み具合はカードに表示されます。`,
  "desk.approved-more": (p, f) => `${f.code(p.id)} の承認を記録しました。開始するには、あと ${p.missing} 名の承認が必要です。`,
  "desk.cancelled": (p, f) => `${f.code(p.id)} を取り下げました。何も変更していません。`,
  "desk.denied": (p, f) => `${f.code(p.id)} を却下しました。何も変更しておらず、以後承認することはできません。`,
  "desk.no-such-request": (_, f) =>
    `このボタンに対応するリクエストはありません。何も実行していません。未完了のものは ${f.command("/profinaut requests")} で確認できます。`,
  "desk.other-message": (p, f) =>
    `これは ${f.code(p.id)} のカードではないため、操作は無効です。何も実行していません。正しいカードは ${f.code(`/profinaut show ${p.id}`)} から開けます。`,
  "desk.other-plan": (p, f) =>
    `${f.code(p.id)} の計画はこのボタンが表示されたときから変わっているため、操作は無効です。何も実行していません。現在の計画とカードは ${f.code(`/profinaut show ${p.id}`)} で確認してください（ホームタブは開き直してください）。`,
  "desk.hastened": (p, f) =>
    `${f.code(p.id)} はこれ以上待たないことを記録しました。置き換えられたものはまもなく終了し、まだ持っている実行は失敗します。`,
  "desk.redo-asked": (p, f) => `${f.code(p.id)} の新しい SecretID を発行し、もう一度配布します。進み具合はカードに表示されます。`,
  "desk.resumed": (p, f) => `${f.code(p.id)} を再試行します。進み具合はカードに表示されます。`,
  "desk.stop-asked": (p, f) =>
    `${f.code(p.id)} の中止を記録しました。まもなく GitHub で実行をキャンセルし、結果はカードに表示します。`,
  "desk.unknown-command": (p, f) =>
    `${p.name === "" ? "コマンドが入力されていません" : `${f.code(p.name)} というコマンドはありません`}。何も実行していません。${p.nearest.length === 0 ? "" : `もしかして: ${f.either(p.nearest)} 。`}一覧は ${f.command("/profinaut help")} で確認できます。`,

  "ledger.unreadable": (p, f) =>
    `${f.code(p.role)} の SecretID について保存された内容を読み取れません。何も変更していません。管理者が Redis を確認してください。`,

  "line.done": (p, f) => `${p.title} · ${f.clock(p.atMs)} （${f.duration(p.tookMs)}）`,
  "line.due": (p, f) => `${p.title} · 予定 ${f.time(p.dueAtMs)}`,
  "line.failed": (p, f) => `${p.title} · ${f.clock(p.atMs)} に失敗`,
  "line.left-out": (p) => `…ほか ${p.lines} ステップ`,
  "line.none": () => "ステップはありません。",
  "line.running": (p, f) => `${p.title} · ${f.clock(p.sinceAtMs)} から実行中`,
  "line.undone": (p) => `${p.title} · 取り消し済み`,
  "line.waiting": (p) => p.title,

  "operation.gone": (p, f) =>
    `このバージョンのボットには操作 ${f.code(p.operation)} がないため、リクエストを続行できません。受け付けたバージョンを起動するか、取り下げてください。`,

  "request.already": (p, f) =>
    `${f.code(p.id)} はすでに「${p.state}」です。何も変わっていません。詳細は ${f.code(`/profinaut show ${p.id}`)} で確認できます。`,
  "request.cancel-not-yours": (p, f) =>
    `取り下げられるのは依頼者の ${f.user(p.by)} だけです。何も変わっていません。承認者は却下できます。`,
  "request.changed-meanwhile": () =>
    "同時にリクエストが更新されたため、何も実行していません。カードを確認して、もう一度お試しください。",
  "request.drifted": (p, f) =>
    `承認時と状況が変わったため、何も実行しておらず、承認は無効になりました。変わった点: ${f.codes(p.changes)} 。問題なければ、もう一度承認してください。`,
  "request.lock-lost": () => "このワーカーはロックを失ったため、次の変更の前に停止しました。別のワーカーが引き継ぎます。",
  "request.requester-gone": (p) => `依頼者がこのボットを利用できなくなりました: ${p.because} 何も変更していません。`,
  "request.taken": (p, f) =>
    `同じ対象のリクエスト ${f.link(p.link, p.id)} がすでに進行中です。何も記録していません。完了を待つか、 ${f.code(`/profinaut cancel ${p.id}`)} で取り下げてください。`,
  "request.tampered": () =>
    "この記録はボットの外から書き換えられたため停止しました。今後も実行されません。依頼し直したうえで、Redis に書き込める第三者がいることを管理者に伝えてください。",

  "retire.stuck": (p, f) =>
    `${f.code(p.id)} は成功しましたが、古い SecretID を破棄できませんでした: ${p.because} 古い SecretID はまだ有効です。自動で再試行しますが、担当者の確認が必要です。`,

  "rotate.capabilities": (p, f) =>
    `ボットのトークンでは ${f.code(p.role)} をローテーションできません。不足している権限: ${f.codes(p.missing)} 。何も変更していません。管理者がポリシーを追加してください。`,
  "rotate.clamped": (p, f) =>
    `新しい SecretID の有効期間が、予定の ${f.duration(p.plannedMs)}ではなく${f.duration(p.grantedMs)}になりました。配布していません。マウントの最大 TTL を確認してください。`,
  "rotate.current-gone": (p, f) =>
    `${f.code(p.role)} で使用中の SecretID が Vault に存在しないため、古い SecretID は破棄していません。誰が破棄したかを確認し、もう一度ローテーションしてください。`,
  "rotate.delivered-in-part": (p, f) =>
    `新しい SecretID は ${f.codes(p.delivered)} に届いた可能性があり、 ${f.codes(p.rest)} には届いていません。新旧とも有効です。「再試行」を押して完了させてください。`,
  "rotate.delivered-maybe": (p, f) =>
    `アクセサ ${f.codes(p.accessors)} の SecretID は配布先で使われている可能性があるため、有効なまま残しました。もう一度ローテーションして置き換えてください。`,
  "rotate.done": (p, f) =>
    `${f.code(p.role)} の新しい SecretID（アクセサ ${f.code(p.accessor)} ）を ${f.codes(p.destinations)} に配布しました。`,
  "rotate.flag-unknown": (p, f) =>
    `${f.code(`--${p.flag}`)} は使えません。何も実行していません。使えるフラグは \`--leaked\` だけです。`,
  "rotate.impact": (p, f) =>
    `すぐに使えなくなるものはありません。 ${f.code(p.role)} の古い SecretID は、新しいものを配布してから${f.duration(p.overlapMs)}後に無効になり、配布先以外にあるコピーは使えなくなります。`,
  "rotate.impact-first": (p, f) => `ありません。 ${f.code(p.role)} には有効な SecretID がありません。`,
  "rotate.impact-keeps": (p, f) =>
    `ありません。どれが使われているか確かでないため、 ${f.code(p.role)} の有効な SecretID はすべて残します。${p.because}`,
  "rotate.impact-leaked": (p, f) =>
    `${f.code(p.role)} の古い SecretID は、新しいものを配布した直後に無効になります。古い値を読み込み済みの実行中ワークフローはログインに失敗します。`,
  "rotate.label.destinations": () => "配布先",
  "rotate.label.bound": () => "ログインできるネットワーク",
  "rotate.label.lives": () => "新しい SecretID の有効期間",
  "rotate.label.no-secret-id": () => "⚠️ SecretID 不要",
  "rotate.label.policies": () => "できること（ポリシー）",
  "rotate.label.replaces": () => "置き換える SecretID",
  "rotate.no-destination": (p, f) =>
    `${f.code(p.role)} には配布先がなく、新しい SecretID が誰にも届きません。何も実行していません。 \`profinaut.yml\` に \`deliverTo\` を追加してください。`,
  "rotate.not-configured": (p, f) =>
    `${f.code(p.role)} は設定されていません。何も実行していません。設定済みのロール: ${f.codes(p.configured)} 。`,
  "rotate.not-what-was-issued": () =>
    "Vault から、発行した SecretID とは異なるものが返りました。配布していません。第三者が取得した可能性があるため、Vault の監査ログを確認してください。",
  "rotate.pending-lost": () =>
    "配布した SecretID が台帳にありません。何も破棄していません。担当者がロールの SecretID を確認してください。",
  "rotate.role-malformed": () =>
    "ロール名に使えるのは英小文字・数字・ハイフンです。何も実行していません。一覧は `/profinaut roles` で確認できます。",
  "rotate.role-missing": (_, f) =>
    `ロールを指定してください。何も実行していません。 ${f.command("/profinaut rotate <role>")} と入力します。一覧は ${f.command("/profinaut roles")} で確認できます。`,
  "rotate.step.commit": () => "新しい SecretID を現行として記録",
  "rotate.step.deliver": (p, f) => `${f.code(p.destination)} に配布`,
  "rotate.step.intent": () => "これから変更する内容を記録",
  "rotate.step.issue": (p, f) => `${f.code(p.role)} の新しい SecretID をラップして発行`,
  "rotate.step.overlap": (p, f) => `新旧を${f.duration(p.overlapMs)}併用`,
  "rotate.step.overlap-none": () => "併用期間なし: 古い SecretID は直ちに無効",
  "rotate.step.retire": (p) => `Vault で古い SecretID ${p.count} 件を破棄`,
  "rotate.step.retire-none": () => "何も破棄しない: どれが使われているか確かでないため",
  "rotate.step.verify": () => "発行したものであることと有効期間を確認",
  "rotate.summary": () => "新しい SecretID をすべての配布先へ。古いものは併用期間のあとで破棄",
  "rotate.title": (p) => `${p.role} の SecretID をローテーション`,
  "rotate.title-leaked": (p) => `漏えいした ${p.role} の SecretID を直ちにローテーション`,
  "rotate.too-many": (p, f) =>
    `${f.code(p.role)} には SecretID が ${p.count} 件あり、扱える上限 ${p.max} 件を超えています。何も変更していません。使われていないものを先に破棄してください。`,
  "rotate.ttl-above-role": (p, f) =>
    `${f.code(p.role)} の \`secretIdTtl\` は${f.duration(p.askedMs)}ですが、AppRole の上限は${f.duration(p.limitMs)}です。何も変更していません。どちらかを合わせてください。`,
  "rotate.ttl-too-short": (p, f) =>
    `${f.code(p.role)} の SecretID の有効期間は${f.duration(p.ttlMs)}ですが、次回のローテーション・併用期間・気付くための 7 日間まで持つには${f.duration(p.neededMs)}が必要です。何も変更していません。TTL を延ばしてください。`,
  "rotate.value.destinations": (p, f) =>
    [p.existing.length === 0 ? "" : f.codes(p.existing), p.created.length === 0 ? "" : `新規: ${f.codes(p.created)}`]
      .filter(Boolean)
      .join(" / "),
  "rotate.label.uses": () => "⚠️ ログイン回数",
  "rotate.value.bound": (p, f) =>
    p.token.length === 0
      ? f.codes(p.secretId)
      : p.secretId.length === 0
        ? `制限なし。トークンは ${f.codes(p.token)} からのみ有効`
        : `${f.codes(p.secretId)} 。トークンは ${f.codes(p.token)} からのみ有効`,
  "rotate.value.lives-clamped": (p, f) =>
    `⚠️ ${f.duration(p.ttlMs)}: \`secretIdTtl\` は${f.duration(p.askedMs)}ですが、Vault の AppRole マウントの上限までしか許可されません`,
  "rotate.value.no-secret-id": () =>
    "この AppRole は `bind_secret_id` が無効です。RoleID を知っていれば SecretID なしでログインでき、古いものを破棄しても防げません",
  "rotate.value.uses": (p) => `${p.uses} 回で終了します。ログインするワークフローの実行ごとに数えられます`,
  "rotate.value.keeps": (p) => `なし（有効な SecretID ${p.total} 件を残します）`,
  "rotate.value.lives": (p, f) => f.duration(p.ttlMs),
  "rotate.value.names": (p, f) => f.codes(p.names),
  "rotate.value.replaces": (p) =>
    p.total === 0 ? "なし（有効な SecretID はありません）" : `有効な SecretID ${p.total} 件（うち手作業で発行 ${p.byHand} 件）`,
  "rotate.value.replaces-made": (p, f) =>
    `有効な SecretID ${p.total} 件（うち手作業で発行 ${p.byHand} 件、発行日時は ${f.time(p.fromAtMs)}${p.untilAtMs === p.fromAtMs ? "" : ` から ${f.time(p.untilAtMs)} まで`}）`,
  "rotate.value.replaces-all": (p, f) =>
    `有効な SecretID すべて、${p.total} 件（うち手作業で発行 ${p.byHand} 件、発行日時は ${f.time(p.oldestAtMs)} から ${f.time(p.untilAtMs)} まで）`,

  "run.failed-clean": (p) => `${p.because} すべて元に戻しました。これまで動いていたものは引き続き動きます。`,
  "run.used-up": () =>
    "この承認はすでに使われています。バックアップを戻した後やフェイルオーバーの後のように、Redis の内容が実際に行われたことより古くなっています。再度の実行はしていません。現在の状態を確認し、改めて依頼してください。ロールの台帳も古い場合は `/profinaut adopt` で最新にできます。",
  "run.gave-up": (p) => `${p.attempts} 回試行しましたが、完了できませんでした。最後の結果: ${p.last}`,
  "run.needs-attention": (p) => `途中で止まりました。${p.remains}最後の手順が失敗した理由: ${p.because}`,
  "run.point-of-no-return": () => "実行済みの内容はもう取り消せません。「再試行」を押して完了させてください。",
  "run.take-back-failed": (p) =>
    `取り消しにも失敗しました: ${p.because} 「再試行」を押すか、ロールの SecretID を確認してください。`,

  "state.approved": () => "承認済み",
  "state.cancelled": () => "取り下げ済み",
  "state.denied": () => "却下済み",
  "state.expired": () => "期限切れ",
  "state.failed": () => "失敗",
  "state.needs-attention": () => "要確認",
  "state.pending": () => "承認待ち",
  "state.preparing": () => "準備中",
  "state.refused": () => "実行不可",
  "state.running": () => "実行中",
  "state.succeeded": () => "完了",

  "trail.bot": () => "ボット",
  "trail.cause": (p, f) => f.code(p.text),
  "trail.command.refused": (p) => `${p.by} のコマンドを受け付けませんでした: ${p.because}`,
  "trail.line": (p, f) => `${f.clock(p.atMs)} · ${p.what}`,
  "trail.orphan.destroyed": (p, f) => `中断した処理が残した SecretID を破棄しました: ${f.code(p.found)}`,
  "trail.log.continued": (p, f) => `${p.by} が監査ログを再開しました: ${f.code(p.reason)}`,
  "trail.flood.refused": (p, f) =>
    `上限を超えたため、${f.duration(p.lastedMs)}の間に ${p.people} 人からの ${p.refused} 件を受け付けませんでした（多いのは ${f.users(p.most)}）`,
  "trail.expiry.snoozed": (p, f) => `${p.by} がスヌーズ: ${f.code(p.found)}`,
  "trail.clocks.differ": (p, f) => `Vault の時計がこの記録の時刻より ${p.off}いました（測定: ${f.code(p.host)}）`,
  "trail.finding.cleared": (p, f) => `点検で見つかった問題が解消しました: ${f.code(p.found)}`,
  "trail.finding.raised": (p, f) => `点検で問題が見つかりました: ${f.code(p.found)}`,
  "trail.weekly-check.posted": (p, f) => `週次点検を投稿しました: ${f.code(p.found)}`,
  "trail.orphan.found": (p, f) => `由来不明の SecretID が見つかりました。そのまま残しています: ${f.code(p.found)}`,
  "trail.other": (p, f) => `${p.by}: ${f.code(p.action)}`,
  "trail.form.refused": (p) => `${p.by} のフォームを受け付けませんでした: ${p.because}`,
  "trail.press.refused": (p) => `${p.by} のボタン操作を受け付けませんでした: ${p.because}`,
  "trail.request.approval-withdrawn": (p) => `承認待ちに戻りました: ${p.because}`,
  "trail.request.approved": () => "必要な承認がそろいました",
  "trail.request.approved-by": (p, f) => `${p.by} が計画 ${f.code(p.digest)} を承認しました`,
  "trail.request.cancelled": (p) => `${p.by} が取り下げました`,
  "trail.request.denied-by": (p, f) => `${p.by} が計画 ${f.code(p.digest)} を却下しました`,
  "trail.request.drifted": (p, f) => `承認後に状況が変わり、承認は無効になりました: ${f.codes(p.changes)}`,
  "trail.request.lapsed": (p) => `監査ログの再開に伴い終了しました: ${p.because}`,
  "trail.request.expired": () => "承認がそろわず期限切れになりました",
  "trail.request.prepared": (p, f) => `計画 ${f.code(p.digest)} ができ、承認待ちになりました`,
  "trail.request.refused": (p) => `承認を依頼する前に実行不可と判断しました: ${p.because}`,
  "trail.request.submitted": (p) => `${p.by} が依頼しました`,
  "trail.request.redacted": (p, f) => `書かれていた文言を取り除きました（ ${f.code(p.by)} ）`,
  "trail.request.tampered": (p, f) => `記録がボットの外から書き換えられたため停止しました（ ${f.code(p.detail)} ）`,
  "trail.run.failed": (p) => `失敗しました: ${p.because}`,
  "trail.run.needs-attention": (p) => `停止しました。担当者の確認が必要です: ${p.because}`,
  "trail.retire.hastened-by": (p) => `${p.by} が、古い SecretID を持つ実行をこれ以上待たないと決めました`,
  "trail.run.stop-asked": (p) => `${p.by} がワークフロー実行のキャンセルを求めました`,
  "trail.request.signed": () => "署名の開始時点の内容に署名しました",
  "trail.run.postponed": (p, f) => `${f.time(p.untilMs)} まで待ちます: ${p.because}`,
  "trail.step.due": (p, f) => `ステップ ${f.code(p.step)} は ${f.time(p.dueAtMs)} に行われます`,
  "trail.run.resumed": (p) => `${p.by} が再開しました`,
  "trail.run.started": () => "開始しました",
  "trail.run.succeeded": (p) => `完了しました: ${p.outcome}`,
  "trail.schedule.skipped": (p, f) => `${p.by}の ${f.time(p.slotAtMs)} の分は、このリクエストが未完了のため依頼を見送りました`,
  "trail.step.done": (p, f) => `ステップ ${f.code(p.step)} が完了しました`,
  "trail.step.failed": (p, f) => `ステップ ${f.code(p.step)} が失敗しました: ${p.because}`,
  "trail.step.marked": (p, f) => `ステップ ${f.code(p.step)} が ${f.code(p.part)} に達しました`,
  "trail.step.started": (p, f) => `ステップ ${f.code(p.step)} を開始しました`,
  "trail.step.undone": (p, f) => `ステップ ${f.code(p.step)} を取り消しました`,
  "trail.unspecified": () => "理由の記録なし",
  "trail.user": (p, f) => f.user(p.id),

  "view.card-deleted": (p, f) =>
    `${f.code(p.id)} のカードが削除されていました。リクエストの内容に変更はありません。カードを投稿し直します。誰が削除したか確認してください。`,
  "view.alarm": (p, f) => `${f.code(p.id)} は担当者の確認が必要です: ${p.because}`,
  "view.not-ours": (p) =>
    `保存されている ${p.id} の内容は、このボットが書いたものではありません。ボット以外が Redis に書き込んだか、古いコピーが戻されています。カードには表示せず、実行もしません。docs/operations.md の “Somebody was in Redis” を参照してください。`,
  "view.ask-again": (p) => `依頼する: ${p.command}`,
  "view.waits": (p, f) =>
    `⏸️ 定期の ${f.code(p.command)} は待機しています。復旧すれば自動で続行します（最長 24 時間）: ${p.because}`,
  "view.refused": (p, f) => `${f.code(p.command)} は実行できません: ${p.because}`,

  "witness.fallback": () => "証跡のチェックポイント",
  "witness.root": (p, f) =>
    `🔏 *証跡の証人 ${p.month}* 今月の署名付きチェックポイントをこのスレッドに残します。保存先に書き込める者でも取り消せません。 ${f.code("/profinaut audit verify")} で照合できます。`,
};
