import { z } from "zod";
import { CanaryJob } from "./job-work.ts";

const Permissions = z.record(z.string(), z.enum(["read", "write"]));

/** What the fake's world holds at the start. Everything GitHub would call a name is given here; nothing springs up by use. */
export const FakeGitHubOptions = z.strictObject({
  /** `owner/name` of each. */
  repositories: z.array(z.string().regex(/^[^/]+\/[^/]+$/)),
  environments: z.array(z.strictObject({ repository: z.string(), environment: z.string() })).default([]),
  organisations: z.array(z.string()).default([]),
  /** Which of them are forks. */
  forks: z.array(z.string()).default([]),
  /** What the default branch of each repository holds, by path. */
  files: z.array(z.strictObject({ repository: z.string(), path: z.string().min(1), content: z.string() })).default([]),
  /** Branches and tags beside the default branch; they hold what it holds. */
  refs: z.array(z.strictObject({ repository: z.string(), ref: z.string().min(1) })).default([]),
  /** Who runs the workflows, and how fast. */
  runner: z
    .strictObject({
      /** How long each step of a run's way takes: to be queued, to be taken up, each job. Without it runs move by command only. */
      notchMs: z.number().positive().optional(),
      /** How long after its dispatch a run is in the lists. */
      listedAfterMs: z.number().min(0).default(0),
      canaries: z.array(CanaryJob).default([]),
      /** When this secret is written, a run of this workflow turns out to have been there before, and to last so long. */
      busyAt: z
        .array(
          z.strictObject({
            repository: z.string(),
            secret: z.string(),
            path: z.string(),
            agoMs: z.number(),
            lastsMs: z.number(),
          }),
        )
        .default([]),
    })
    .prefault({}),
  /** Login of whoever the token belongs to: the actor of what it dispatches. */
  actor: z.string().default("profinaut-bot"),
  /** Whether a dispatch that asks for it is answered with its run, as since February 2026; older servers do not. */
  tellsRun: z.boolean().default(true),
  /** The one token that is accepted; with an App, its installation tokens are accepted as well. */
  token: z.string().min(1),
  /** Makes the token a classic one, which shows its scopes in `x-oauth-scopes`. */
  scopes: z.array(z.string()).optional(),
  /** When the token ends, as GitHub writes it: `2027-01-31 09:00:00 UTC`. */
  tokenExpires: z.string().optional(),
  /** Makes the token a fine-grained one with these permissions; without, it may do everything. */
  permissions: Permissions.optional(),
  app: z
    .strictObject({
      appId: z.string(),
      installationId: z.int().positive(),
      publicKeyPem: z.string(),
      permissions: Permissions,
    })
    .optional(),
  /** Every answer waits this long. */
  latencyMs: z.number().min(0).default(0),
  /** 0: any free one. */
  port: z.int().min(0).max(65_535).default(0),
});
export type FakeGitHubOptions = z.input<typeof FakeGitHubOptions>;
export type FakeGitHubSettings = z.output<typeof FakeGitHubOptions>;
