import type { Actor } from "../domain/actor.ts";
import type { ApprovalPolicy } from "../domain/approval.ts";
import { ConflictError, NotAllowedError, NotFoundError } from "../domain/errors.ts";
import { type Sentence, say } from "../domain/sentence.ts";
import type { Directory } from "../ports/directory.ts";
import type { ClientQueue } from "./client-queue.ts";
import { problemOf } from "./failures.ts";
import { createRecent } from "./recent.ts";
import { GroupMembers, read, type SlackUser, UsersInfo } from "./wire.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "directory.unknown": NoParams;
    "directory.deactivated": NoParams;
    "directory.bot": NoParams;
    "directory.guest": NoParams;
    "directory.other-workspace": NoParams;
    "directory.groups-need-plan": { group: string };
    "directory.group-unknown": { group: string };
  }
}

export interface DirectoryOptions {
  readonly lane: ClientQueue;
  /** Ids of the workspaces whose people may use the bot. */
  readonly teams: ReadonlySet<string>;
  /** Enterprise Grid organisation; its people count when one of their workspaces is in `teams`. */
  readonly enterprise?: string | undefined;
  /** Which human an account belongs to, by user id, where configuration says so. */
  readonly people: ReadonlyMap<string, string>;
  readonly now: () => number;
  /** How long an answer is believed. At most (and by default) 60 s. */
  readonly cacheMs?: number;
}

/** The directory of people, asked of Slack (`users.info`, `usergroups.users.list`). */
export function createDirectory({ lane, teams, enterprise, people, now, cacheMs = 60_000 }: DirectoryOptions): Directory {
  const keepMs = Math.min(cacheMs, 60_000);
  const actors = createRecent<Actor>({ now, keepMs, atMost: 1_000 });
  const groups = createRecent<ReadonlySet<string>>({ now, keepMs, atMost: 100 });

  async function lookUp(userId: string): Promise<Actor> {
    const answer = await lane.call("users.info", { user: userId, include_locale: true }).catch((error: unknown) => {
      const problem = problemOf(error);
      throw problem === "user_not_found" || problem === "user_not_visible" ? refusal(say("directory.unknown", {})) : error;
    });
    const { user } = read(UsersInfo, answer);
    const because = user.id === userId ? objectionTo(user) : say("directory.unknown", {});
    if (because !== undefined) throw refusal(because);
    return {
      userId,
      teamId: user.team_id,
      name: user.profile.real_name || user.real_name || user.name,
      email: user.profile.email || null,
      person: people.get(userId) ?? null,
      locale: localeOf(user.locale ?? ""),
    };
  }

  const isOurs = ({ team_id, enterprise_user }: SlackUser): boolean =>
    teams.has(team_id) ||
    (enterprise !== undefined &&
      enterprise_user?.enterprise_id === enterprise &&
      enterprise_user.teams.some((team) => teams.has(team)));

  function objectionTo(user: SlackUser): Sentence | undefined {
    if (user.deleted) return say("directory.deactivated", {});
    if (user.is_bot || user.is_workflow_bot) return say("directory.bot", {});
    if (user.is_stranger || !isOurs(user)) return say("directory.other-workspace", {});
    if (user.is_restricted || user.is_ultra_restricted) return say("directory.guest", {});
    return undefined;
  }

  async function members(group: string): Promise<ReadonlySet<string>> {
    const answer = await lane.call("usergroups.users.list", { usergroup: group }).catch((error: unknown) => {
      const problem = problemOf(error);
      if (problem === "plan_upgrade_required")
        throw new ConflictError("directory.groups-need-plan", say("directory.groups-need-plan", { group }));
      if (problem === "no_such_subteam" || problem === "subteam_not_found")
        throw new NotFoundError("directory.group-unknown", say("directory.group-unknown", { group }));
      throw error;
    });
    return new Set(read(GroupMembers, answer).users);
  }

  return {
    actor: (userId, { fresh = false } = {}) => actors.get(userId, fresh, () => lookUp(userId)),
    async approvers({ approvers }: ApprovalPolicy, { fresh = false } = {}) {
      if ("users" in approvers) return new Set(approvers.users);
      const { group } = approvers;
      return await groups.get(group, fresh, () => members(group));
    },
  };
}

const refusal = (because: Sentence): NotAllowedError => new NotAllowedError(because.key, because);

const localeOf = (locale: string): Actor["locale"] => {
  if (locale.startsWith("ja")) return "ja";
  return locale.startsWith("en") ? "en" : null;
};
