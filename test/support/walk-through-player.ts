import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { createLocalSlackControl } from "../../demo/parts/local-slack-control.ts";
import type { SlackMessage } from "../../demo/parts/wire.ts";
import { actionIds } from "../../src/slack/messages/action-ids.ts";
import { inputIds } from "../../src/slack/messages/form-view.ts";
import { wordsOf } from "./person.ts";

type Step =
  | { readonly is: "shell"; readonly text: string }
  | { readonly is: "type"; readonly command: string }
  /** `null`: what the last block printed. */
  | { readonly is: "fill"; readonly field: string; readonly value: string | null }
  | { readonly is: "press"; readonly button: string; readonly beside: string }
  | { readonly is: "approve" }
  | { readonly is: "see"; readonly where: string; readonly words: string };

/** The steps of a walk-through, as its lines say them. @throws Error for a line that looks like a step and is none */
export function stepsIn(page: string): readonly Step[] {
  const steps: Step[] = [];
  const lines = page.split("\n");
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? "";
    if (line.startsWith("```")) {
      const end = lines.indexOf("```", at + 1);
      const text = lines.slice(at + 1, end).join("\n");
      const last = steps.at(-1);
      if (line === "```sh") steps.push({ is: "shell", text });
      else if (last?.is === "fill") steps[steps.length - 1] = { ...last, value: text };
      at = end;
      continue;
    }
    const [, command] = /^- Rie types `\/profinaut (.+)`$/.exec(line) ?? [];
    const [, field, value] = /^- Rie fills in \*\*([^*]+)\*\*(?:: ?(?:`(.+)`)?| with what was printed)$/.exec(line) ?? [];
    const [, button, beside] = /^- Rie presses \*\*(.+)\*\* beside `(.+)`$/.exec(line) ?? [];
    const [, where, words] = /^→ (.*?)(?: ?`(.+)`)?$/.exec(line) ?? [];
    if (command !== undefined) steps.push({ is: "type", command });
    else if (field !== undefined) steps.push({ is: "fill", field, value: value ?? null });
    else if (button !== undefined && beside !== undefined) steps.push({ is: "press", button, beside });
    else if (line === "- Aoi presses **Approve**") steps.push({ is: "approve" });
    else if (where !== undefined) steps.push({ is: "see", where, words: words ?? "" });
    else if (line.startsWith("- ")) throw new Error(`nobody can play: ${line}`);
  }
  return steps;
}

export interface Stage {
  readonly web: string;
  readonly channel: string;
  readonly requester: string;
  readonly approver: string;
  /** Where the blocks are pasted. */
  readonly folder: string;
}

