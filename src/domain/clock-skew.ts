/** How far times that others tell may be from ours and still be believed; src/domain/clocks.ts measures what they are. */

/** The chat's. Slack lets a signature be as old: https://docs.slack.dev/authentication/verifying-requests-from-slack */
export const chatSkewMs = 5 * 60_000;

/** Of what Vault or GitHub stored: they count whole seconds, and a write may be under way for a while. */
export const storedSkewMs = 60_000;

/** Of the start of a workflow run; a run too many is only waited for. */
export const runSkewMs = 30_000;

/** Of a server's clock as it is measured: it tells whole seconds, and an answer is a moment under way. */
export const measuredSkewMs = 5_000;

/** Two writes to a secret of GitHub's that are closer than this may bear the same second. */
export const sameSecondMs = 2_000;

/** What is read at GitHub may be this much older than what was written there, also by what we keep of it ourselves. */
export const readLagMs = 5 * 60_000;
