import { z } from "zod";
import { Words } from "../../domain/arguments.ts";
import type { CommandWords } from "../../domain/command.ts";
import { type Sentence, say, sentenceIssue } from "../../domain/sentence.ts";

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "workflow.missing": NoParams;
    "workflow.word-unknown": { word: string };
    "workflow.flag-unknown": { flag: string };
    "workflow.input-twice": { name: string };
  }
}

export const RunInput = z.object({
  workflow: z.string(),
  /** Branch or tag; `null`: the default branch. */
  ref: z.string().nullable(),
  inputs: z.record(z.string(), z.string()),
});
export type RunInput = z.infer<typeof RunInput>;

const refPattern = /^(?!.*\.\.)(?!-)[\w][\w./+-]{0,254}$/;
const inputPattern = /^([A-Za-z_][\w-]{0,99})=(.*)$/s;

/** `<workflow> [ref] [name=value …]`, in this order. */
export const RunWords: z.ZodType<RunInput, CommandWords> = Words.transform(({ words, flags }, context): RunInput => {
  const [workflow = "", ...rest] = words;
  const [first] = rest;
  const hasRef = first !== undefined && !inputPattern.test(first);
  const inputs: { [name: string]: string } = {};
  const objections: Sentence[] = flags.map((flag) => say("workflow.flag-unknown", { flag }));
  if (workflow === "") objections.push(say("workflow.missing", {}));
  if (hasRef && !refPattern.test(first)) objections.push(say("workflow.word-unknown", { word: first }));
  for (const word of hasRef ? rest.slice(1) : rest) {
    const [, name, value] = inputPattern.exec(word) ?? [];
    if (name === undefined || value === undefined) objections.push(say("workflow.word-unknown", { word }));
    else if (Object.hasOwn(inputs, name)) objections.push(say("workflow.input-twice", { name }));
    else inputs[name] = value;
  }
  const [objection] = objections;
  if (objection !== undefined) context.addIssue(sentenceIssue(objection));
  return { workflow: workflow.toLowerCase(), ref: hasRef ? first : null, inputs };
});

/** The words that parse to this input again. */
export const runWords = ({ workflow, ref, inputs }: RunInput): CommandWords => ({
  words: [workflow, ...(ref === null ? [] : [ref]), ...Object.entries(inputs).map(([name, value]) => `${name}=${value}`)],
  flags: [],
});
