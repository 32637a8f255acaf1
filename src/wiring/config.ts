import { isIP } from "node:net";
import { checkedAddress } from "../configuration/address.ts";
import { readAppKey } from "../configuration/app-key.ts";
import { type DiffSettings, type ExportSettings, readDiffSettings, readExportSettings } from "../configuration/audit-settings.ts";
import { type BootstrapSettings, readBootstrapSettings } from "../configuration/bootstrap-settings.ts";
import { createEnvironmentReader, type Environment, type EnvironmentReader } from "../configuration/environment.ts";
import { type ExecSettings, languageOf, readExecSettings } from "../configuration/exec-settings.ts";
import type { ConfigFile } from "../configuration/file.ts";
import { dockerDeliveries, roleSettings, schedulesOf, workflowSettings } from "../configuration/file-settings.ts";
import { configurationFingerprint } from "../configuration/fingerprint.ts";
import { readConfigFile } from "../configuration/read-file.ts";
import { redisServer } from "../configuration/redis-server.ts";
import { mistakenKind } from "../configuration/slack-tokens.ts";
import { type VaultServer, vaultServer } from "../configuration/vault-server.ts";
import type { ApprovalPolicy } from "../domain/approval.ts";
import type { Fingerprint } from "../domain/fingerprint.ts";
import type { Schedule } from "../domain/schedule.ts";
import { Secret } from "../domain/secret.ts";
import { say } from "../domain/sentence.ts";
import type { Reminders } from "../ports/reminders.ts";
import type { RoleSettings } from "../ports/role-settings.ts";
import type { ExpectedSecret } from "../ports/secret-inventory.ts";
import type { ValueDelivery } from "../ports/value-deliveries.ts";
import type { WorkflowSettings } from "../ports/workflow-settings.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "config.log-level": { levels: readonly string[] };
    "config.slack-both": NoParams;
    "config.slack-neither": NoParams;
    "config.wrapped-secret-id": NoParams;
    "config.not-a-number": { name: string };
    "config.app-key": { because: Sentence };
    "config.port": { name: string };
    "config.own-address": { name: string };
    "config.too-few-approvers": { where: string; required: number; named: number };
    "config.for.bot-token": NoParams;
    "config.for.own-role-id": NoParams;
    "config.for.own-secret-id": NoParams;
    "config.for.redis": NoParams;
    "config.for.github-token": NoParams;
    "config.for.installation": NoParams;
    "config.for.app-key": NoParams;
  }
}

/** Which half of the bot a process is: the one that hears people, the one that acts, or both. */
export type Part = "all" | "ingress" | "worker";

export type GitHubCredential =
  | { readonly token: Secret }
  | { readonly appId: string; readonly privateKey: Secret; readonly installationId: number };

export type SlackTransport =
  | { readonly mode: "socket"; readonly appToken: Secret }
  | { readonly mode: "http"; readonly signingSecret: Secret; readonly port: number };

/** Everything the bot was told, checked; durations in milliseconds. */
export interface Config {
  readonly part: Part;
  readonly channel: string;
  readonly locale: "en" | "ja";
  readonly timezone: string;
  readonly slack: {
    readonly botToken: Secret;
    /** `null` for the worker: it cannot hear people. */
    readonly transport: SlackTransport | null;
    readonly apiUrl: string;
    readonly teams: ReadonlySet<string>;
    readonly enterprise: string | undefined;
    readonly people: ReadonlyMap<string, string>;
  };
  readonly vault: VaultServer & {
    readonly kvMount: string;
    readonly kvBase: string;
    readonly approleMount: string;
    readonly auditLog?: string | undefined;
    readonly roleId: string;
    readonly secretId: Secret;
  };
  /** `null` for ingress: it has no GitHub credential. */
  readonly github: { readonly credential: GitHubCredential; readonly apiUrl: string } | null;
  /** The platform's own, `owner/name`. */
  readonly repository: string;
  /** What must be among its secrets. */
  readonly expectedSecrets: readonly ExpectedSecret[];
  readonly redis: { readonly url: string; readonly ca: string | undefined; readonly durability: "strict" | "relaxed" };
  readonly approval: ApprovalPolicy;
  readonly roles: ReadonlyMap<string, RoleSettings>;
  /** By the first segment of their keys' paths. */
  readonly exchanges: ReadonlyMap<string, ConfigFile["exchanges"][string]>;
  /** By the name people type. */
  readonly workflows: ReadonlyMap<string, WorkflowSettings>;
  /** By the path of what is registered. */
  readonly deliveries: ReadonlyMap<string, readonly ValueDelivery[]>;
  readonly reminders: Reminders;
  /** How much is heard of people at once, and how many of their requests may be open. */
  readonly limits: ConfigFile["limits"];
  /** What happens by the clock, in `timezone`. */
  readonly schedules: readonly Schedule[];
  /** Where health is asked for: an address of this machine, and a port. */
  readonly healthHost: string;
  readonly healthPort: number;
  readonly logLevel: string;
  /** To be compared with that of other processes; nothing of a credential is in it. */
  readonly fingerprint: Fingerprint;
}

