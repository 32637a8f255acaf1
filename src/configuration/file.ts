import { z } from "zod";
import { CronPattern } from "./cron-pattern.ts";
import { Duration } from "./duration.ts";
import { text, told } from "./told.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "config.write.user": NoParams;
    "config.write.repository": NoParams;
    "config.write.secret-name": NoParams;
    "config.write.not-githubs": NoParams;
    "config.write.role": NoParams;
    "config.write.mount": NoParams;
    "config.write.approver": NoParams;
    "config.write.group": NoParams;
    "config.write.organisation": NoParams;
    "config.write.two-names": NoParams;
    "config.write.workflow-file": NoParams;
    "config.write.place": NoParams;
    "config.write.exchange": NoParams;
    "config.write.not-staging": NoParams;
    "config.write.exchange-address": NoParams;
    "config.write.ref": NoParams;
    "config.write.workflow": NoParams;
    "config.write.path": NoParams;
    "config.write.channel": NoParams;
    "config.write.time-zone": NoParams;
    "config.write.workspace": NoParams;
    "config.write.a-workspace": NoParams;
    "config.write.enterprise": NoParams;
    "config.write.log-path": NoParams;
    "config.write.docker-places": NoParams;
    "config.write.fewer-places": NoParams;
    "config.write.owner": NoParams;
  }
}

/** At least one of them, or a sentence that says what to name. */
const some = <T extends z.ZodType>(item: T, key: Parameters<typeof told>[0]) =>
  z.array(item).refine((items) => items.length > 0, told(key));

const userId = text(/^[UW][A-Z0-9]{2,20}$/, "config.write.user");
const repository = text(/^[A-Za-z0-9-]{1,39}\/[A-Za-z0-9._-]{1,100}$/, "config.write.repository");
const secretName = text(/^[A-Za-z_][A-Za-z0-9_]{0,199}$/, "config.write.secret-name")
  .refine((name) => !name.toUpperCase().startsWith("GITHUB_"), told("config.write.not-githubs"))
  .transform((name) => name.toUpperCase());
const roleName = text(/^[a-z][a-z0-9-]{2,62}$/, "config.write.role");
const mount = text(/^[a-z0-9][a-z0-9_.-]{0,63}$/, "config.write.mount");

const approval = z.strictObject({
  approvers: z.union([
    z.strictObject({ users: some(userId, "config.write.approver") }),
    z.strictObject({ group: text(/^S[A-Z0-9]{2,20}$/, "config.write.group") }),
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
      organisation: text(/^[A-Za-z0-9-]{1,39}$/, "config.write.organisation").optional(),
      ...names,
    }),
  ]);
const destination = placeWith({ secret: secretName });
const dockerDestination = placeWith({
  username: secretName.default("DOCKER_USERNAME"),
  password: secretName.default("DOCKER_PASSWORD"),
}).refine(({ username, password }) => username !== password, told("config.write.two-names"));

const workflowFile = text(/^[\w][\w.-]{0,99}\.ya?ml$/, "config.write.workflow-file");

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
  deliverTo: some(destination, "config.write.place"),
  canary: canary.optional(),
  longestWait: Duration.prefault("24h"),
  approval: approval.partial().optional(),
});

const exchangeName = text(/^[a-z0-9][a-z0-9_.-]{0,63}$/, "config.write.exchange").refine(
  (name) => name !== "staging",
  told("config.write.not-staging"),
);
const isAddress = z.url({ protocol: /^https?$/ });
const exchangeAddress = z
  .string()
  .refine((address) => isAddress.safeParse(address).success, told("config.write.exchange-address"));
const exchange = z.strictObject({
  kind: z.enum(["binance", "bybit"]),
  api: exchangeAddress,
  /** Where keys of staging are asked about; left out where these are of the same network. */
  staging: exchangeAddress.optional(),
});

const workflow = z.strictObject({
  file: workflowFile,
  repository: repository.optional(),
  refs: z.array(text(/^[\w*][\w./*+-]{0,254}$/, "config.write.ref")).default([]),
  approval: approval.partial().optional(),
});
const workflowName = text(/^[a-z0-9][a-z0-9-]{0,62}$/, "config.write.workflow");
const pathPattern = text(/^[a-z0-9_.*/-]{1,200}$/, "config.write.path");

/** The list of zones has one name for each; aliases such as Asia/Kolkata are taken where the list has the older name. */
function isTimezone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

const rate = (atOnce: number, perMinute: number) =>
  z
    .strictObject({
      atOnce: z.number().int().min(1).max(10_000).default(atOnce),
      perMinute: z.number().int().min(1).max(10_000).default(perMinute),
    })
    .prefault({});

/** The whole of `profinaut.yml`. Keys it does not know are errors. */
export const ConfigFile = z.strictObject({
  channel: text(/^[CG][A-Z0-9]{2,20}$/, "config.write.channel"),
  locale: z.enum(["en", "ja"]).default("en"),
  timezone: z.string().refine(isTimezone, told("config.write.time-zone")).default("Asia/Tokyo"),
  slack: z.strictObject({
    teams: some(text(/^T[A-Z0-9]{2,20}$/, "config.write.workspace"), "config.write.a-workspace"),
    enterprise: text(/^E[A-Z0-9]{2,20}$/, "config.write.enterprise").optional(),
    /** Which human an account belongs to, where e-mail and name do not tell. */
    people: z.record(userId, z.string().min(1).max(100)).default({}),
  }),
  vault: z
    .strictObject({
      kvMount: mount.default("secret"),
      kvBase: mount.default("profinaut"),
      approleMount: mount.default("approle"),
      /** The file of Vault's audit device, where the worker may read it. */
      auditLog: text(/^\//, "config.write.log-path").optional(),
    })
    .prefault({}),
  github: z.strictObject({
    repository,
    /** Names that must exist at GitHub. */
    secrets: z.array(z.strictObject({ secret: secretName, maxAge: Duration.optional() })).default([]),
    /** Where `register docker` delivers to. */
    docker: some(dockerDestination, "config.write.docker-places")
      .refine((places) => places.length <= 3, told("config.write.fewer-places"))
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
      owners: z.record(z.string().min(1).max(100), some(userId, "config.write.owner").max(10)).default({}),
    })
    .prefault({}),
  limits: z
    .strictObject({
      person: rate(40, 60),
      all: rate(200, 600),
      open: z
        .strictObject({
          person: z.number().int().min(1).max(10_000).default(25),
          all: z.number().int().min(1).max(10_000).default(200),
        })
        .prefault({}),
    })
    .prefault({}),
});
export type ConfigFile = z.infer<typeof ConfigFile>;
