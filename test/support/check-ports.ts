import type { CheckPorts } from "../../src/domain/check.ts";
import { portsWith } from "./ports-that-fail.ts";

const uncalled = () => Promise.reject(new Error("this story does not call that"));

/** What checks may use, of which only what a story needs is there; whatever else is called fails. */
export const checkPorts = (given: Partial<CheckPorts> = {}): CheckPorts => ({
  ...portsWith(),
  repository: "acme/x",
  vault: { health: uncalled },
  certificates: { shown: uncalled },
  ownLogins: uncalled,
  destinationCredential: { look: uncalled },
  reminders: { horizonMs: 30 * 24 * 3_600_000, maxAgeMs: new Map(), owners: new Map() },
  tree: { files: uncalled },
  platform: { roles: [], compare: uncalled, isAuditDeviceOn: uncalled, isRootTokenBeingMade: uncalled },
  storeHealth: { isDurabilityRequired: true, look: uncalled },
  expectedSecrets: [],
  inventory: { secretsAt: uncalled, environmentsOf: uncalled },
  schedules: [],
  scheduleCursors: { read: uncalled },
  cardChannel: { objection: uncalled },
  approversLeft: uncalled,
  processes: { running: uncalled },
  ...given,
});
