import { z } from "zod";

/** Name of the queue, and of what every job in it is. */
export const queueName = "requests";
export const jobName = "request";

/** All that a job says. Whoever can write to Redis can forge it, so it is a hint and never a permission. */
export const JobData = z.strictObject({ requestId: z.string().min(1).max(100) });
export type JobData = z.infer<typeof JobData>;
