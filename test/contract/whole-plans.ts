import type { Json } from "../../src/domain/json.ts";
import { say } from "../../src/domain/sentence.ts";
import type { AddRoleFacts } from "../../src/operations/add-role/facts.ts";
import type { AddRoleInput } from "../../src/operations/add-role/input.ts";
import type { AdoptFacts } from "../../src/operations/adopt/facts.ts";
import type { AdoptInput } from "../../src/operations/adopt/input.ts";
import type { CleanUpFacts } from "../../src/operations/clean-up/facts.ts";
import type { CleanUpInput } from "../../src/operations/clean-up/input.ts";
import type { FailoverFacts } from "../../src/operations/failover/facts.ts";
import type { FailoverInput } from "../../src/operations/failover/input.ts";
import type { GetInput } from "../../src/operations/get/input.ts";
import type { GetFacts } from "../../src/operations/get.ts";
import type { InstallFacts } from "../../src/operations/install-workflows/facts.ts";
import type { InstallInput } from "../../src/operations/install-workflows/input.ts";
import type { RedactInput } from "../../src/operations/redact/input.ts";
import type { RegisterFacts } from "../../src/operations/register/facts.ts";
import type { RegisterInput } from "../../src/operations/register/input.ts";
import type { RotateFacts } from "../../src/operations/rotate/facts.ts";
import type { RotateInput } from "../../src/operations/rotate/input.ts";
import type { RunFacts } from "../../src/operations/run/facts.ts";
import type { RunInput } from "../../src/operations/run/input.ts";
import type { UnlockFacts } from "../../src/operations/unlock/facts.ts";
import type { UnlockInput } from "../../src/operations/unlock/input.ts";

import type { Redactable } from "../../src/ports/redaction.ts";

/** With everything that is optional: what is added to a type has to be added to its plan below, or it does not compile. */
type Whole<T> = T extends object ? { readonly [K in keyof T]-?: Whole<Exclude<T[K], undefined>> } : T;

/** What is not there, by path: left out, or `null`. */
export type Way = { readonly [path: string]: null | undefined };

/** A plan that holds all it can. Some facts exclude others, so `ways` names those that are left out in the plans that there really are. */
interface WholePlan<In, Facts> {
  readonly input: Whole<In>;
  readonly facts: Whole<Facts>;
  readonly ways: readonly Way[];
  /** Other values for what is one of a few, by path. */
  readonly others?: { readonly [path: string]: string };
  /** What an approver need not read, by path, and why. */
  readonly unread: { readonly [path: string]: string };
}

const day = 86_400_000;
const atMs = Date.UTC(2026, 10, 23, 5);

const keyAbilities = { canTrade: true, isIpRestricted: true, expiresAtMs: atMs + 90 * day, isOfTestNetwork: true } as const;

const rotate: WholePlan<RotateInput, RotateFacts> = {
  input: { role: "profinaut-db", leaked: true, reason: "laptop stolen" },
  facts: {
    edition: 2,
    role: "profinaut-db",
    policies: ["profinaut-db", "profinaut-more"],
    secretIdTtlS: 30 * 86_400,
    askedTtlS: 90 * 86_400,
    secretIdNumUses: 5,
    bindSecretId: false,
    bound: { secretId: ["10.0.0.0/8"], token: ["192.0.2.0/24"] },
    overlapMs: day,
    destinations: [
      { name: "acme/profinaut:A", exists: true },
      { name: "acme/profinaut:B", exists: false },
    ],
    canary: { repository: "acme/profinaut", file: "canary.yml", ref: "main" },
    keeps: say("rotate.current-gone", { role: "profinaut-db" }),
    failing: ["Build #7", "Build #8"],
    runsUnseen: true,
    replaces: [
      { accessor: "a1", createdAtMs: atMs - 9 * day, byBot: true },
      { accessor: "a2", createdAtMs: atMs - 3 * day, byBot: false },
    ],
    replacesAll: { count: 900, byHand: 7, oldestAtMs: atMs - 99 * day, untilMs: atMs },
  },
  ways: [{}, { keeps: undefined }, { keeps: undefined, replacesAll: undefined }],
  unread: {
    "facts.role": "the input's, in the title",
    "facts.replaces.*.accessor": "counted, with the times between which they were made; `role` lists them",
  },
};

