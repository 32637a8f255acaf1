import type { FileFacts, InstallFacts } from "./facts.ts";

export const pullTitle = "Install Profinaut's workflows";

/** Tells our pull request, and whose request it is the answer to. */
export const markOf = (requestId: string): string => `<!-- profinaut install-workflows ${requestId} -->`;

/** What the pull request says of itself, in both languages of the platform. No name of a person: GitHub would notify whoever has it. */
export function pullText(requestId: string, { files, defaultBranch }: Pick<InstallFacts, "files" | "defaultBranch">): string {
  const [added, changed, edited, kept] = (["added", "changed", "edited", "kept"] as const).map((standing) =>
    files.filter((file) => file.standing === standing),
  );
  const size = ({ added: plus, removed: minus }: FileFacts): string => (minus === 0 ? `+${plus}` : `+${plus} −${minus}`);
  const list = (title: string, of: readonly FileFacts[] = [], isSized = true): readonly string[] =>
    of.length === 0
      ? []
      : ["", `**${title}**`, "", ...of.map((file) => `- \`${file.path}\`${isSized ? ` (${size(file)})` : ""}`)];
  return [
    `Asked for in Slack as \`${requestId}\`, and approved there by somebody else. It changes \`${defaultBranch}\` once you merge it.`,
    "",
    `Slack での依頼 \`${requestId}\`（別の人が承認済み）による変更です。マージすると \`${defaultBranch}\` に反映されます。`,
    ...list("New / 新規", added),
    ...list("Newer version / 更新", changed),
    ...list("⚠️ Edited by hand since it was installed: this would replace what people wrote / 手作業の変更を置き換えます", edited),
    ...(edited === undefined || edited.length === 0
      ? []
      : [
          "",
          "Read the difference of these files. What is to stay, commit to this branch; the next `/profinaut install-workflows` leaves it alone.",
          "",
          "差分を確認してください。残したい変更はこのブランチにコミットすれば、次の `/profinaut install-workflows` では変更しません。",
        ]),
    ...list("Edited by hand, and left alone / 手作業の変更をそのまま残すもの", kept, false),
    "",
    markOf(requestId),
    "",
  ].join("\n");
}
