import type { Check } from "../domain/check.ts";
import { approvers } from "./approvers.ts";
import { auditDevice } from "./audit-device.ts";
import { cardChannel } from "./card-channel.ts";
import { clocks } from "./clocks.ts";
import { configuration } from "./configuration.ts";
import { currentGone } from "./current-gone.ts";
import { envFiles } from "./env-files.ts";
import { exchangeKeys } from "./exchange-keys.ts";
import { failedLogins } from "./failed-logins.ts";
import { lockedOut } from "./locked-out.ts";
import { mounts } from "./mounts.ts";
import { repositorySecrets } from "./repository-secrets.ts";
import { rights } from "./rights.ts";
import { roleChanged } from "./role-changed.ts";
import { rootToken } from "./root-token.ts";
import { schedules } from "./schedules.ts";
import { seal } from "./seal.ts";
import { secretChanged } from "./secret-changed.ts";
import { secretIds } from "./secret-ids.ts";
import { secretMissing } from "./secret-missing.ts";
import { secretShadowed } from "./secret-shadowed.ts";
import { store } from "./store.ts";
import { versions } from "./versions.ts";

/** Everything that is looked at regularly. */
export const checks: readonly Check[] = [
  seal,
  auditDevice,
  rootToken,
  secretIds,
  lockedOut,
  failedLogins,
  exchangeKeys,
  secretChanged,
  secretMissing,
  secretShadowed,
  currentGone,
  roleChanged,
  repositorySecrets,
  mounts,
  rights,
  envFiles,
  store,
  clocks,
  configuration,
  cardChannel,
  approvers,
  versions,
  schedules,
];
