import type { Redis } from "ioredis";

/** Where the queue's connections come from: the same place as all others, so that all follow a fail-over alike. */
export interface QueueConnections {
  /** No call on it outlasts `commandTimeoutMs`, and none is sent twice. */
  forCalls(options?: { readonly commandTimeoutMs?: number | undefined }): Redis;
  /** For a BullMQ worker, which waits without end and copies it; refusals come slowly, as a worker asks again at once. */
  forJobs(): Redis;
}
