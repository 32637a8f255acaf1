import type { Section } from "./locale.ts";

type Standing = Section<"standing"> &
  Section<"continue"> &
  Section<"continued"> &
  Section<"stuck"> &
  Section<"document"> &
  Section<"report"> &
  Section<"idle"> &
  Section<"lock"> &
  Section<"signing">;

/** In Japanese: whether the audit log can be believed, and how it goes on when it cannot. */
export const jaStanding: Standing = {
  "standing.anchor-again": () => "✅ ワーカーは、監査ログがどこまで進んだかを再び Vault に記録しています。",
  "standing.checkpoint-again": () => "✅ 監査ログの署名が再びチャンネルに届いています。",
  "standing.no-anchor": (p) =>
    `🚨 監査ログは進んでいますが、どこまで進んだかが ${p.minutes} 分間 Vault に記録されていません（最後は ${p.seq} 番）。ワーカーが停止しているか、Vault に接続できないか、誰かが妨げています。その間に Redis から失われたものには気付けないおそれがあります。ワーカーのログと /readyz を確認してください。`,
  "standing.no-checkpoint": (p) =>
    `🚨 監査ログは進んでいますが、どこまで進んだかの署名が ${p.minutes} 分間チャンネルに届いていません（最後は ${p.seq} 番）。Slack を受け持つプロセスが停止しているか、Vault か Slack に接続できないか、誰かが妨げています。その間に Redis から失われたものには気付けないおそれがあります。そのログと /readyz を確認してください。`,
  "standing.alarm": (p, f) =>
    `🛑 ボットは読み取り専用です。${p.because} 質問には答えますが、受付・実行・無効化は行いません。まず Redis に何が起きたかを調べてください（docs/operations.md の “Somebody was in Redis” と “A backup was put back”）。より新しい Redis があれば戻してください。なければ、承認できる人が ${f.command("continue")} で監査ログを再開します。`,
  "standing.alarm-unsure": (p) =>
    `🛑 ボットは読み取り専用です。${p.because} 確認できるまで、質問には答えますが、受付・実行・無効化は行いません。`,
  "standing.behind": (p) =>
    `Redis の監査ログは ${p.seq} 番で終わっていますが、${p.by}は ${p.lostSeq} 番を確認しています。古い Redis が戻されたか、末尾が削除されています。`,
  "standing.broken": (p) => `Redis の監査ログが書かれたときの状態と異なります。${p.because}`,
  "standing.by-channel": () => "チャンネル",
  "standing.by-us": () => "ボット自身",
  "standing.by-vault": () => "Vault の記録",
  "standing.foreign": (p) =>
    `Redis の監査ログの記録 ${p.seq} は、このボットが書いたものではありません。古い版のプロセスが動いている場合は停止してください。動いていない場合は、ボット以外が Redis に書き込んでいます。`,
  "standing.damaged": (p) => `Redis の監査ログの末尾が壊れています。${p.seq} 番の記録がないか、ボットの書いた状態と異なります。`,
  "standing.differs": (p) => `Redis の監査ログが書き換えられています。${p.seq} 番の記録が、${p.by}が確認したものと異なります。`,
  "standing.empty": (p) =>
    `Redis の監査ログが空ですが、${p.by}は ${p.seq} 番を確認しています。Redis が消去されたか、別の Redis です。`,
  "standing.not-known": (p) => `Redis にすべての記録が残っているか、まだ確認できません。${p.because}`,
  "standing.over": () => "✅ 監査ログは再び信頼できる状態です。リクエストの受付と実行を再開します。",
  "standing.read-only": (p, f) =>
    `受け付けておらず、何も変更していません。ボットは読み取り専用です。${p.because} 対処方法はチャンネルの警告にあります。承認できる人は ${f.command("continue")} で監査ログを再開できます。`,
  "standing.record-lost": (p, f) =>
    `🚨 Redis にある ${f.code(p.id)} の記録が失われたか、ボットの書いたものではありません。誰かが Redis に書き込んだか、一部が失われています。このリクエストは実行されません。Redis をそのまま保全し、書き込める人を調べ、もう一度依頼してください。`,
  "standing.records-lost": (_, f) =>
    `🚨 Redis にある 5 件を超えるリクエストの記録が失われたか、ボットの書いたものではありません。残りはボットのログにあり、監査ログの内容は ${f.command("requests")} で確認できます。いずれも実行されません。Redis をそのまま保全し、書き込める人を調べてください。docs/operations.md の「Somebody was in Redis」を参照してください。`,
  "standing.said": (p, f) =>
    `${f.user(p.by)} が ${p.seq} 番からの監査ログの再開に署名しましたが、ワーカーがまだ反映していません。ワーカーが動作し Vault に接続できれば、1 分以内に反映されます。`,

  "continue.button": () => "ここから再開",
  "continue.done": (p) =>
    `署名し、${p.seq} 番の次に記録しました。1 分以内にワーカーが反映し、有効になったことと終了したリクエストをチャンネルに知らせます。`,
  "continue.field.code": () => "上記のコード",
  "continue.field.code-hint": (p, f) => `失われた内容を確認したうえで ${f.code(p.code)} と入力してください。`,
  "continue.field.reason": () => "理由",
  "continue.field.reason-hint": () => "Redis に何が起きたか、誰が調査したか。監査ログに残ります。",
  "continue.form-code": (p, f) => `この損失を表すコードは ${f.code(p.code)} です。`,
  "continue.form-dead": () =>
    "再開すると無効になるもの: 実行前の未完了のリクエストすべて（もう一度依頼が必要）、これまでの承認すべて、監査ログに残っていないもの。実行中だったものは確認待ちになります。以前に発行した SecretID は、どれが使用中かをローテーションまたは引き継ぎで確定するまで有効なまま残ります。",
  "continue.form-first": () =>
    "より新しい Redis、レプリカ、バックアップはありませんか。あればそれを戻せば何も失われません。誰かが Redis に書き込んだ場合は、先にその経路を塞いでください。",
  "continue.form-from": (p) => `監査ログは ${p.seq} 番の次から、あなたの名前と署名で再開します。`,
  "continue.form-lost": (p) => `${p.because}`,
  "continue.form-title": () => "ここから再開",
  "continue.not-allowed": () =>
    "監査ログを再開できるのは、承認できる人だけです。承認者に依頼してください。チャンネルの警告にボタンがあります。",
  "continue.not-yet": (p) => `まだ再開できません。${p.because} 確認できるまでお待ちください。`,
  "continue.nothing": () => "監査ログは信頼できる状態のため、再開の必要はありません。何も変更していません。",
  "continue.other-code": (p, f) =>
    `現在の損失のコードではありません。コードは ${f.code(p.code)} です。内容が変わった可能性があるため、もう一度確認してください。`,
  "continue.reason-missing": () => "Redis に何が起きたかを記入してください。",
  "continue.reason-secret": () => "認証情報のようです。含めずに理由を書き、その認証情報は交換してください。",
  "continue.summary": () => "Redis の消失や改変の後に監査ログを再開する（承認できる人のみ）",
  "continue.usage": (_, f) => `${f.command("continue")} だけを入力してください。残りはフォームで入力します。`,

  "continued.ask-again": (p, f) =>
    `失われた部分を除いて監査ログが再開されたため、このリクエストは実行前に終了しました。もう一度依頼してください: ${f.command(p.command)}`,
  "continued.ended": (p, f) =>
    `監査ログの再開時に未完了だったリクエスト: ${[
      ...(p.ids.length > 0 ? [`終了（もう一度依頼が必要）: ${f.codes(p.ids)}。`] : []),
      ...(p.held.length > 0 ? [`実行中だったため確認待ち: ${f.codes(p.held)}。`] : []),
    ].join(" ")}`,
  "continued.look": () =>
    "実行中に監査ログが再開されたため、最後の処理の記録が失われた可能性があります。Vault と配信先を確認してから続行してください。",
  "continued.over": (p, f) =>
    `${f.user(p.by)} の判断により、監査ログは ${p.seq} 番の次から再開しました。ボットが把握していないリクエストのカードは無効です。`,

  "document.kept": (p, f) => `✅ Redis の ${f.code(p.document)} は、ボットが最後に保存したとおりです。`,
  "document.many-not-kept": (_, f) =>
    `🛑 Redis にある 5 件を超えるボットの文書（ロールの台帳など）が失われたか、保存した内容と違っています。どのロールの記録が不足しているかは ${f.command("roles")} で確認できます。これらを根拠に SecretID を失効させることはありません。誰かが Redis に書き込めるか、古いコピーが戻されています。docs/operations.md の「Somebody was in Redis」を参照してください。`,
  "document.not-kept": (p, f) =>
    `🛑 Redis の ${f.code(p.document)} が失われたか、監査ログにある、ボットが最後に保存した内容と違っています。これを根拠に SecretID を失効させることはありません。ロールの台帳（ledger）であれば、${f.command("adopt <role>")} かローテーションで作り直せます。誰かが Redis に書き込めるか、古いコピーが戻されています。docs/operations.md の「Somebody was in Redis」を参照してください。`,

  "idle.request": (p, f) =>
    `🛑 ${f.code(p.id)} は処理の時刻を過ぎていますが、${p.minutes} 分間、エラーもないまま何も進んでいません。ワーカーが動いていない（${f.command("status")} で確認できます）か、誰かが Redis を操作しています（キューの停止、ジョブの削除、ロックの占有など）。ボットはキューを再開し、ジョブを入れ直します。調べ方は docs/operations.md の「Somebody was in Redis」にあります。`,
  "idle.request-over": (p, f) => `✅ ${f.code(p.id)} の処理が進み始めました。`,

  "lock.free": (p, f) => `✅ ロック ${f.code(p.lock)} を再び取得できるようになりました。`,
  "lock.taken": (p, f) =>
    `🛑 ロック ${f.code(p.lock)} が必要な処理を ${p.minutes} 分間行えていません。試すたびに、ほかの誰かがロックを取得しています。ボットのプロセスが固まっている（${f.command("status")} で確認できます）か、誰かが Redis でロックを取り続けています。調べ方は docs/operations.md の「Somebody was in Redis」にあります。`,

  "report.many-not-ours": () =>
    `🛑 Redis にある 5 件を超えるボットの記録が、失われたか書き換えられています。改めて確認しますが、そこに覚えていたこと（以前の状態や通知済みの内容）は失われました。誰かが Redis に書き込めるか、古いコピーが戻されています。docs/operations.md の「Somebody was in Redis」を参照してください。`,
  "report.not-ours": (p, f) =>
    `🛑 ボットが ${f.code(p.report)} として Redis に記録した内容が、失われたか書き換えられています。改めて確認しますが、そこに覚えていたこと（以前の状態や通知済みの内容）は失われました。誰かが Redis に書き込めるか、古いコピーが戻されています。docs/operations.md の「Somebody was in Redis」を参照してください。`,

  "signing.alarm": (p) =>
    `⚠️ 監査ログへの書き込みの署名がまだ始まっていません。${p.because} 始まるまでは、Redis に書き込める人が記録を変えてもボットは気付けません。`,
  "signing.at-work": (p, f) => `${f.code(p.id)} は処理中です。先にその記録に署名する必要があり、処理が終われば始まります。`,
  "signing.elsewhere": () => "別のワーカーが開始しているところです。",
  "signing.not-whole": (p) => `現在、監査ログを信頼できません。${p.because}`,
  "signing.older": (p, f) =>
    `署名しないリリースのプロセスが動いています: ${f.codes(p.processes)}。停止してください。最後の書き込みから 10 分後に始まります。`,
  "signing.over": (p) => `✅ 監査ログは ${p.seq} 番以降すべて署名されています。`,
  "signing.unsigned": (p, f) =>
    `${f.time(p.atMs)} の ${p.seq} 番は署名されていません。署名のない書き込みが 10 分間ない必要があります。0.2 より前のリリースのプロセスがまだ書き込んでいるおそれがあります。見つけて停止してください。`,

  "stuck.request": (p, f) =>
    `🚨 ${f.code(p.id)} の次の処理が数分間失敗しており、待っても直りません。${p.because} 再試行は続けます。原因を取り除いてください（docs/operations.md の「When something is stuck」）。`,
  "stuck.request-over": (p, f) => `✅ ${f.code(p.id)} の処理を続けられるようになりました。`,
  "stuck.task": (p, f) =>
    `🚨 定期的な処理 ${f.code(p.task)} が数分間失敗しており、待っても直りません。${p.because} 再試行は続けます。原因を取り除いてください（docs/operations.md の「When something is stuck」）。`,
  "stuck.task-over": (p, f) => `✅ 定期的な処理 ${f.code(p.task)} は再び行えるようになりました。`,
};
