import type { Section } from "./locale.ts";

/** In Japanese: what exchanges say about keys, and what is wrong with a signing key. Slack formats a code span only between spaces. */
export const jaExchange: Section<"exchange" | "refused-key" | "signing-key"> = {
  "exchange.address-refused": (p, f) =>
    `${f.code(p.exchange)} はこのキーを認識していますが、キーに IP アドレス制限があり、ボットのアドレスが含まれていないため、権限をここから確認できません。何も変更していません。取引所でキーの許可リストにボットの送信元アドレスを追加して、依頼し直してください。`,
  "exchange.bad-url": (p, f) =>
    `${f.code(`exchanges.${p.exchange}.${p.setting}`)} にはパスのない https のアドレスを指定してください（同じマシン上に限り http も可）。ボットは起動していません。`,
  "exchange.blocked": (p, f) =>
    `${f.code(p.exchange)} がボットのアドレスからの通信を拒否しています。リクエストの送りすぎ、ファイアウォール、または対象外の国が考えられます。何も変更していません。 ${f.time(p.untilAtMs)} までは送信しません。続く場合は管理者がボットの送信元アドレスを確認してください。`,
  "exchange.clock": (p, f) =>
    `取引所の時計に合わせても、 ${f.code(p.exchange)} がリクエストの時刻を受け付けません。何も変更していません。管理者がこのマシンの時計とネットワークを確認してください。`,
  "exchange.failed": (p, f) =>
    `${f.code(p.exchange)} の ${f.code(p.path)} が失敗しました（ステータス ${p.status} ）。メンテナンス中の可能性があります。何も変更していません。時間をおいて再度お試しください。`,
  "exchange.key-or-address-refused": (p, f) =>
    `${f.code(p.exchange)} がこのキーを拒否しました。取引所の応答では次の 3 つを区別できません。キーが削除済みか間違っている、読み取り権限がない、または IP アドレス制限にボットのアドレスが含まれていない。何も変更していません。取引所でキーを確認・修正して、依頼し直してください。`,
  "exchange.key-unsendable": (p, f) =>
    `このキーの ID は半角文字だけの一続きではないため送れず、${f.code(p.exchange)} には問い合わせていません。何も変更していません。キーを登録し直してください。`,
  "exchange.limited": (p, f) =>
    `${f.code(p.exchange)} から ${f.time(p.untilAtMs)} まで待つよう求められました。何も変更していません。その後に再度お試しください。`,
  "exchange.moved": (p, f) =>
    `${f.code(p.exchange)} の ${f.code(p.path)} がリダイレクトを返しました。キーが別の場所に送られるため、追跡していません。何も変更していません。 \`profinaut.yml\` の ${f.code(`exchanges.${p.exchange}.api`)} を修正してください。`,
  "exchange.refused": (p, f) =>
    `${f.code(p.exchange)} が ${f.code(p.path)} を拒否しました（ステータス ${p.status} 、取引所のコード ${p.problem} ）。何も変更していません。コードの意味は取引所のドキュメントで確認してください。`,
  "exchange.strange-answer": (p, f) =>
    `${f.code(p.path)} に対する ${f.code(p.exchange)} の応答を読み取れず、キーの状態がわかりません。何も変更していません。再度お試しください。続く場合は ${f.code(`exchanges.${p.exchange}.api`)} を確認してください。`,
  "exchange.unknown": (p, f) =>
    `${f.code(p.exchange)} は設定済みの取引所ではありません。何も実行していません。設定済み: ${f.codes(p.known)} 。管理者が \`profinaut.yml\` の \`exchanges\` に追加できます。`,
  "exchange.unreachable": (p, f) =>
    `${f.code(p.exchange)} に接続できませんでした（ ${f.code(p.reason)} ）。何も変更していません。1 分後にもう一度お試しください。`,
  "exchange.untrusted": (p, f) =>
    `${f.code(p.exchange)} の証明書を信頼できないため（ ${f.code(p.reason)} ）、キーは送信していません。 \`profinaut.yml\` の ${f.code(`exchanges.${p.exchange}.api`)} を確認してください。`,

  "refused-key.expired": (p, f) =>
    `このキーは ${f.code(p.exchange)} で期限切れです。取引所で新しいキーを作ってください。アドレスを限定したキーは期限切れになりません。`,
  "refused-key.other-network": (p, f) =>
    `このキーは ${f.code(p.exchange)} のもう一方のネットワークのものです。テスト用のキーは ${f.code(`staging/${p.exchange}`)} に、それ以外は ${f.code(p.exchange)} に登録してください。`,
  "refused-key.rights": (p, f) =>
    `${f.code(p.exchange)} はこのキーを知っていますが、読み取り権限がありません。読み取りを許可するか、新しいキーを作ってください。`,
  "refused-key.secret": (p, f) =>
    `${f.code(p.exchange)} はこのキーを知っていますが、秘密側が別のキーのものです。同じキーの両方を渡してください。`,
  "refused-key.unknown": (p, f) =>
    `${f.code(p.exchange)} はこのキーを知りません。削除されたか、一部しかコピーされていないか、別のネットワーク（本番・テスト）のキーです。取引所で確認してください。テスト用のキーは staging に登録し、アドレスを ${f.code(`exchanges.${p.exchange}.staging`)} に設定します。`,

  "signing-key.cannot-sign": () =>
    "この OpenPGP 鍵ではリリースに署名できません。安全なアルゴリズムで署名できる鍵が含まれていません（RSA は 2048 ビット以上）。何も変更していません。署名できる鍵をエクスポートするか、先に署名用の副鍵を追加してください。",
  "signing-key.checksum": () =>
    "この OpenPGP 鍵の末尾のチェックサムが内容と合わないため、gpg では取り込めません。書き換えられたか、一部しかコピーされていません。何も変更していません。`gpg --export-secret-keys --armor` で書き出し直してください。",
  "signing-key.curve": () =>
    'gpg ではこの OpenPGP 鍵で署名できますが、その曲線（brainpool、secp256k1）用のモジュールがボットにないため確認できません。何も変更していません。Ed25519、NIST P-256、RSA の鍵を使ってください: `gpg --quick-generate-key "Name (releases)" ed25519 sign 2y`',
  "signing-key.expired": (p, f) =>
    `この OpenPGP 鍵は ${f.time(p.atMs)} に期限切れとなり、署名できません。何も変更していません。 ${f.code("gpg --quick-set-expire")} で延長してエクスポートし直すか、新しい鍵を作成してください。`,
  "signing-key.not-yet": (p, f) =>
    `この OpenPGP 鍵は ${f.time(p.atMs)} から有効です。何も変更していません。その後に依頼し直すか、鍵を作成したマシンの時計を確認してください。`,
  "signing-key.other-half": () =>
    "この OpenPGP 鍵の秘密部分は公開部分と対になっていないため、署名を誰も検証できません。何も変更していません。鍵を作った場所で `gpg --export-secret-keys --armor` を使って書き出し直してください。",
  "signing-key.private-shown": () =>
    "公開鍵の欄に秘密鍵が貼られています。Slack を通ったため、漏えいしたものとして扱ってください。何も書き込んでいません。この鍵を失効させ、新しい鍵を作り、公開鍵だけを貼ってください。",
  "signing-key.protection": () =>
    'この OpenPGP 鍵のパスフレーズ保護（AEAD・Argon2）は GnuPG 2.2・2.4 で開けません。何も変更していません。鍵を作った場所で AEAD を使わずにパスフレーズを設定し直すか、`gpg --quick-generate-key "Name (releases)" ed25519 sign 2y` で作ってください。',
  "signing-key.public-only": () =>
    "OpenPGP の公開鍵だけでは署名できません。何も変更していません。 `gpg --export-secret-keys --armor` で秘密鍵をエクスポートしてください。",
  "signing-key.revoked": () =>
    "この OpenPGP 鍵、または署名に使う副鍵は失効しています。何も変更していません。もう信頼できないため、新しい鍵を作成してください。",
  "signing-key.secret-missing": () =>
    "署名に使う秘密部分がこの書き出しにありません。スマートカードの中にあるか、主鍵で署名する鍵なのに `gpg --export-secret-subkeys` で主鍵が除かれています。何も変更していません。鍵を作った場所で `gpg --export-secret-keys --armor` を使って書き出すか、署名用の副鍵を追加してください。",
  "signing-key.several": (p) =>
    `1 つのテキストに OpenPGP 鍵が ${p.count} 個含まれています。何も変更していません。リリースに署名する鍵だけを、フィンガープリントを指定してエクスポートしてください。`,
  "signing-key.too-large": (p) =>
    `テキストが ${p.maxBytes} バイトを超えています。署名鍵にこの大きさは不要です。何も変更していません。 \`--export-options export-minimal\` を付けてエクスポートしてください。`,
  "signing-key.too-new": () =>
    'この OpenPGP 鍵は、取り込めない GnuPG がある版または種類（GnuPG 2.4 の Ed448 鍵のバージョン 5、バージョン 6、RFC 9580 の鍵種別）なので、どこでもリリースに署名できるとは限りません。何も変更していません。`gpg --quick-generate-key "Name (releases)" ed25519 sign 2y` で作ってください。',
  "signing-key.unreadable": () =>
    "読み取れる OpenPGP 鍵ではありません。何も変更していません。 `gpg --export-secret-keys --armor` の出力全体を、 `-----BEGIN` から末尾まで改行を含めて渡してください。",
};
