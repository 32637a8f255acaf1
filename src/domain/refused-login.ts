import { z } from "zod";
import { requestIdPattern } from "./arguments.ts";
import { firstLetters } from "./cut.ts";
import type { RoleLedger } from "./ledger.ts";
import { type Sentence, say } from "./sentence.ts";

declare module "./sentence.ts" {
  interface Sentences {
    "login.retired": { request: string; generation: string };
    "login.in-use": { request: string; generation: string };
    "login.by-hand": NoParams;
    "login.unknown": NoParams;
    "login.unknown-since": { sinceMs: number };
  }
}

/** A try to log in with an AppRole, as Vault's log has it: RoleID and SecretID are HMACs, which can be compared and nothing else. */
export interface LoginTry {
  readonly atMs: number;
  readonly address: string;
  readonly roleId: string;
  readonly secretId: string;
  /** `shut-out`: refused without looking at the SecretID, as while the role is locked out. */
  readonly outcome: "in" | "refused" | "shut-out";
  /** What Vault says of a login that succeeded: the role's name, and what the SecretID carries. */
  readonly role: string | undefined;
  readonly request: string | undefined;
  readonly generation: string | undefined;
}

const Known = z.object({ request: z.string(), generation: z.string(), atMs: z.number() });
const Refusal = z.object({
  roleId: z.string(),
  secretId: z.string(),
  address: z.string(),
  /** Tries of which Vault looked at the SecretID. */
  refused: z.number(),
  count: z.number(),
  firstAtMs: z.number(),
  lastAtMs: z.number(),
});
type Refusal = z.infer<typeof Refusal>;

/** What is kept of a log between two looks: what logged in, by HMAC, and who was refused within the last hour. */
export const LoginMemory = z.object({
  roles: z.record(z.string(), z.string()),
  secretIds: z.record(z.string(), Known),
  refusals: z.array(Refusal),
  /** Since when the log hashes otherwise than before: what logged in earlier is not known again until it logs in once more. */
  saltSinceMs: z.number().nullable().default(null),
});
export type LoginMemory = z.infer<typeof LoginMemory>;

export const emptyLoginMemory: LoginMemory = { roles: {}, secretIds: {}, refusals: [], saltSinceMs: null };

/** Who was not refused for so long is over. */
const quietMs = 3_600_000;
/** Bounds of what is kept; what was seen last stays. A platform of a hundred AppRoles has two live SecretIDs of each. */
const mostSecretIds = 400;
const mostRefusals = 200;
const mostAddresses = 5;
/** A SecretID that never logged in, or that is in use, may be refused by a slip; one that has ended may not. */
const slips = 3;

/** The memory after these tries, in the order of their times. */
export function withLogins(memory: LoginMemory, tries: readonly LoginTry[], nowMs: number): LoginMemory {
  const roles = new Map(Object.entries(memory.roles));
  const secretIds = new Map(Object.entries(memory.secretIds));
  const refusals = new Map(memory.refusals.map((refusal) => [keyOf(refusal), refusal]));
  for (const each of tries) {
    const { atMs, role, request = "", generation = "" } = each;
    if (each.outcome === "in") {
      if (role !== undefined) roles.set(each.roleId, role.toLowerCase());
      secretIds.set(each.secretId, {
        // Metadata is written by whoever issued the SecretID.
        request: requestIdPattern.test(request) ? request : "",
        generation: /^\d{1,6}$/.test(generation) ? generation : "",
        atMs,
      });
    } else refusals.set(keyOf(each), refusedAgain(refusals.get(keyOf(each)), each));
  }
  const newest = [...secretIds].sort(([, a], [, b]) => b.atMs - a.atMs).slice(0, mostSecretIds);
  const recent = [...refusals.values()].filter(({ lastAtMs }) => nowMs - lastAtMs < quietMs);
  return {
    roles: Object.fromEntries([...roles].slice(-mostSecretIds)),
    secretIds: Object.fromEntries(newest),
    refusals: recent.sort((a, b) => b.lastAtMs - a.lastAtMs).slice(0, mostRefusals),
    saltSinceMs: memory.saltSinceMs,
  };
}

