import type { Section } from "./locale.ts";

/** In Japanese: cleaning up SecretIDs. */
export const jaCleanUp: Section<"clean-up"> = {
  "clean-up.current-gone": (p, f) =>
    `${f.code(p.role)} に最後に配布した SecretID は Vault に存在しません。手作業で発行されたものだけが使われている可能性があるため、これ以上は破棄しません。先に ${f.code(`/profinaut rotate ${p.role}`)} を実行してください。`,
  "clean-up.done": (p, f) =>
    `${f.code(p.role)} の使われていない SecretID ${p.count} 件を破棄しました。配布済みの ${f.code(p.current)} は有効です。`,
  "clean-up.done-unrotated": (p, f) =>
    `${f.code(p.role)} の、どの配布先にもない SecretID ${p.count} 件を破棄しました。それより前に発行されたものは有効です。 ${f.code(`/profinaut rotate ${p.role}`)} でそれらも終了できます。`,
  "clean-up.flag-unknown": (p, f) =>
    `${f.code(`--${p.flag}`)} は使えません。何も実行していません。 ${f.command("/profinaut clean-up <role> [reason]")} と入力してください。`,
  "clean-up.impact": (p, f) =>
    `${f.code(p.role)} のこれらの SecretID をまだ使っている場合、直ちにログインできなくなり、元には戻せません。ボットが配布したものは引き続き使えます。`,
  "clean-up.impact-unrotated": (p, f) =>
    `${f.code(p.role)} のこれらの SecretID を配布先以外で使っている場合、直ちにログインできなくなり、元には戻せません。`,
  "clean-up.in-use": (p, f) =>
    `${f.code(p.role)} の ${f.code(p.accessor)} は承認後に使われ始めたため残します。 ${f.code(`/profinaut role ${p.role}`)} を確認し、もう一度依頼してください。`,
  "clean-up.label.ends": () => "破棄するもの",
  "clean-up.label.made": () => "発行日時",
  "clean-up.label.more": () => "次回に残すもの",
  "clean-up.label.stays": () => "残すもの",
  "clean-up.no-current": (p, f) =>
    `${f.code(p.role)} のどの SecretID が使われているか、このボットには分かりません。手作業で発行されたものだけが使われている可能性があるため、これ以上は破棄しません。先に ${f.code(`/profinaut rotate ${p.role}`)} を実行してください。`,
  "clean-up.nothing": (p, f) =>
    `破棄するものがないため、承認は依頼していません。 ${f.code(p.role)} の有効な SecretID はすべて用途が分かっています。`,
  "clean-up.remains": (p, f) =>
    `${f.codes(p.destroyed)} は破棄された可能性があり、元には戻せません。未処理: ${f.codes(p.rest)} 。`,
  "clean-up.remains-many": () =>
    "一部は破棄済みで、元には戻せません。残りは有効です。「再試行」で続きを破棄します。配布先にあるものは残ります。",
  "clean-up.role-missing": (_, f) =>
    `ロールを指定してください。何も実行していません。 ${f.command("/profinaut clean-up <role>")} と入力します。一覧は ${f.command("/profinaut roles")} で確認できます。`,
  "clean-up.step.destroy": (p, f) =>
    `${f.code(p.accessor)} を破棄 – ${p.label} · 発行 ${f.time(p.madeAtMs)} · ${p.expires}${p.notes.length === 0 ? "" : ` · ${f.codes(p.notes)}`}`,
  "clean-up.step.destroy-all": (p) => `SecretID ${p.count} 件を順に破棄（破棄する前に 1 件ずつ監査ログに記録）`,
  "clean-up.step.verify": () => "破棄されたことと、配布済みのものが有効なことを確認",
  "clean-up.still-there": (p, f) => `破棄した後も Vault に残っています: ${f.codes(p.accessors)} 。`,
  "clean-up.summary": () => "ロールの使われていない SecretID を破棄",
  "clean-up.title": (p, f) => `${f.code(p.role)} の使われていない SecretID ${p.count} 件を破棄`,
  "clean-up.value.ends": (p) =>
    [
      p.foreign === 0 ? "" : `手作業で発行 ${p.foreign} 件`,
      p.orphan === 0 ? "" : `取り残し ${p.orphan} 件`,
      p.neverExpiring === 0 ? "" : `うち無期限 ${p.neverExpiring} 件`,
    ]
      .filter(Boolean)
      .join("、"),
  "clean-up.value.made": (p, f) => `${f.time(p.fromAtMs)} から ${f.time(p.untilAtMs)} まで`,
  "clean-up.value.more": (p) => `使われていない新しいもの ${p.more} 件`,
  "clean-up.value.stays": (p, f) => `配布先にある ${f.code(p.accessor)} と、ボットがこれから破棄するもの`,
  "clean-up.value.stays-none": () =>
    "なし。このロールはボットで一度もローテーションされておらず、どの配布先にも書き込みがありません",
  "clean-up.value.stays-older": (p, f) =>
    `配布先に最後に書き込みがあった ${f.time(p.writtenAtMs)} より前に発行されたすべて。このロールはボットで一度もローテーションされていないため、どれが配布先にあるか分かりません`,
};
