import { z } from "zod";
import { CronPattern } from "./cron-pattern.ts";
import { Duration } from "./duration.ts";

const userId = z
  .string()
  .regex(/^[UW][A-Z0-9]{2,20}$/, "write a Slack user id such as U0123456789 (profile → ⋮ → Copy member ID)");
const repository = z.string().regex(/^[A-Za-z0-9-]{1,39}\/[A-Za-z0-9._-]{1,100}$/, "write owner/name");
const secretName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]{0,199}$/, "write letters, digits and _, not starting with a digit")
  .refine((name) => !name.toUpperCase().startsWith("GITHUB_"), "GitHub keeps names that start with GITHUB_ for itself")
  .transform((name) => name.toUpperCase());
const roleName = z.string().regex(/^[a-z][a-z0-9-]{2,62}$/, "write the AppRole's name in lower case: letters, digits and -");
const mount = z.string().regex(/^[a-z0-9][a-z0-9_.-]{0,63}$/, "write the mount's name without slashes");

const approval = z.strictObject({
  approvers: z.union([
    z.strictObject({ users: z.array(userId).min(1, "name at least one approver") }),
    z.strictObject({ group: z.string().regex(/^S[A-Z0-9]{2,20}$/, "write a user group's id such as S0123456789") }),
  ]),
  required: z.number().int().min(1).max(20),
  expiresAfter: Duration,
});

/** A place that keeps Actions secrets, with what is said of them there. */
const placeWith = <Names extends z.ZodRawShape>(names: Names) =>
  z.discriminatedUnion("github", [
    z.strictObject({ github: z.literal("repository"), repository: repository.optional(), ...names }),
    z.strictObject({
      github: z.literal("environment"),
      environment: z.string().min(1).max(255),
      repository: repository.optional(),
      ...names,
    }),
    z.strictObject({
      github: z.literal("organisation"),
      organisation: z
        .string()
        .regex(/^[A-Za-z0-9-]{1,39}$/)
        .optional(),
      ...names,
    }),
  ]);
const destination = placeWith({ secret: secretName });
const dockerDestination = placeWith({
  username: secretName.default("DOCKER_USERNAME"),
  password: secretName.default("DOCKER_PASSWORD"),
}).refine(({ username, password }) => username !== password, "give username and password names of their own");

const workflowFile = z
  .string()
  .regex(/^[\w][\w.-]{0,99}\.ya?ml$/, "write the name of the file in .github/workflows, such as release.yml");

const canary = z.strictObject({
  workflow: workflowFile,
  repository: repository.optional(),
  ref: z.string().min(1).max(255).optional(),
  timeout: Duration.prefault("15m"),
});

const role = z.strictObject({
  secretIdTtl: Duration,
  overlap: Duration,
  rotate: CronPattern.optional(),
  deliverTo: z.array(destination).min(1, "name at least one place the SecretID is delivered to"),
  canary: canary.optional(),
  longestWait: Duration.prefault("24h"),
  approval: approval.partial().optional(),
});

const exchangeName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_.-]{0,63}$/, "write the first segment of the keys' paths, in lower case: letters, digits, - and _")
  .refine((name) => name !== "staging", "staging is where the keys of staging live; name an exchange");
const exchangeAddress = (example: string) =>
  z.url({ protocol: /^https?$/, error: `write the address of the exchange's API such as ${example}` });
const exchange = z.strictObject({
  kind: z.enum(["binance", "bybit"]),
  api: exchangeAddress("https://api.binance.com"),
  /** Where keys of staging are asked about; left out where these are of the same network. */
  staging: exchangeAddress("https://testnet.binance.vision").optional(),
});

const workflow = z.strictObject({
  file: workflowFile,
  repository: repository.optional(),
  refs: z.array(z.string().regex(/^[\w*][\w./*+-]{0,254}$/, "write a branch or tag, with * for any text: main, v*")).default([]),
  approval: approval.partial().optional(),
});
const workflowName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, "write the name that people will type, in lower case: letters, digits and -");
const pathPattern = z
  .string()
  .regex(/^[a-z0-9_.*/-]{1,200}$/, 'write a path in small letters, with * for anything, such as "db/*"');

/** The list of zones has one name for each; aliases such as Asia/Kolkata are taken where the list has the older name. */
function isTimezone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

/** The whole of `profinaut.yml`. Keys it does not know are errors. */
export const ConfigFile = z.strictObject({
  channel: z
    .string()
    .regex(/^[CG][A-Z0-9]{2,20}$/, "write the channel's id such as C0123456789 (channel details, at the bottom)"),
  locale: z.enum(["en", "ja"]).default("en"),
  timezone: z.string().refine(isTimezone, "write an IANA time zone such as Asia/Tokyo").default("Asia/Tokyo"),
  slack: z.strictObject({
    teams: z
      .array(z.string().regex(/^T[A-Z0-9]{2,20}$/, "write a workspace id such as T0123456789"))
      .min(1, "name at least one workspace"),
    enterprise: z
      .string()
      .regex(/^E[A-Z0-9]{2,20}$/, "write an organisation id such as E0123456789")
      .optional(),
    /** Which human an account belongs to, where e-mail and name do not tell. */
    people: z.record(userId, z.string().min(1).max(100)).default({}),
  }),
  vault: z
    .strictObject({
      kvMount: mount.default("secret"),
      kvBase: mount.default("profinaut"),
      approleMount: mount.default("approle"),
      /** The file of Vault's audit device, where the worker may read it. */
      auditLog: z.string().regex(/^\//, "write the whole path of the file, such as /vault/logs/audit.log").optional(),
    })
    .prefault({}),
  github: z.strictObject({
    repository,
    /** Names that must exist at GitHub. */
    secrets: z.array(z.strictObject({ secret: secretName, maxAge: Duration.optional() })).default([]),
    /** Where `register docker` delivers to. */
    docker: z
      .array(dockerDestination)
      .min(1, "name at least one place that gets the Docker login, or leave `docker` out: the repository's secrets get it")
      .max(3, "name at most three places: a card has no room for more")
      .default([{ github: "repository", username: "DOCKER_USERNAME", password: "DOCKER_PASSWORD" }]),
  }),
  redis: z.strictObject({ durability: z.enum(["strict", "relaxed"]).default("strict") }).prefault({}),
  approval,
  roles: z.record(roleName, role).default({}),
  exchanges: z.record(exchangeName, exchange).default({}),
  workflows: z.record(workflowName, workflow).default({}),
  reminders: z
    .strictObject({
      digest: CronPattern.default("0 9 * * 1"),
      check: CronPattern.default("0 9 * * 1"),
      horizon: Duration.default(30 * 24 * 3_600_000),
      maxAge: z.record(pathPattern, Duration).default({}),
      owners: z.record(z.string().min(1).max(100), z.array(userId).min(1, "name at least one owner").max(10)).default({}),
    })
    .prefault({}),
});
export type ConfigFile = z.infer<typeof ConfigFile>;