/** Does what the steps say, as Rie, Aoi and somebody at a terminal. @throws Error at the first one after which it is not to be seen */
export async function play(steps: readonly Step[], { web, channel, requester, approver, folder }: Stage): Promise<void> {
  const slack = createLocalSlackControl(web, channel);
  const terminal = openTerminal(folder);
  let [printed, card, formsBefore] = ["", "", 0];
  let known = new Set<string>();
  let filled: Record<string, Record<string, object>> | undefined;

  const forms = async (): Promise<number> => (await slack.log()).filter(({ summary }) => summary.includes("views.open")).length;
  const idOf = ({ blocks }: SlackMessage): string => /^(req_[0-9a-f]+):/.exec(String(blocks?.[0]?.["block_id"]))?.[1] ?? "";
  const find = async (what: string, fits: (message: SlackMessage) => boolean): Promise<SlackMessage> => {
    for (const giveUpAtMs = Date.now() + 120_000; Date.now() < giveUpAtMs; await sleep(100)) {
      const found = (await slack.messages()).findLast(fits);
      if (found !== undefined) return found;
    }
    const last = (await slack.messages()).slice(-4).map(wordsOf).join("\n---\n");
    const calls = (await slack.log())
      .slice(-8)
      .map(({ kind, summary, detail }) => `${kind} ${summary} ${JSON.stringify(detail)?.slice(0, 200)}`);
    throw new Error(`${what} was not to be seen. The last messages:\n${last}\nand calls:\n${calls.join("\n")}`);
  };
  const submit = async (): Promise<void> => {
    if (filled === undefined) return;
    while ((await forms()) === formsBefore) await sleep(50);
    const owner = { [inputIds.text]: { type: "plain_text_input", value: "whoever walks through" } };
    await slack.submitView(requester, { ...filled, owner });
    filled = undefined;
  };
  const see = async (where: string, words: string): Promise<void> => {
    if (where === "the card says")
      await find(
        words,
        (message) => idOf(message) === card && message.thread_ts === undefined && wordsOf(message).includes(words),
      );
    else if (where === "Rie alone is told")
      await find(
        words,
        (message) => message.ephemeral_to === requester && !known.has(message.ts) && wordsOf(message).includes(words),
      );
    else if (where === "the channel says")
      await find(
        words,
        (message) => message.ephemeral_to === undefined && !known.has(message.ts) && wordsOf(message).includes(words),
      );
    else if (!(where === "a number" ? /^\d+$/.test(printed) : printed.includes(words)))
      throw new Error(`not ${words || where}: ${printed}`);
  };

  try {
    for (const step of steps) {
      if (step.is !== "fill") await submit();
      if (step.is === "shell" || step.is === "type") known = new Set((await slack.messages()).map(({ ts }) => ts));
      if (step.is === "shell") printed = await terminal.paste(step.text);
      else if (step.is === "type") {
        formsBefore = await forms();
        await slack.command(requester, step.command);
      } else if (step.is === "press") {
        formsBefore = await forms();
        const shown = await find(step.button, (message) => buttonBeside(message, step) !== undefined);
        await slack.click({ user: requester, messageTs: shown.ts, actionId: "", ...buttonBeside(shown, step) });
      } else if (step.is === "fill") {
        const input = { type: "plain_text_input", value: step.value ?? printed };
        filled = { ...filled, [step.field]: { [step.field === "public-key" ? inputIds.text : inputIds.secret]: input } };
      } else if (step.is === "approve") {
        const asked = await find(
          "a request",
          (message) => idOf(message) !== "" && !known.has(message.ts) && wordsOf(message).includes("Approve"),
        );
        card = idOf(asked);
        await slack.click({ user: approver, messageTs: asked.ts, actionId: actionIds.approve, value: card });
      } else await see(step.where, step.words);
    }
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : error}\nafter:\n${terminal.errors()}`);
  } finally {
    terminal.close();
  }
}

const Row = z.object({
  elements: z.array(z.object({ text: z.object({ text: z.string() }), action_id: z.string(), value: z.string() })),
});

/** The button of this name in the row below these words. */
function buttonBeside(
  { blocks = [] }: SlackMessage,
  { button, beside }: { readonly button: string; readonly beside: string },
): { readonly actionId: string; readonly value: string } | undefined {
  const at = blocks.findIndex((block) => JSON.stringify(block).includes(`\`${beside}\``));
  const row = at === -1 ? undefined : Row.safeParse(blocks[at + 1]).data;
  const found = row?.elements.find(({ text }) => text.text === button);
  return found && { actionId: found.action_id, value: found.value };
}

/** One shell for all blocks, as somebody has who pastes them one after the other. */
function openTerminal(folder: string) {
  const shell = spawn("bash", [], { cwd: folder, stdio: ["pipe", "pipe", "pipe"] });
  let [output, errors] = ["", ""];
  shell.stdout.on("data", (chunk) => (output += chunk));
  shell.stderr.on("data", (chunk) => (errors += chunk));
  let count = 0;
  return {
    paste: async (text: string): Promise<string> => {
      count += 1;
      const end = `--end of block ${count}--`;
      output = "";
      shell.stdin.write(`${text}\necho "${end}"\n`);
      for (const giveUpAtMs = Date.now() + 60_000; !output.includes(end); await sleep(20))
        if (Date.now() > giveUpAtMs) throw new Error(`the block does not end: ${text}\n${output}\n${errors}`);
      return output.replace(end, "").trim();
    },
    errors: () => errors.slice(-2_000),
    close: () => void shell.kill(),
  };
}
