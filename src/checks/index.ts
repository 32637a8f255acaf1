import type { Check } from "../domain/check.ts";
import { auditDevice } from "./audit-device.ts";
import { envFiles } from "./env-files.ts";
import { exchangeKeys } from "./exchange-keys.ts";
import { mounts } from "./mounts.ts";
import { rights } from "./rights.ts";
import { rootToken } from "./root-token.ts";
import { seal } from "./seal.ts";
import { secretIds } from "./secret-ids.ts";
import { store } from "./store.ts";
import { versions } from "./versions.ts";

/** Everything that is looked at regularly. */
export const checks: readonly Check[] = [
  seal,
  auditDevice,
  rootToken,
  secretIds,
  exchangeKeys,
  mounts,
  rights,
  envFiles,
  store,
  versions,
];
