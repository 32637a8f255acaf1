import { expect } from "vitest";
import { z } from "zod";

const Text = z.object({ type: z.string(), text: z.string().min(1) });
const limited = (max: number) => Text.refine(({ text }) => text.length <= max);
const BlockId = z.string().min(1).max(255);
const Element = z.object({
  type: z.literal("button"),
  text: limited(75),
  value: z.string().max(2_000),
  action_id: z.string().max(255),
  confirm: z.object({ title: limited(100), text: limited(300), confirm: limited(30), deny: limited(30) }).optional(),
});
const Block = z.discriminatedUnion("type", [
  z.object({ type: z.literal("header"), block_id: BlockId.optional(), text: limited(150) }),
  z.object({
    type: z.literal("section"),
    block_id: BlockId.optional(),
    text: limited(3_000).optional(),
    fields: z.array(limited(2_000)).min(1).max(10).optional(),
  }),
  z.object({ type: z.literal("actions"), block_id: BlockId.optional(), elements: z.array(Element).min(1).max(25) }),
  z.object({ type: z.literal("context"), block_id: BlockId.optional(), elements: z.array(limited(3_000)).min(1).max(10) }),
  z.object({ type: z.literal("divider") }),
]);
// https://docs.slack.dev/reference/block-kit/blocks, written down apart from the code that keeps to it
const Fitting = z.object({ text: z.string().min(1).max(4_000), blocks: z.array(Block).min(1).max(50) });

/** Fails unless Slack would take the message: its limits, block ids that are unique, and no code span or entity cut open. */
export function expectToFit(message: unknown): void {
  const { blocks, text } = Fitting.parse(message);
  const ids = blocks.flatMap((block) => ("block_id" in block && block.block_id !== undefined ? [block.block_id] : []));
  expect(new Set(ids).size).toBe(ids.length);
  expect(JSON.stringify(blocks).length).toBeLessThan(13_000);
  expect(text).not.toMatch(/&[a-z]{0,4}…|<[^>]*$/);
  for (const block of blocks)
    if ("text" in block && block.text?.type === "mrkdwn") {
      expect(block.text.text).not.toMatch(/&[a-z]{0,4}…|<[^>]*$/);
      expect(block.text.text.split("`").length % 2).toBe(1);
    }
}
