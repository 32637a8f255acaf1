import type { OperationPorts } from "../../src/domain/operation.ts";
import type { AppRoles } from "../../src/ports/app-roles.ts";
import type { SecretDestinations } from "../../src/ports/secret-destinations.ts";

const uncalled = () => Promise.reject(new Error("this story does not call that"));

/** Ports of which only what a story needs is there; whatever else is called fails. */
export const portsWith = (
  given: Partial<Omit<OperationPorts, "appRoles" | "destinations">> & {
    readonly appRoles?: Partial<AppRoles>;
    readonly destinations?: Partial<SecretDestinations>;
  } = {},
): OperationPorts => ({
  roles: new Map(),
  exchanges: new Map(),
  workflows: new Map(),
  deliveries: new Map(),
  ledgers: { read: uncalled },
  vaultClock: { aheadMs: () => 0 },
  trailGaps: { lostUntilMs: async () => undefined },
  entries: {
    look: uncalled,
    children: uncalled,
    write: uncalled,
    describe: uncalled,
    read: uncalled,
    readWrapped: uncalled,
    deleteVersion: uncalled,
    missingCapabilities: uncalled,
  },
  waiting: { read: uncalled, remove: uncalled, list: uncalled },
  wrapping: { look: uncalled, isLogin: uncalled, open: uncalled, openEntry: uncalled },
  keyProbes: { probe: uncalled },
  signingKeys: { read: uncalled, readPublic: uncalled },
  workflowRuns: {
    look: uncalled,
    dispatch: uncalled,
    newest: uncalled,
    dispatchedAfter: uncalled,
    run: uncalled,
    cancel: uncalled,
    unfinished: uncalled,
    settleMs: 0,
  },
  proposals: {
    look: uncalled,
    commit: uncalled,
    tip: uncalled,
    about: uncalled,
    point: uncalled,
    remove: uncalled,
    find: uncalled,
    merged: uncalled,
    open: uncalled,
    close: uncalled,
  },
  platformFiles: {
    repository: "acme/profinaut",
    templates: [],
    names: { kvMount: "secret", kvBase: "profinaut", approleMount: "approle", roles: "" },
  },
  redaction: { look: uncalled, doneBy: uncalled, takeOut: uncalled },
  handOff: { give: uncalled, tell: uncalled },
  refusedLogins: { of: uncalled },
  lockouts: { list: uncalled, end: uncalled, missingCapabilities: uncalled },
  ...given,
  appRoles: {
    role: uncalled,
    accessors: uncalled,
    live: uncalled,
    lookUp: uncalled,
    issueWrapped: uncalled,
    unwrap: uncalled,
    lookUpValue: uncalled,
    destroy: uncalled,
    missingCapabilities: uncalled,
    ...given.appRoles,
  },
  destinations: { look: uncalled, changed: uncalled, put: uncalled, settleMs: 0, ...given.destinations },
});
