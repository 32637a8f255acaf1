import type { Section } from "./locale.ts";

/** In Japanese: declaring an AppRole by the convention. */
export const jaAddRole: Section<"add-role"> = {
  "add-role.configured": (p, f) =>
    `${f.code(p.role)} はすでに設定されています。何も実行していません。${f.code(`/profinaut role ${p.role}`)} で確認できます。`,
  "add-role.flag-unknown": (p, f) =>
    `${f.code(`--${p.flag}`)} は使えません。何も実行していません。${f.command("/profinaut add-role <name> [reason]")} と入力してください。`,
  "add-role.gone-again": (p, f) => `${f.code(p.role)} は先ほどまで Vault にありましたが、なくなりました。`,
  "add-role.impact": (p, f) =>
    `停止するものはなく、ボットは Vault を変更しません。追加する内容を依頼者に伝えます。追加して \`profinaut bootstrap\` を実行すると ${f.code(p.role)} ができます。`,
  "add-role.in-place": (p, f) =>
    `${f.code(p.role)} とステージング用の対は ${f.time(p.sinceMs)} から宣言どおり Vault にあります。次は、設定を反映してボットを再起動した後に ${f.code(`/profinaut rotate ${p.role}`)} を実行してください。`,
  "add-role.label.destination": () => "SecretID の配布先",
  "add-role.label.left": () => "手作業で追加するもの",
  "add-role.label.lives": () => "有効期間",
  "add-role.label.may": () => "許可される操作",
  "add-role.label.paths": () => "所有するパス",
  "add-role.label.twin": () => "ステージング用の対",
  "add-role.name-malformed": (_, f) =>
    `名前は英小文字で始まる 2〜41 文字の英小文字・数字・ハイフンです。何も実行していません。${f.command("/profinaut add-role <name>")} と入力してください。例: ${f.code("/profinaut add-role billing")}`,
  "add-role.name-missing": (_, f) =>
    `どの名前ですか。何も実行していません。${f.command("/profinaut add-role <name>")} と入力してください。例: ${f.code("/profinaut add-role billing")}`,
  "add-role.not-in-place": (p, f) =>
    `${f.code(p.role)} は ${f.duration(p.forMs)} 以内に宣言どおり Vault に作られなかったため、監視を終えました。まだ必要なら、もう一度依頼してください。`,
  "add-role.own-policy": (p, f) =>
    `${f.code(p.name)} は予約されています。何も実行していません。この AppRole は \`vault/roles.yml\` に専用のポリシーがあり、フォルダーを所有しません。別の名前にしてください。`,
  "add-role.reserved": (p, f) =>
    `${f.code(p.name)} は予約されています。何も実行していません。\`staging\` で始まる名前はステージング用、\`bot\` と \`check\` はボット用、\`keys\` と \`pending\` は値の隣にあるもののための名前です。別の名前にしてください。`,
  "add-role.step.hand-out": () => "追加する内容と場所を依頼者に伝える",
  "add-role.step.watch": (p, f) => `${f.code(p.role)} が宣言どおり Vault にできるまで、最長 ${f.duration(p.forMs)} 監視する`,
  "add-role.summary": () => "新しい値のフォルダー用の AppRole を宣言する",
  "add-role.title": (p, f) => `AppRole ${f.code(p.role)} を追加する`,
  "add-role.to-add": (p, f) =>
    `${f.code(p.role)} が承認されました。\`vault/roles.yml\` の \`roles:\` の下に次の行を追加してください。\n${f.code(p.rolesLine)}\n\`profinaut.yml\` の \`roles:\` の下に次の行を追加してください。\n${f.code(p.configurationLine)}\nその後 \`profinaut bootstrap\` を実行すると、ポリシーと AppRole とその対ができます。Vault にできたらカードでお知らせします。`,
  "add-role.to-configure": (p, f) =>
    `${f.code(p.role)} とその対は宣言どおり Vault にあります。残りは設定だけです。\`profinaut.yml\` の \`roles:\` の下に次の行を追加してください。\n${f.code(p.configurationLine)}`,
  "add-role.value.destination": (p, f) => `既定のリポジトリの ${f.code(p.secret)}`,
  "add-role.value.left-all": () => "`vault/roles.yml` と `profinaut.yml` に 1 行ずつ、その後 `profinaut bootstrap`",
  "add-role.value.left-configuration": () => "`profinaut.yml` に 1 行。AppRole はすでに Vault にあります",
  "add-role.value.lives": (p) =>
    `SecretID は ${p.secretId}（Vault の上限 ${p.atMost}）、新旧の併用は ${p.overlap}。トークンは ${p.token}、更新しても ${p.tokenAtMost} まで`,
  "add-role.value.may": (p, f) =>
    `ポリシー \`consumer\`: ${f.code(p.name)} と ${f.code(`${p.name}/*`)} を読み取るだけで、何も変更しない`,
  "add-role.value.may-exchange": (p, f) =>
    `ポリシー \`consumer\`: ${f.code(p.name)} と ${f.code(`${p.name}/*`)} を読み取るだけで、何も変更しない。⚠️ これは取引所のキーです`,
  "add-role.value.paths": (p, f) => `${f.code(p.name)} と ${f.code(`${p.name}/*`)}`,
  "add-role.value.twin": (p, f) => `${f.code(p.twin)} は ${f.code(`staging/${p.name}`)} とその下を読み取る`,
};
