import { enAddRole } from "./en-add-role.ts";
import { enAdopt } from "./en-adopt.ts";
import { enAnswers } from "./en-answers.ts";
import { enAudit } from "./en-audit.ts";
import { enAuditDiff } from "./en-audit-diff.ts";
import { enBootstrap } from "./en-bootstrap.ts";
import { enCanary } from "./en-canary.ts";
import { enChecked } from "./en-checked.ts";
import { enChecks } from "./en-checks.ts";
import { enCleanUp } from "./en-clean-up.ts";
import { enClocks } from "./en-clocks.ts";
import { enConfig } from "./en-config.ts";
import { enConfiguration } from "./en-configuration.ts";
import { enDigest } from "./en-digest.ts";
import { enDoubt } from "./en-doubt.ts";
import { enDrift } from "./en-drift.ts";
import { enExchange } from "./en-exchange.ts";
import { enExchangeKeys } from "./en-exchange-keys.ts";
import { enExec } from "./en-exec.ts";
import { enExpiry } from "./en-expiry.ts";
import { enHome } from "./en-home.ts";
import { enInFlight } from "./en-in-flight.ts";
import { enInstallWorkflows } from "./en-install-workflows.ts";
import { enKv } from "./en-kv.ts";
import { enLimits } from "./en-limits.ts";
import { enLockout } from "./en-lockout.ts";
import { enRedact } from "./en-redact.ts";
import { enRequests } from "./en-requests.ts";
import { enSchedules } from "./en-schedules.ts";
import { enSecrets } from "./en-secrets.ts";
import { enStanding } from "./en-standing.ts";
import { enStart } from "./en-start.ts";
import { enSystems } from "./en-systems.ts";
import { enValues } from "./en-values.ts";
import { enWords } from "./en-words.ts";
import { enWorkflow } from "./en-workflow.ts";
import type { Locale } from "./locale.ts";

/** Every sentence in English. */
export const en: Locale = {
  ...enRequests,
  ...enRedact,
  ...enAnswers,
  ...enSystems,
  ...enStanding,
  ...enSecrets,
  ...enStart,
  ...enConfig,
  ...enBootstrap,
  ...enExec,
  ...enExchange,
  ...enDrift,
  ...enDoubt,
  ...enExchangeKeys,
  ...enKv,
  ...enValues,
  ...enCleanUp,
  ...enLimits,
  ...enAdopt,
  ...enLockout,
  ...enAddRole,
  ...enInstallWorkflows,
  ...enChecks,
  ...enClocks,
  ...enConfiguration,
  ...enHome,
  ...enAudit,
  ...enWorkflow,
  ...enCanary,
  ...enExpiry,
  ...enChecked,
  ...enInFlight,
  ...enSchedules,
  ...enAuditDiff,
  ...enDigest,
  ...enWords,
};
