import { lockOut, loginOf } from "../vault/locked.ts";
import { brokenStory } from "./invariants.ts";
import { aRotationCase, type CaseOptions } from "./rotation-case.ts";
import type { SmallPlatform } from "./small-platform.ts";

/** A role whose right SecretID is refused, because of a wrong one. */
export async function aLockedRole(platform: SmallPlatform, options: CaseOptions = {}) {
  const aCase = await aRotationCase(platform, options);
  const login = await loginOf(platform.vault.server, aCase.role);
  await login.good();
  await lockOut(platform.vault.server, login.roleId);
  /** What must hold at the end and does not. */
  const broken = async (): Promise<readonly string[]> => {
    const { memory, view, newest } = aCase;
    const [requests, trail] = [(await memory.store.recent(100)).toReversed(), await memory.audit.entries(1, 10_000)];
    const request = await newest();
    return [
      ...(request?.state === "succeeded" ? [] : [`ended as ${request?.state}: ${JSON.stringify(request?.note)}`]),
      ...((await login.good()) === 200 ? [] : ["the right SecretID does not log in"]),
      ...view.alarms.map(({ key }) => `alarm: ${key}`),
      ...brokenStory({
        requests,
        trail,
        cards: view.cards().map(({ requestId, revision, lines }) => ({
          requestId,
          isTrue: (one) => one.revision === revision,
          lines,
        })),
        isUnsaid: () => false,
        secrets: [login.roleId, login.secretId],
        sinks: [
          { name: "the channel", text: view.text() },
          { name: "the records", text: JSON.stringify(requests) },
          { name: "the trail", text: JSON.stringify(trail) },
        ],
      }),
    ];
  };
  return { aCase, login, broken };
}
