import type { Section } from "./locale.ts";

/** In English: proposing the workflows of the platform's repository. */
export const enInstallWorkflows: Section<"install-workflows"> = {
  "install-workflows.already-proposed": (p, f) =>
    `An open pull request holds all of it already: ${f.link(p.url, p.url)}. Nothing was done. Read it and merge it.`,
  "install-workflows.branch-stays": (p, f) =>
    `the branch ${f.code(p.branch)} of ${f.code(p.repository)} holds new commits or is in an open pull request. If that is not wanted, delete it there.`,
  "install-workflows.changed-meanwhile": (p, f) =>
    `What ${f.code(p.repository)} holds, or what the bot brings, changed since the approval; nothing was changed. Ask again: ${f.code("/profinaut install-workflows")}.`,
  "install-workflows.done": (p, f) =>
    `${f.link(p.url, `Pull request #${p.number}`)} holds the workflows. Nothing runs differently until somebody merges it.`,
  "install-workflows.flag-unknown": (p, f) =>
    `${f.code(`--${p.flag}`)} is not known; nothing was done. Type ${f.command("/profinaut install-workflows [reason]")}.`,
  "install-workflows.impact": (p, f) =>
    `Nothing runs differently until somebody merges the pull request into ${f.code(p.defaultBranch)}.`,
  "install-workflows.impact-edited": (p, f) =>
    `Nothing runs differently until somebody merges the pull request into ${f.code(p.defaultBranch)}. ⚠️ Merged as it is, it replaces what people changed by hand; the pull request says in which files.`,
  "install-workflows.label.added": () => "New",
  "install-workflows.label.changed": () => "Newer version",
  "install-workflows.label.edited": () => "⚠️ Changed by hand, and there is a newer version",
  "install-workflows.label.kept": () => "Changed by hand, left alone",
  "install-workflows.label.same": () => "Unchanged",
  "install-workflows.odd-branch": (p, f) =>
    `The default branch of ${f.code(p.repository)} has a name that cannot be written into a workflow; nothing was done. Rename it to letters, digits, dots, dashes and slashes.`,
  "install-workflows.merged": (p, f) =>
    `the pull request ${f.link(p.url, p.url)} is merged. If it is not wanted, revert it there.`,
  "install-workflows.step.open": () => "Open a pull request that says what it changes",
  "install-workflows.step.push": (p, f) =>
    `Commit ${f.count(p.count, "file", "files")} to the branch ${f.code("profinaut/workflows")}`,
  "install-workflows.step.renew": (p) => `Let pull request #${p.number} say what it changes now`,
  "install-workflows.summary": () => "Propose the workflows of the platform's repository by a pull request",
  "install-workflows.text-stays": (p, f) =>
    `the pull request ${f.link(p.url, p.url)} was open before and shows its new description.`,
  "install-workflows.title": (p, f) => `Open a pull request with the workflows of ${f.code(p.repository)}`,
  "install-workflows.title-again": (p, f) => `Bring pull request #${p.number} of ${f.code(p.repository)} up to date`,
  "install-workflows.up-to-date": (p, f) =>
    p.kept.length === 0
      ? `${f.code(p.repository)} holds every workflow as it is to be; nothing was done.`
      : `${f.code(p.repository)} holds every workflow as it is to be, or as people changed it: ${f.codes(p.kept)}. Nothing was done. To have one of these back as it was, delete it there and ask again.`,
  "install-workflows.value.files": (p, f) => f.codes(p.files),
};
