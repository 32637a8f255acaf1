import { z } from "zod";
import { createVaultApi } from "../vault-api.ts";
import type { Conclusion, Run, RunJob } from "./runs.ts";

/** What a job does when it is a runner's turn. */
export type JobWork = (run: Run, job: RunJob) => Promise<JobEnd>;

export interface JobEnd {
  readonly conclusion: Conclusion;
  readonly outputs: { readonly [name: string]: string };
}

/** A job that logs in to a real Vault with what the repository, or the job's environment, holds. */
export const CanaryJob = z.strictObject({
  repository: z.string(),
  /** Path of the workflow file. */
  path: z.string(),
  job: z.string(),
  secret: z.string(),
  vault: z.strictObject({ address: z.string(), caFile: z.string(), approleMount: z.string(), roleId: z.string() }),
});
export type CanaryJob = z.infer<typeof CanaryJob>;

const failed: JobEnd = { conclusion: "failure", outputs: {} };

/** A job's secret: its environment's wins, as it is when the job starts; the repository's is as it was when the run was queued. */
export type SecretOf = (run: Run, job: RunJob, name: string) => string | undefined;

/**
 * @param scripted how the runs of a file end when nobody says otherwise: `undefined` is success
 */
export const createJobWork =
  (canaries: readonly CanaryJob[], secretOf: SecretOf, scripted: (path: string) => Conclusion | undefined): JobWork =>
  async (run, job) => {
    const ends = scripted(run.path);
    if (ends !== undefined) return { conclusion: ends, outputs: {} };
    const canary = canaries.find(
      (known) => known.repository === run.repository.fullName && known.path === run.path && known.job === job.key,
    );
    return canary === undefined ? { conclusion: "success", outputs: {} } : logIn(canary, secretOf(run, job, canary.secret));
  };

/** As the workflow does it: log in, tell whose SecretID it was, give the token back. */
async function logIn({ vault }: CanaryJob, secretId: string | undefined): Promise<JobEnd> {
  if (secretId === undefined) return failed;
  const { address, caFile, approleMount, roleId } = vault;
  const client = await createVaultApi({ address: () => address, caFile, rootToken: () => "" });
  try {
    const { body } = await client.api("POST", `auth/${approleMount}/login`, { role_id: roleId, secret_id: secretId }, "");
    if (body.auth === undefined || body.auth === null) return failed;
    await client.api("POST", "auth/token/revoke-self", {}, body.auth.client_token);
    const { request = "", generation = "" } = body.auth.metadata ?? {};
    return { conclusion: "success", outputs: { request, generation } };
  } catch {
    return failed;
  } finally {
    await client.close();
  }
}
