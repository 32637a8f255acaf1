import type { Lane } from "./lane.ts";
import { AuthTest, BotsInfo, read } from "./wire.ts";

/** Who we are at Slack; messages and payloads are compared with it. */
export interface Identity {
  readonly appId: string;
  readonly teamId: string;
  readonly enterpriseId: string | null;
  readonly botUserId: string;
  readonly botId: string;
}

/**
 * Asks Slack whose token this is (`auth.test`, then `bots.info` for the app's id). Nothing changes.
 * @throws UpstreamError (service "slack") also when the token is not valid
 */
export async function identify(lane: Lane): Promise<Identity> {
  const self = read(AuthTest, await lane.call("auth.test", {}));
  const { bot } = read(BotsInfo, await lane.call("bots.info", { bot: self.bot_id, team_id: self.team_id }));
  return {
    appId: bot.app_id,
    teamId: self.team_id,
    enterpriseId: self.enterprise_id,
    botUserId: self.user_id,
    botId: self.bot_id,
  };
}