const logLevels = ["fatal", "error", "warn", "info", "debug", "silent"];

/**
 * Reads environment and `profinaut.yml`; the only reader of either.
 * @throws ConfigError that lists every mistake with what to write instead
 */
export function loadConfig({
  env = process.env,
  part = "all",
  now = new Date(),
}: {
  readonly env?: Environment;
  readonly part?: Part;
  readonly now?: Date;
} = {}): Config {
  const variables = createEnvironmentReader(env);
  const file = variables.collect(() => readConfigFile(variables.optional("PROFINAUT_CONFIG") ?? "profinaut.yml"));
  const given = readGiven(variables, part);
  if (file !== undefined) checkApprovers(file, variables);
  variables.finish();
  if (file === undefined) throw new Error("a file that cannot be read is a mistake");
  return {
    part,
    channel: file.channel,
    locale: file.locale,
    timezone: file.timezone,
    slack: {
      ...given.slack,
      teams: new Set(file.slack.teams),
      enterprise: file.slack.enterprise,
      people: new Map(Object.entries(file.slack.people)),
    },
    vault: { ...given.vault, ...file.vault },
    github: given.github,
    repository: file.github.repository,
    expectedSecrets: file.github.secrets.map(({ secret, maxAge }) => ({ secret, maxAgeMs: maxAge ?? null })),
    redis: { ...given.redis, durability: file.redis.durability },
    approval: policyOf(file.approval),
    roles: new Map(Object.entries(file.roles).map(([role, settings]) => [role, roleSettings(role, settings, file, now)])),
    exchanges: new Map(Object.entries(file.exchanges)),
    workflows: new Map(Object.entries(file.workflows).map(([name, settings]) => [name, workflowSettings(name, settings, file)])),
    deliveries: new Map([["docker", dockerDeliveries(file.github)]]),
    reminders: {
      horizonMs: file.reminders.horizon,
      maxAgeMs: new Map(Object.entries(file.reminders.maxAge)),
      owners: new Map(Object.entries(file.reminders.owners)),
    },
    limits: file.limits,
    schedules: schedulesOf(file),
    healthHost: given.healthHost,
    healthPort: given.healthPort,
    logLevel: given.logLevel,
    fingerprint: configurationFingerprint(file, given),
  };
}

/** What the environment says, whatever the file is like. */
function readGiven(variables: EnvironmentReader, part: Part) {
  const logLevel = variables.optional("LOG_LEVEL") ?? "info";
  if (!logLevels.includes(logLevel)) variables.mistake(say("config.log-level", { levels: logLevels }));
  const botToken = variables.secret("SLACK_BOT_TOKEN", say("config.for.bot-token", {}));
  return {
    logLevel,
    slack: {
      botToken: ofRightKind("SLACK_BOT_TOKEN", botToken, variables),
      transport: part === "worker" ? null : slackTransport(variables),
      apiUrl: apiUrl("SLACK_API_URL", "https://slack.com/api/", variables),
    },
    vault: {
      ...vaultServer(variables),
      roleId: variables.required("VAULT_ROLE_ID", say("config.for.own-role-id", {})),
      secretId: ownSecretId(variables),
    },
    github:
      part === "ingress"
        ? null
        : {
            credential: gitHubCredential(variables),
            apiUrl: apiUrl("GITHUB_API_URL", "https://api.github.com", variables),
          },
    redis: redisServer(variables, say("config.for.redis", {})),
    healthHost: ownAddress(variables, "HEALTH_HOST", "127.0.0.1"),
    healthPort: portNumber(variables, "HEALTH_PORT", 8080),
  };
}

/** What `profinaut bootstrap` needs. @throws ConfigError that lists every mistake with what to write instead */
export const loadBootstrapSettings = (env: Environment = process.env, folder?: string): BootstrapSettings =>
  readBootstrapSettings(env, folder);

/** What `profinaut exec` needs. @throws ConfigError, InputError: what to set instead */
export const loadExecSettings = (role: string | undefined, env: Environment = process.env): ExecSettings =>
  readExecSettings(role, env);

/** What `profinaut audit export` needs. @throws ConfigError that lists every mistake with what to set instead */
export const loadExportSettings = (what: { readonly withKeys: boolean }, env: Environment = process.env): ExportSettings =>
  readExportSettings(env, what);