const keyOf = ({ roleId, secretId, address }: Pick<LoginTry, "roleId" | "secretId" | "address">): string =>
  `${roleId} ${secretId} ${address}`;

const refusedAgain = (
  { refused, count, firstAtMs }: Pick<Refusal, "refused" | "count" | "firstAtMs"> = {
    refused: 0,
    count: 0,
    firstAtMs: Number.POSITIVE_INFINITY,
  },
  { roleId, secretId, address, atMs, outcome }: LoginTry,
): Refusal => ({
  ...{ roleId, secretId, address, lastAtMs: atMs },
  refused: refused + (outcome === "refused" ? 1 : 0),
  count: count + 1,
  firstAtMs: Math.min(firstAtMs, atMs),
});

/** Somebody who was refused as a role: with which SecretID, from where, how often and since when. */
export type Suspect = {
  readonly which: "retired" | "by-hand" | "in-use" | "unknown";
  /** That issued the SecretID, where it is known. */
  readonly request: string;
  readonly generation: string;
  /** Tells this SecretID from others; the beginning of an HMAC. */
  readonly mark: string;
  readonly addresses: readonly string[];
  readonly count: number;
  readonly sinceMs: number;
  /** Of an unknown one: what logged in before then cannot be compared with it. */
  readonly saltSinceMs: number | null;
};

const order: readonly Suspect["which"][] = ["retired", "by-hand", "unknown", "in-use"];

/**
 * Who was refused as this role, by SecretID; whoever uses one that has ended comes first. Left out is whoever was only shut out by a
 * lockout: that says nothing of the SecretID.
 */
export function suspectsOf(memory: LoginMemory, { role, current, previous, pending, maybe }: RoleLedger): readonly Suspect[] {
  const live = new Set([current, pending, ...previous, ...maybe].flatMap((entry) => entry?.request ?? []));
  const bySecretId = new Map<string, Refusal[]>();
  for (const refusal of memory.refusals)
    if (memory.roles[refusal.roleId] === role)
      bySecretId.set(refusal.secretId, [...(bySecretId.get(refusal.secretId) ?? []), refusal]);
  const suspects = [...bySecretId].flatMap(([secretId, refusals]): readonly Suspect[] => {
    const known = memory.secretIds[secretId];
    const { request = "", generation = "" } = known ?? {};
    const which = known === undefined ? "unknown" : request === "" ? "by-hand" : live.has(request) ? "in-use" : "retired";
    const refused = refusals.reduce((sum, each) => sum + each.refused, 0);
    if (refused < (which === "retired" || which === "by-hand" ? 1 : slips)) return [];
    return [
      {
        ...{ which, request, generation, mark: firstLetters(secretId, 8) },
        addresses: [...new Set(refusals.map(({ address }) => address))].sort().slice(0, mostAddresses),
        count: refusals.reduce((sum, { count }) => sum + count, 0),
        sinceMs: Math.min(...refusals.map(({ firstAtMs }) => firstAtMs)),
        saltSinceMs: memory.saltSinceMs,
      },
    ];
  });
  return suspects.sort((a, b) => order.indexOf(a.which) - order.indexOf(b.which) || b.count - a.count);
}

/** Which SecretID somebody was refused with, in words. */
export function refusedWith({ which, request, generation, saltSinceMs }: Suspect): Sentence {
  switch (which) {
    case "retired":
      return say("login.retired", { request, generation });
    case "in-use":
      return say("login.in-use", { request, generation });
    case "by-hand":
      return say("login.by-hand", {});
    case "unknown":
      return saltSinceMs ? say("login.unknown-since", { sinceMs: saltSinceMs }) : say("login.unknown", {});
  }
}
