import { z } from "zod";

const Permissions = z.record(z.string(), z.enum(["read", "write"]));

/** What the double's world holds at the start. Everything GitHub would call a name is given here; nothing springs up by use. */
export const GitHubDoubleOptions = z.strictObject({
  /** `owner/name` of each. */
  repositories: z.array(z.string().regex(/^[^/]+\/[^/]+$/)),
  environments: z.array(z.strictObject({ repository: z.string(), environment: z.string() })).default([]),
  organisations: z.array(z.string()).default([]),
  /** What the default branch of each repository holds, by path. */
  files: z.array(z.strictObject({ repository: z.string(), path: z.string().min(1), content: z.string() })).default([]),
  /** The one token that is accepted; with an App, its installation tokens are accepted as well. */
  token: z.string().min(1),
  /** Makes the token a classic one, which shows its scopes in `x-oauth-scopes`. */
  scopes: z.array(z.string()).optional(),
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
export type GitHubDoubleOptions = z.input<typeof GitHubDoubleOptions>;
export type GitHubDoubleSettings = z.output<typeof GitHubDoubleOptions>;
