import type { Section } from "./locale.ts";

/** In Japanese: what is found about the main keys of exchanges. Slack formats a code span only between spaces. */
export const jaExchangeKeys: Section<"exchange-keys"> = {
  "exchange-keys.ends": (p, f) =>
    `${f.code(p.path)} の主キー（末尾 ${f.code(p.lastFour)} ）、またはその取引権限が ${f.time(p.atMs)} に期限切れになります。`,
  "exchange-keys.ends-mend": (p, f) =>
    `${f.code(p.exchange)} で新しいキーを作成し、 ${f.code(`/profinaut register ${p.path}`)} で登録してください。Binance では IP アドレスを制限したキーに期限はありません。`,
  "exchange-keys.ends-why": (p, f) => `それ以降、 ${f.code(p.path)} を読むサービスは取引できなくなります。`,
  "exchange-keys.fail-over": (p, f) =>
    `取引所が受け付ける ${f.code(p.spare)} （末尾 ${f.code(p.lastFour)} ）に切り替えてください。ボタンを押すか、 ${f.code(`/profinaut failover ${p.path}`)} と入力します。別の人の承認が必要です。`,
  "exchange-keys.fail-over-button": (p) => `${p.path} を切り替える`,
  "exchange-keys.failing-why": (p, f) =>
    `取引所が受け付けるキーに替わるまで、 ${f.code(p.path)} を読むサービスは取引も注文の確認もできません。`,
  "exchange-keys.incomplete": (p, f) =>
    `${f.code(p.path)} の内容はキーとして使えません。 ${f.codes(["api_key", "secret_key"])} が両方とも文字列で必要です。`,
  "exchange-keys.moves-money": (p, f) =>
    `${f.code(p.path)} の主キー（末尾 ${f.code(p.lastFour)} ）で資金を動かせます: ${f.codes(p.rights)} 。`,
  "exchange-keys.moves-money-mend": (p, f) => `${f.code(p.exchange)} の管理画面で、このキーからこれらの権限を外してください。`,
  "exchange-keys.moves-money-why": () => "キーを盗んだ人が資金を持ち出せます。取引にこれらの権限は必要ありません。",
  "exchange-keys.no-longer-taken": (p, f) =>
    `${f.code(p.exchange)} は ${f.code(p.path)} の主キー（末尾 ${f.code(p.lastFour)} ）をここから受け付けていましたが、受け付けなくなりました。キーが削除された、読み取り権限がなくなった、または別の IP アドレスに制限された可能性があります。`,
  "exchange-keys.refused": (p, f) =>
    `${f.code(p.exchange)} が ${f.code(p.path)} の主キー（末尾 ${f.code(p.lastFour)} ）を拒否しています。`,
  "exchange-keys.refused-because": (p, f) => `${f.code(p.path)} のメインキー（末尾 ${f.code(p.lastFour)}）: ${p.because}`,
  "exchange-keys.register": (p, f) =>
    `${f.code(`${p.path}/`)} に代わりに使えるキーがありません。 ${f.code(p.exchange)} で新しいキーを作成し、ボタンを押すか ${f.code(`/profinaut register ${p.path}`)} と入力してください。別の人の承認が必要です。`,
  "exchange-keys.register-button": (p) => `${p.path} にキーを登録する`,
  "exchange-keys.title": () => "取引所が主キーを受け付け、主キーに危険がない",
  "exchange-keys.unbound": (p, f) =>
    `${f.code(p.path)} の主キー（末尾 ${f.code(p.lastFour)} ）はどの IP アドレスからでも使えます。`,
  "exchange-keys.unbound-mend": (p, f) =>
    `${f.code(p.exchange)} の管理画面で、このキーを使うサービスの IP アドレスに制限してください。ボットのアドレスも加えないと、ここから確認できなくなります。`,
  "exchange-keys.unbound-why": () => "盗まれた場合、どこからでも使えてしまいます。",
  "exchange-keys.unreadable": (p, f) => `${f.code(p.path)} のキーを読み取れません。 ${p.because}`,
  "exchange-keys.unreadable-mend": (p, f) =>
    `Vault に拒否された場合は \`vault/roles.yml\` の \`exchanges\` に ${f.code(p.exchange)} を追加し、 ${f.code("profinaut bootstrap")} を実行してください。`,
  "exchange-keys.unreadable-why": (p, f) => `${f.code(p.path)} のキーが使えなくなっても、ここでは気付けません。`,
};
