import { z } from "zod";
import { ClockReadings, noReadings } from "./clocks.ts";

/** What a running process of the bot says of itself every half minute. */
export const BotProcess = z
  .object({
    /** Made anew at every start. */
    id: z.string().max(64),
    host: z.string().max(255),
    part: z.enum(["all", "ingress", "worker"]),
    version: z.string().max(64),
    clocks: ClockReadings.default(noReadings),
    /** Whether it signs what it writes to the log; releases before 0.2 do not. */
    signs: z.literal(true).optional(),
    fingerprint: z.record(z.string().max(200), z.string().max(64)).optional(),
  })
  .readonly();
export type BotProcess = z.infer<typeof BotProcess>;

/** As people are told of it: `worker 0.2.0 @ a-host`. */
export const processName = ({ host, part, version }: BotProcess): string => `${part} ${version} @ ${host}`;
