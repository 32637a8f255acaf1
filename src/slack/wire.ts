import { z } from "zod";
import { firstLetters } from "../domain/cut.ts";
import { wellFormed } from "../domain/json.ts";
import { strangeAnswer } from "./failures.ts";

// Ids and times of Slack, bounded: https://docs.slack.dev/reference/objects
const id = z.string().min(1).max(64);
const ts = z.string().regex(/^\d{1,12}\.\d{1,9}$/);
const maybeId = id.nullish().transform((value) => value ?? null);
const flag = z.boolean().nullish().transform(Boolean);

/** https://docs.slack.dev/reference/methods/auth.test */
export const AuthTest = z.object({
  user_id: id,
  bot_id: id,
  team_id: id,
  team: z.string().max(200).catch(""),
  enterprise_id: maybeId,
  // What the SDK takes from the header `x-oauth-scopes`: https://docs.slack.dev/authentication/tokens
  response_metadata: z
    .object({ scopes: z.array(z.string()).optional() })
    .nullish()
    .catch(null),
});
export type AuthTest = z.infer<typeof AuthTest>;

/** https://docs.slack.dev/reference/methods/bots.info */
export const BotsInfo = z.object({ bot: z.object({ app_id: id }) });

/** https://docs.slack.dev/reference/objects/user-object; a flag that is left out is not set, the others must be there. */
export const UsersInfo = z.object({
  user: z.object({
    id,
    team_id: id,
    name: z.string().max(200).default(""),
    real_name: z.string().max(200).nullish(),
    deleted: z.boolean(),
    is_bot: z.boolean(),
    is_workflow_bot: flag,
    is_restricted: flag,
    is_ultra_restricted: flag,
    is_stranger: flag,
    locale: z.string().max(20).nullish(),
    enterprise_user: z.object({ enterprise_id: id, teams: z.array(id).default([]) }).nullish(),
    profile: z.object({ real_name: z.string().max(200).nullish(), email: z.string().max(320).nullish() }).default({}),
  }),
});
export type SlackUser = z.infer<typeof UsersInfo>["user"];

/** https://docs.slack.dev/reference/methods/usergroups.users.list */
export const GroupMembers = z.object({ users: z.array(id).max(10_000) });

/** https://docs.slack.dev/reference/objects/conversation-object */
export const ChannelInfo = z.object({
  channel: z.object({
    id,
    is_archived: flag,
    is_member: flag,
    is_ext_shared: flag,
    is_pending_ext_shared: flag,
  }),
});

/** https://docs.slack.dev/reference/methods/conversations.open */
export const OpenedConversation = z.object({ channel: z.object({ id }) });

/**
 * https://docs.slack.dev/reference/methods/dnd.info, times in seconds since 1970. Slack tells the snooze of nobody but the one who
 * asks; should it tell, it counts.
 */
export const DndInfo = z.object({
  dnd_enabled: flag,
  next_dnd_start_ts: z.number().default(Number.POSITIVE_INFINITY),
  next_dnd_end_ts: z.number().default(Number.NEGATIVE_INFINITY),
  snooze_enabled: flag,
  snooze_endtime: z.number().default(Number.NEGATIVE_INFINITY),
});

/** https://docs.slack.dev/reference/methods/chat.postMessage */
export const Posted = z.object({ channel: id, ts });

/** https://docs.slack.dev/reference/methods/chat.getPermalink */
export const Permalink = z.object({ permalink: z.url().max(2_000) });

const FoundMessage = z.object({
  ts: z.string(),
  thread_ts: z.string().nullish(),
  user: z.string().nullish(),
  bot_id: z.string().nullish(),
  blocks: z
    .array(z.object({ block_id: z.string().nullish(), text: z.object({ text: z.string() }).nullish().catch(null) }))
    .nullish()
    .catch(null),
});
export type FoundMessage = z.infer<typeof FoundMessage>;

/** https://docs.slack.dev/reference/methods/conversations.history and conversations.replies */
export const Messages = z.object({
  messages: z.array(FoundMessage),
  has_more: flag,
  response_metadata: z.object({ next_cursor: z.string().max(2_000).nullish() }).nullish(),
});

