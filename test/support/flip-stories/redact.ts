import { aRotationCase } from "../rotation-case.ts";
import { type FlipStory, inRedis } from "./story.ts";

const words = "note that nobody was to write";

/** Of a request that was refused, as nobody is locked out. What it does, it does to a record: how often is what the bot's own calls say. */
export const redact: FlipStory = {
  operation: "redact",
  running: { taking: "redaction.takeOut 1 before", taken: "redaction.takeOut 1 after" },
  begin: async (worlds) => {
    const { aCase, memory, stop } = await inRedis(worlds, (keptIn) => aRotationCase(worlds.platform, { keptIn }));
    const first = await aCase.processRun();
    const target = await first.submit(`unlock ${aCase.role} ${words}`);
    await first.work(target.id);
    await first.show();
    let times = 0;
    return {
      ...{ ...aCase, memory, stop },
      processRun: (options) =>
        aCase.processRun({
          ...options,
          onCall: ({ name }) => {
            if (name === "redaction.takeOut") times += 1;
          },
        }),
      ask: (processRun) => processRun.submit(`redact ${target.id} a slip`),
      outside: async () => ({ once: times }),
      wrong: async () => [],
      broken: async () => {
        const left = await memory.store.load(target.id);
        return [
          ...(JSON.stringify(left).includes(words) ? ["the words are still in the record"] : []),
          ...(left?.redacted === undefined ? ["the record does not say by what its words were taken out"] : []),
        ];
      },
    };
  },
};
