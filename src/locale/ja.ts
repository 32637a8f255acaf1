import { jaAddRole } from "./ja-add-role.ts";
import { jaAdopt } from "./ja-adopt.ts";
import { jaAnswers } from "./ja-answers.ts";
import { jaAudit } from "./ja-audit.ts";
import { jaAuditDiff } from "./ja-audit-diff.ts";
import { jaBootstrap } from "./ja-bootstrap.ts";
import { jaCanary } from "./ja-canary.ts";
import { jaChecked } from "./ja-checked.ts";
import { jaChecks } from "./ja-checks.ts";
import { jaCleanUp } from "./ja-clean-up.ts";
import { jaClocks } from "./ja-clocks.ts";
import { jaConfig } from "./ja-config.ts";
import { jaConfiguration } from "./ja-configuration.ts";
import { jaDigest } from "./ja-digest.ts";
import { jaDoubt } from "./ja-doubt.ts";
import { jaDrift } from "./ja-drift.ts";
import { jaExchange } from "./ja-exchange.ts";
import { jaExchangeKeys } from "./ja-exchange-keys.ts";
import { jaExec } from "./ja-exec.ts";
import { jaExpiry } from "./ja-expiry.ts";
import { jaHome } from "./ja-home.ts";
import { jaInFlight } from "./ja-in-flight.ts";
import { jaInstallWorkflows } from "./ja-install-workflows.ts";
import { jaKv } from "./ja-kv.ts";
import { jaLimits } from "./ja-limits.ts";
import { jaLockout } from "./ja-lockout.ts";
import { jaRedact } from "./ja-redact.ts";
import { jaRequests } from "./ja-requests.ts";
import { jaSchedules } from "./ja-schedules.ts";
import { jaSecrets } from "./ja-secrets.ts";
import { jaStanding } from "./ja-standing.ts";
import { jaStart } from "./ja-start.ts";
import { jaSystems } from "./ja-systems.ts";
import { jaValues } from "./ja-values.ts";
import { jaWords } from "./ja-words.ts";
import { jaWorkflow } from "./ja-workflow.ts";
import type { Locale } from "./locale.ts";

/** Every sentence in Japanese. */
export const ja: Locale = {
  ...jaRequests,
  ...jaRedact,
  ...jaAnswers,
  ...jaSystems,
  ...jaStanding,
  ...jaSecrets,
  ...jaStart,
  ...jaConfig,
  ...jaBootstrap,
  ...jaExec,
  ...jaExchange,
  ...jaDrift,
  ...jaDoubt,
  ...jaExchangeKeys,
  ...jaKv,
  ...jaValues,
  ...jaCleanUp,
  ...jaLimits,
  ...jaAdopt,
  ...jaLockout,
  ...jaAddRole,
  ...jaInstallWorkflows,
  ...jaChecks,
  ...jaClocks,
  ...jaConfiguration,
  ...jaHome,
  ...jaAudit,
  ...jaWorkflow,
  ...jaCanary,
  ...jaExpiry,
  ...jaChecked,
  ...jaInFlight,
  ...jaSchedules,
  ...jaAuditDiff,
  ...jaDigest,
  ...jaWords,
};