/** https://docs.slack.dev/interactivity/implementing-slash-commands, "Preparing your app to receive commands" */
export const CommandPayload = z
  .object({
    api_app_id: id,
    team_id: id,
    enterprise_id: maybeId,
    user_id: id,
    channel_id: id,
    text: z.string().default(""),
    trigger_id: z.string().min(1).max(255),
    response_url: z.string().max(2_000).nullish(),
  })
  .transform(({ text, ...rest }) => ({ ...rest, text: firstLetters(text, 4_000) }));

/**
 * https://docs.slack.dev/reference/interaction-payloads/block_actions-payload: a button on a message, or on the Home tab. The
 * container of a private answer says
 * `is_ephemeral` beside channel and ts; its payload has no `message`. A button's value has at most 2,000 characters
 * (https://docs.slack.dev/reference/block-kit/block-elements/button-element).
 */
export const PressPayload = z
  .object({
    api_app_id: id,
    team: z.object({ id, enterprise_id: maybeId }).nullish(),
    enterprise: z.object({ id }).nullish(),
    user: z.object({ id }),
    container: z.union([
      z.object({ type: z.literal("message"), channel_id: id, message_ts: ts }),
      z.object({ type: z.literal("view"), view_id: id }),
      // What the local Slack of tests and demo says of its Home tab.
      z.object({ type: z.literal("message"), channel_id: z.literal("") }).transform(() => ({ type: "home" as const })),
    ]),
    /** Of a button in a view; that of a modal counts for nothing. */
    view: z.object({ type: z.string().max(20) }).nullish(),
    trigger_id: z.string().min(1).max(255),
    response_url: z.string().max(2_000).nullish(),
    actions: z.array(z.object({ value: z.string().nullish(), block_id: z.string().max(255).nullish() })).min(1),
  })
  .refine(({ container, view }) => container.type !== "view" || view?.type === "home")
  .transform(({ actions, ...rest }) => ({
    ...rest,
    value: firstLetters(actions[0]?.value ?? "", 2_000),
    block: actions[0]?.block_id ?? "",
  }));

export type PressPayload = z.infer<typeof PressPayload>;

const FormMetadata = z.object({
  command: z.string().min(1),
  channel: id,
  locale: z.enum(["en", "ja"]),
});

/**
 * https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload. What a person filled in is not bounded here: what is
 * too long is told to them, and what cannot be read would be lost without a word.
 */
export const FormPayload = z.object({
  api_app_id: id,
  team: z.object({ id, enterprise_id: maybeId }).nullish(),
  enterprise: z.object({ id }).nullish(),
  user: z.object({ id }),
  trigger_id: z.string().max(255).optional().catch(undefined),
  view: z
    .object({
      id,
      private_metadata: z.string().max(3_000),
      state: z.object({
        values: z.record(
          z.string().max(255),
          z.record(z.string().max(255), z.object({ value: z.string().nullish(), selected_date: z.string().nullish() })),
        ),
      }),
    })
    .transform(({ private_metadata, ...rest }) => ({ ...rest, metadata: parsedJson(FormMetadata, private_metadata) })),
});

/** As much of a submitted form as is needed to say that the rest cannot be read: who, and the block under which to say it. */
export const OddFormPayload = z.object({
  user: z.object({ id }).nullish().catch(null),
  view: z
    .object({ state: z.object({ values: z.record(z.string(), z.unknown()) }) })
    .nullish()
    .catch(null),
});

function parsedJson<T>(schema: z.ZodType<T>, text: string): T | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** https://docs.slack.dev/reference/events/app_home_opened */
export const HomePayload = z.object({
  api_app_id: id,
  team_id: id,
  enterprise_id: maybeId,
  event: z.object({ user: id, tab: z.string().max(20).default("home"), event_ts: z.string().max(64).optional() }),
});

/** An answer in its documented shape. @throws UpstreamError (service "slack") when it has another */
export function read<T>(schema: z.ZodType<T>, answer: unknown): T {
  const parsed = schema.safeParse(wellFormed(answer));
  if (!parsed.success) throw strangeAnswer();
  return parsed.data;
}

/** What somebody typed or pressed, in its documented shape; `undefined` when it has another. */
export const payloadOf = <T>(schema: z.ZodType<T>, body: unknown): T | undefined => schema.safeParse(wellFormed(body)).data;
