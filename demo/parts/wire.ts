import { z } from "zod";

const fields = z.record(z.string(), z.unknown());

/**
 * Any answer of Vault's HTTP API, with the parts that tests and the demo look at; unknown parts are kept.
 * https://developer.hashicorp.com/vault/api-docs
 */
export const VaultBody = z.looseObject({
  data: fields.nullish(),
  auth: z
    .looseObject({
      client_token: z.string(),
      accessor: z.string(),
      token_policies: z.array(z.string()).nullish(),
      metadata: z.record(z.string(), z.string()).nullish(),
      lease_duration: z.number(),
      renewable: z.boolean(),
      token_type: z.string(),
    })
    .nullish(),
  wrap_info: z
    .looseObject({ token: z.string(), accessor: z.string(), ttl: z.number(), wrapped_accessor: z.string().optional() })
    .nullish(),
  errors: z.array(z.string()).nullish(),
});
export type VaultBody = z.infer<typeof VaultBody>;

/** The line that the server of tools/vault-server prints when it accepts connections. */
export const VaultReady = z.object({ address: z.url(), rootToken: z.string().optional(), unsealKey: z.string().optional() });
export type VaultReady = z.infer<typeof VaultReady>;

/** `PUT sys/init` */
export const VaultInit = z.looseObject({ root_token: z.string(), keys_base64: z.tuple([z.string()]) });

/** A message as the local Slack keeps it: its control API and what the Web API would return. */
export const SlackMessage = z.looseObject({
  ts: z.string(),
  channel: z.string(),
  user: z.string().optional(),
  text: z.string().default(""),
  blocks: z.array(z.looseObject({ type: z.string() })).optional(),
  thread_ts: z.string().optional(),
  /** `"ephemeral"` for what one person alone sees. */
  subtype: z.string().optional(),
  ephemeral_to: z.string().optional(),
});
export type SlackMessage = z.infer<typeof SlackMessage>;

/** `GET /_control/state`: every channel, conversations with one person among them. */
export const SlackState = z.object({
  channels: z.array(z.looseObject({ id: z.string(), is_im: z.boolean(), members: z.array(z.string()) })),
});

/** One line of the local Slack's inspector. */
export const SlackLogEntry = z.looseObject({
  time: z.number(),
  direction: z.enum(["to_bot", "from_bot", "internal"]),
  kind: z.string(),
  summary: z.string(),
  detail: z.unknown().optional(),
});
export type SlackLogEntry = z.infer<typeof SlackLogEntry>;

export const SlackMessages = z.object({ messages: z.array(SlackMessage) });
export const SlackLog = z.object({ log: z.array(SlackLogEntry) });