const cleanUp: WholePlan<CleanUpInput, CleanUpFacts> = {
  input: { role: "profinaut-db", reason: "after the audit" },
  facts: {
    role: "profinaut-db",
    current: { accessor: "c0ffee00-1", short: "c0ffee00" },
    writtenAtMs: atMs,
    ends: [
      {
        ...{ accessor: "aaaaaaaa-1", short: "aaaaaaaa", request: "req_0123456789ab", createdAtMs: atMs - day },
        ...{ expiresAtMs: atMs + day, notes: ["who=ops", "why=test"] },
      },
      { accessor: "bbbbbbbb-1", short: "bbbbbbbb", request: "req_0123456789ac", createdAtMs: atMs, expiresAtMs: atMs, notes: [] },
    ],
    endsAll: { orphan: 40, foreign: 50, neverExpiring: 3, fromMs: atMs - 90 * day, untilMs: atMs },
    more: 4,
  },
  ways: [{}, { endsAll: undefined }, { current: null }],
  unread: {
    "facts.role": "the input's, in the title",
    "facts.current.accessor": "shown by as much as tells it from every other",
    "facts.ends.*.accessor": "shown by as much as tells it from every other",
  },
};

const adopt: WholePlan<AdoptInput, AdoptFacts> = {
  input: { role: "profinaut-db", reason: "Redis was put back" },
  facts: {
    role: "profinaut-db",
    generation: 7,
    current: { accessor: "c0ffee00-1", short: "c0ffee00", createdAtMs: atMs - day, expiresAtMs: atMs + 90 * day },
    destinations: [
      { name: "acme/profinaut:A", updatedAtMs: atMs - day, isProven: true },
      { name: "acme/profinaut:B", updatedAtMs: atMs, isProven: false },
    ],
    others: { byBot: 2, byHand: 3 },
    lostUntilMs: atMs - 2 * day,
  },
  ways: [{}, { current: null }],
  unread: {
    "facts.role": "the input's, in the title",
    "facts.current.accessor": "shown by its first letters; `role` lists it",
  },
};

const register: WholePlan<RegisterInput, RegisterFacts> = {
  input: {
    path: "binance/key2",
    reason: "yearly",
    handed: {
      intake: "form",
      fields: ["api_key", "secret_key"],
      lastFour: "wxyz",
      takenOff: { "line-break": ["api_key"], blanks: ["api_key"], quotes: ["secret_key"], comment: ["secret_key"] },
      owner: "treasury",
      expires: "2027-03-01",
      publicKey: "the public half",
      fingerprint: "EFGH",
    },
  },
  facts: {
    edition: 2,
    kind: "exchange",
    replaces: 3,
    replacedAtMs: atMs,
    replacedBy: "name of U0ALICE",
    seen: { key: keyAbilities },
    tokenEndsAtMs: atMs + day,
    signingKey: {
      fingerprint: "ABCD",
      userIds: ["Release <r@example.com>", "Old <o@example.com>"],
      expiresAtMs: atMs + 365 * day,
      isStated: true,
    },
    deliveries: [
      { field: "username", destination: "acme/profinaut:DOCKER_USERNAME", updatedAtMs: atMs },
      { field: "password", destination: "acme/profinaut:DOCKER_PASSWORD", updatedAtMs: atMs - day },
    ],
  },
  ways: [
    {},
    { tokenEndsAtMs: null },
    { "signingKey.isStated": undefined },
    { signingKey: null },
    { tokenEndsAtMs: null, signingKey: null, "seen.key.isOfTestNetwork": undefined },
  ],
  others: { "facts.kind": "free", "input.handed.intake": "generated" },
  unread: {
    "input.handed.publicKey": "read: fingerprint, user ids and end of it are shown",
    "input.handed.fingerprint": "shown as the signing key's",
  },
};

const get: WholePlan<GetInput, GetFacts> = {
  input: { path: "db/credentials", reason: "compare" },
  facts: { version: 3, writtenAtMs: atMs, owner: "dba" },
  ways: [{}],
  unread: {},
};

const failover: WholePlan<FailoverInput, FailoverFacts> = {
  input: { path: "binance", reason: "revoked" },
  facts: {
    edition: 2,
    exchange: "binance",
    replaces: 4,
    main: { lastFour: "aaaa", health: "invalid", abilities: keyAbilities },
    spares: [
      {
        path: "binance/key1",
        version: 1,
        lastFour: "aaaa",
        health: "invalid",
        isMain: true,
        abilities: keyAbilities,
      },
      {
        path: "binance/key2",
        version: 2,
        lastFour: "bbbb",
        health: "healthy",
        isMain: false,
        abilities: keyAbilities,
      },
    ],
    chosen: { path: "binance/key2", version: 2, lastFour: "bbbb" },
  },
  ways: [
    {},
    {
      "main.abilities.isOfTestNetwork": undefined,
      "spares.0.abilities.isOfTestNetwork": undefined,
      "spares.1.abilities.isOfTestNetwork": undefined,
    },
  ],
  others: { "facts.main.health": "unknown", "facts.spares.0.health": "unknown", "facts.spares.1.health": "withdraws" },
  unread: {
    "facts.exchange": "the path's first name, in the title",
    "facts.chosen.version": "that of the spare at this path, which is shown",
  },
};

