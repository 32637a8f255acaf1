import { z } from "zod";

/** Shapes of GitHub's answers, as far as they are used: REST API version 2022-11-28, https://docs.github.com/en/rest */

const Instant = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));

export const PublicKey = z.object({ key_id: z.string().min(1).max(200), key: z.base64().max(200) });
export type PublicKey = z.infer<typeof PublicKey>;

export const ActionsSecret = z.object({
  name: z.string(),
  updated_at: Instant,
  /** Organisation secrets only: which repositories may read it. */
  visibility: z.enum(["all", "private", "selected"]).optional(),
});
export type ActionsSecret = z.infer<typeof ActionsSecret>;

export const Repository = z.object({
  private: z.boolean(),
  archived: z.boolean(),
  /** What the person behind a token may do; for an App's token it says nothing about secrets. */
  permissions: z.object({ push: z.boolean() }).optional(),
});
export type Repository = z.infer<typeof Repository>;

export const SelectedRepositories = z.object({ repositories: z.array(z.object({ id: z.int() })) });

export const ErrorBody = z.object({ documentation_url: z.string().max(500) });
