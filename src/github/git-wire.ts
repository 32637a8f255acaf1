import { z } from "zod";

/** Shapes of GitHub's answers about git data and pull requests, as far as they are used: https://docs.github.com/en/rest/git */

const Sha = z.string().regex(/^[0-9a-f]{40,64}$/);

export const ProposalRepository = z.object({
  private: z.boolean(),
  archived: z.boolean(),
  fork: z.boolean(),
  default_branch: z.string().min(1).max(255),
  permissions: z.object({ push: z.boolean() }).optional(),
});

export const Ref = z.object({ object: z.object({ sha: Sha }) });
export const GitCommit = z.object({
  sha: Sha,
  tree: z.object({ sha: Sha }),
  message: z.string(),
  parents: z.array(z.object({ sha: Sha })),
});
export const GitTree = z.object({ sha: Sha });
export const Rules = z.array(z.object({ type: z.string() }));
export const FileContent = z.object({ type: z.literal("file"), encoding: z.literal("base64"), content: z.string() });
export const Pull = z.object({ number: z.int(), html_url: z.url(), body: z.string().nullable() });
export const Pulls = z.array(Pull);
export const ClosedPulls = z.array(Pull.extend({ merged_at: z.string().nullable(), head: z.object({ sha: z.string() }) }));
