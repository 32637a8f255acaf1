import type { Section } from "./locale.ts";

/** In English: dispatching a workflow and following its run. */
export const enWorkflow: Section<"workflow"> = {
  "workflow.ambiguous": (p, f) =>
    `GitHub did not say which run of ${f.code(p.file)} is ours, and it could be any of these: ${f.list(p.runs)}. Nothing more was dispatched. Look at them at GitHub; if one is ours it runs without being followed, and \`/profinaut cancel\` closes this request.`,
  "workflow.disabled": (p, f) =>
    `${f.code(p.file)} of ${f.code(p.repository)} does not run: its state is ${f.code(p.state)}. Nothing was done. Enable it in the repository's Actions tab, or with ${f.code(`gh workflow enable ${p.file} --repo ${p.repository}`)}, then ask again.`,
  "workflow.done": (p, f) =>
    `${f.code(p.title)} succeeded: ${f.link(p.url, `run ${p.number}`)}${p.sha === "" ? "" : `, on commit ${f.code(p.sha)}`}.`,
  "workflow.ended": (p, f) =>
    `${f.link(p.url, `Run ${p.number}`)} ended with ${f.code(p.conclusion)}${p.failed.length === 0 ? "" : `: ${f.codes(p.failed)}`}. What its jobs did before is not taken back. Look at its log, then ask again.`,
  "workflow.flag-unknown": (p, f) =>
    `${f.code(`--${p.flag}`)} is not known; nothing was done. Type ${f.command("/profinaut run <workflow> [ref] [name=value …]")}.`,
  "workflow.impact": (p, f) =>
    `Nothing by itself. The jobs run what ${f.code(p.ref)} of ${f.code(p.repository)} says, with the secrets the repository gives them. A run that has begun can be cancelled from this card, and what it did by then stays.`,
  "workflow.input-boolean": (p, f) =>
    `${f.code(p.name)} takes ${f.code("true")} or ${f.code("false")}, and ${f.code(p.value)} was given. Nothing was done.`,
  "workflow.input-choice": (p, f) =>
    `${f.code(p.name)} takes one of ${f.codes(p.options)}, and ${f.code(p.value)} was given. Nothing was done.`,
  "workflow.input-missing": (p, f) =>
    `This workflow needs ${f.code(p.name)}; nothing was done. Add ${f.command(`${p.name}=<value>`)} to the command.`,
  "workflow.input-number": (p, f) => `${f.code(p.name)} takes a number, and ${f.code(p.value)} was given. Nothing was done.`,
  "workflow.input-reserved": (p, f) =>
    `${f.code(p.name)} is filled in by the bot, so that it finds its own run. Nothing was done; leave it out.`,
  "workflow.input-twice": (p, f) => `${f.code(p.name)} was given twice; nothing was done. Give it once.`,
  "workflow.input-unknown": (p, f) =>
    `This workflow has no input ${f.code(p.name)}; nothing was done.${p.nearest.length === 0 ? "" : ` Did you mean ${f.either(p.nearest)}?`} ${p.known.length === 0 ? "It takes none." : `It takes ${f.codes(p.known)}.`}`,
  "workflow.label.file": () => "Workflow",
  "workflow.label.inputs": () => "Inputs",
  "workflow.label.ref": () => "Runs on",
  "workflow.label.told-apart": () => "How its run is found",
  "workflow.missing": (_, f) =>
    `Which workflow? Nothing was done. Type ${f.command("/profinaut run <workflow> [ref] [name=value …]")}.`,
  "workflow.no-trigger": (p, f) =>
    `${f.code(p.file)} cannot be dispatched: on ${f.code(p.ref)} it has no ${f.code("workflow_dispatch")} trigger. Nothing was done; add ${f.code("on: workflow_dispatch")} to it, then ask again.`,
  "workflow.now": (p, f) => `${f.link(p.url, `Run ${p.number}`)} ${p.state}${p.jobs.length === 0 ? "." : `: ${f.list(p.jobs)}`}`,
  "workflow.ref-not-allowed": (p, f) =>
    `This workflow may not run on ${f.code(p.ref)}; nothing was done. The configuration allows ${f.codes(p.allowed)}; an administrator can change ${f.code("refs")} in \`profinaut.yml\`.`,
  "workflow.remains": (p, f) =>
    `A run of ${f.code(p.file)} on ${f.code(p.ref)} may be under way at GitHub; the bot does not follow it any more until somebody presses Try again.`,
  "workflow.others": (p, f) =>
    `Run ${f.code(String(p.id))} at GitHub is of another request than this one, so it is neither followed nor cancelled. Somebody has to look at the runs of this workflow.`,
  "workflow.run-gone": (p, f) => `Run ${f.code(String(p.id))} is not at GitHub (any more): somebody deleted it.`,
  "workflow.state.over": () => "is over",
  "workflow.state.queued": () => "waits for a runner",
  "workflow.state.running": () => "is in progress",
  "workflow.state.waiting": () => "waits for somebody to release it at GitHub",
  "workflow.step.dispatch": (p, f) => `Dispatch ${f.code(p.file)} on ${f.code(p.ref)}`,
  "workflow.step.jobs": () => "Follow its jobs to the end",
  "workflow.step.runner": () => "Wait until it is taken up",
  "workflow.stopped": (p, f) =>
    `${f.link(p.url, `Run ${p.number}`)} was cancelled, as ${f.user(p.by)} asked. What its jobs did before is not taken back.`,
  "workflow.summary": () => "Dispatch a GitHub workflow and follow its run",
  "workflow.title": (p, f) => `Run ${f.code(p.title)} on ${f.code(p.ref)}`,
  "workflow.too-long": (p, f) =>
    `${f.link(p.url, `Run ${p.number}`)} is not over after ${f.duration(p.forMs)}. It goes on at GitHub; press Try again to follow it on.`,
  "workflow.unknown": (p, f) =>
    `${f.code(p.name)} is no workflow of this configuration; nothing was done.${p.nearest.length === 0 ? "" : ` Did you mean ${f.either(p.nearest)}?`} ${p.configured.length === 0 ? "None is configured; an administrator can add it under `workflows` in `profinaut.yml`." : `There are ${f.codes(p.configured)}.`}`,
  "workflow.value.file": (p, f) => `${f.code(p.file)} of ${f.code(p.repository)}`,
  "workflow.value.inputs": (p, f) => (p.inputs.length === 0 ? "none" : f.codes(p.inputs)),
  "workflow.value.ref": (p, f) => `${f.code(p.ref)}, now at commit ${f.code(p.sha)}; when it moves on, this needs a new approval`,
  "workflow.value.marked": (p, f) => `gets this request's id as ${f.code(p.input)} and shows it in its title`,
  "workflow.value.unmarked": (p, f) =>
    `by the time alone, as the workflow takes no ${f.code(p.input)}: when another run of it begins meanwhile, neither is followed`,
  "workflow.value.untitled": (p, f) =>
    `by the time alone, as its title does not show the ${f.code(p.input)} it gets: when another run of it begins meanwhile, neither is followed`,
  "workflow.vanished": (p, f) =>
    `GitHub accepted the dispatch of ${f.code(p.file)}, but its run is nowhere to be found. Nothing more was dispatched. Look at the repository's Actions tab, then press Try again or withdraw this request with \`/profinaut cancel\`.`,
  "workflow.word-unknown": (p, f) =>
    `${f.code(p.word)} is neither a branch or tag in the second place nor an input of the form ${f.code("name=value")}; nothing was done. Type ${f.command("/profinaut run <workflow> [ref] [name=value …]")}.`,
};