const addRole: WholePlan<AddRoleInput, AddRoleFacts> = {
  input: { name: "billing", reason: "monthly" },
  facts: { edition: 2, role: "profinaut-billing", twin: "profinaut-staging-billing", isInVault: true, isExchange: true },
  ways: [{}],
  unread: {},
};

const run: WholePlan<RunInput, RunFacts> = {
  input: { workflow: "release", ref: "v1.4.0", inputs: { platform: "arm64" } },
  facts: {
    edition: 2,
    repository: "acme/profinaut",
    file: "release.yml",
    title: "Release Build",
    ref: "v1.4.0",
    sha: "0123456789abcdef0123456789abcdef01234567",
    inputs: [
      { name: "platform", value: "arm64" },
      { name: "push", value: "true" },
    ],
    takesRequest: true,
    showsRequest: true,
  },
  ways: [{}],
  others: { "facts.sha": "fedcba9876543210fedcba9876543210fedcba98" },
  unread: {},
};

const installWorkflows: WholePlan<InstallInput, InstallFacts> = {
  input: { reason: "new version" },
  facts: {
    repository: "acme/profinaut",
    defaultBranch: "main",
    open: { number: 7, url: "https://github.example/acme/profinaut/pull/7" },
    files: [
      { path: ".github/workflows/release-build.yml", standing: "changed", added: 12, removed: 3, current: "a1", wanted: "a2" },
      { path: ".github/workflows/test.yml", standing: "edited", added: 2, removed: 1, current: "b1", wanted: "b2" },
    ],
  },
  ways: [{}],
  others: { "facts.files.0.standing": "added", "facts.files.1.standing": "kept" },
  unread: {
    "facts.open.url": "the pull request's number is in the title",
    "facts.files.*.current": "a hash, for comparing; the lines that differ are counted",
    "facts.files.*.wanted": "a hash, for comparing; the lines that differ are counted",
  },
};

const unlock: WholePlan<UnlockInput, UnlockFacts> = {
  input: { role: "profinaut-db", reason: "worker is stopped" },
  facts: {
    role: "profinaut-db",
    endings: ["a1b2", "c3d4"],
    suspects: [
      {
        ...{ which: "retired", request: "req_0123456789ab", generation: "4", mark: "0badcafe", saltSinceMs: atMs },
        ...{ addresses: ["192.0.2.7", "192.0.2.8"], count: 12, sinceMs: atMs },
      },
      {
        ...{ which: "unknown", request: "", generation: "", mark: "0badcaff", saltSinceMs: atMs },
        ...{ addresses: ["192.0.2.9"], count: 2, sinceMs: atMs },
      },
    ],
    destinations: ["acme/profinaut:A", "acme/profinaut:B"],
    runs: ["Build #7", "Build #8"],
    runsUnseen: true,
  },
  ways: [{}],
  others: { "facts.suspects.0.which": "by-hand", "facts.suspects.1.which": "by-hand" },
  unread: {
    "facts.role": "the input's, in the title",
    "facts.suspects.*.mark": "tells one SecretID from another between two looks; it is the beginning of a hash",
  },
};

const redact: WholePlan<RedactInput, Redactable> = {
  input: { request: "req_0123456789ab", reason: "a password was in it" },
  facts: { state: "denied", words: ["reason", "owner", "inputs"], entries: [4, 7] },
  ways: [{}],
  others: {
    "facts.state": "succeeded",
    "facts.words.0": "owner",
    "facts.words.1": "inputs",
    "facts.words.2": "reason",
  },
  unread: {},
};

/** Any of them. */
export interface AnyWholePlan {
  readonly input: Json;
  readonly facts: { readonly [name: string]: Json };
  readonly ways: readonly Way[];
  readonly others?: { readonly [path: string]: string };
  readonly unread: { readonly [path: string]: string };
}

/** By the operation's name: an operation without a plan here fails the test. */
export const wholePlans: ReadonlyMap<string, AnyWholePlan> = new Map<string, AnyWholePlan>([
  ["rotate", rotate],
  ["clean-up", cleanUp],
  ["adopt", adopt],
  ["register", register],
  ["get", get],
  ["failover", failover],
  ["add-role", addRole],
  ["run", run],
  ["install-workflows", installWorkflows],
  ["unlock", unlock],
  ["redact", redact],
]);