/** What `profinaut audit diff` needs. @throws ConfigError that lists every mistake with what to set instead */
export const loadDiffSettings = (
  what: { readonly withRedis: boolean; readonly withVault: boolean },
  env: Environment = process.env,
): DiffSettings => readDiffSettings(env, what);

/** The language of whoever sits at the terminal. */
export const loadLanguage = (env: Environment = process.env): "en" | "ja" => languageOf(env);

function slackTransport(variables: EnvironmentReader): SlackTransport {
  const [appToken, signingSecret] = [variables.optional("SLACK_APP_TOKEN"), variables.optional("SLACK_SIGNING_SECRET")];
  if (appToken !== undefined && signingSecret !== undefined) variables.mistake(say("config.slack-both", {}));
  if (signingSecret !== undefined)
    return {
      mode: "http",
      signingSecret: ofRightKind("SLACK_SIGNING_SECRET", new Secret(signingSecret), variables),
      port: portNumber(variables, "PORT", 3000),
    };
  if (appToken === undefined) variables.mistake(say("config.slack-neither", {}));
  return { mode: "socket", appToken: ofRightKind("SLACK_APP_TOKEN", new Secret(appToken ?? ""), variables) };
}

function ofRightKind(name: Parameters<typeof mistakenKind>[0], credential: Secret, variables: EnvironmentReader): Secret {
  const mistake = mistakenKind(name, credential);
  if (mistake !== undefined) variables.mistake(mistake);
  return credential;
}

function apiUrl(name: string, otherwise: string, variables: EnvironmentReader): string {
  const value = variables.optional(name) ?? otherwise;
  return checkedAddress(name, value, { example: otherwise, mayHavePath: true }, variables);
}

/** What `bootstrap` hands over is a wrapping token, which is no SecretID before it is opened. */
function ownSecretId(variables: EnvironmentReader): Secret {
  const secretId = variables.secret("VAULT_SECRET_ID", say("config.for.own-secret-id", {}));
  if (/^(hvs|hvb|s)\./.test(secretId.reveal())) variables.mistake(say("config.wrapped-secret-id", {}));
  return secretId;
}

function gitHubCredential(variables: EnvironmentReader): GitHubCredential {
  const [token, appId] = [variables.optional("GITHUB_TOKEN"), variables.optional("GITHUB_APP_ID")];
  if (token !== undefined && appId !== undefined)
    variables.mistake(say("config.both-set", { first: "GITHUB_TOKEN", second: "GITHUB_APP_ID" }));
  if (appId === undefined)
    return {
      token: variables.secret("GITHUB_TOKEN", say("config.for.github-token", {})),
    };
  const installationId = Number(variables.required("GITHUB_APP_INSTALLATION_ID", say("config.for.installation", {})));
  if (!Number.isSafeInteger(installationId))
    variables.mistake(say("config.not-a-number", { name: "GITHUB_APP_INSTALLATION_ID" }));
  return { appId, privateKey: appPrivateKey(variables), installationId };
}

function appPrivateKey(variables: EnvironmentReader): Secret {
  const given = variables.secret("GITHUB_APP_PRIVATE_KEY", say("config.for.app-key", {}), { hasLines: true });
  const read = given.reveal() === "" ? undefined : readAppKey(given.reveal());
  if (read === undefined) return given;
  if ("pem" in read) return new Secret(read.pem);
  variables.mistake(say("config.app-key", { because: read.because }));
  return given;
}

function ownAddress(variables: EnvironmentReader, name: string, otherwise: string): string {
  const address = variables.optional(name) ?? otherwise;
  if (isIP(address) === 0) variables.mistake(say("config.own-address", { name }));
  return address;
}

function portNumber(variables: EnvironmentReader, name: string, otherwise: number): number {
  const port = Number(variables.optional(name) ?? otherwise);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) variables.mistake(say("config.port", { name }));
  return port;
}

const policyOf = ({ approvers, required, expiresAfter }: ConfigFile["approval"]): ApprovalPolicy => ({
  approvers,
  required,
  expiresAfterMs: expiresAfter,
});

/** A policy that nobody could ever meet is a mistake, found before the first request. */
function checkApprovers({ approval, roles, workflows }: ConfigFile, variables: EnvironmentReader): void {
  for (const [where, own] of [
    ["approval", approval],
    ...Object.entries(workflows).map(([name, settings]) => [`workflows.${name}.approval`, settings.approval ?? {}] as const),
    ...Object.entries(roles).map(([role, settings]) => [`roles.${role}.approval`, settings.approval ?? {}] as const),
  ] as const) {
    const approvers = own.approvers ?? approval.approvers;
    const required = Math.max(approval.required, own.required ?? 1);
    if ("users" in approvers && new Set(approvers.users).size < required)
      variables.mistake(say("config.too-few-approvers", { where, required, named: new Set(approvers.users).size }));
  }
}
