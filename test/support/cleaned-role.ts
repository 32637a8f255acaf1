import { createLedgers } from "../../src/redis/ledgers.ts";
import { textOf } from "../vault/a-vault.ts";
import { drive } from "./drive.ts";
import { brokenStory } from "./invariants.ts";
import { aRotationCase, type CaseOptions, type RotationCase } from "./rotation-case.ts";
import type { SmallPlatform } from "./small-platform.ts";

/** How many SecretIDs people issued. */
export const strangers = 3;

/** A role that was rotated, and then given more SecretIDs by hand. */
export async function aRotatedRole(platform: SmallPlatform, options?: CaseOptions) {
  const aCase = await aRotationCase(platform, options);
  await drive(aCase, await aCase.processRun(), { command: (role) => `rotate ${role} --leaked` });
  const byHand: string[] = [];
  for (let count = 0; count < strangers; count += 1) {
    const { body } = await platform.vault.ok("POST", `auth/approle/role/${aCase.role}/secret-id`);
    byHand.push(textOf(body.data?.["secret_id_accessor"]));
  }
  return { aCase, byHand };
}

export const isCleanUp = ({ operation }: { readonly operation: string }): boolean => operation === "clean-up";

/** What must hold at the end and does not. */
export async function brokenCleanUp(
  platform: SmallPlatform,
  { role, memory, view, fake, newest }: RotationCase,
  byHand: readonly string[],
) {
  const requests = (await memory.store.recent(100)).toReversed();
  const trail = await memory.audit.entries(1, 10_000);
  const { current } = await createLedgers({ documents: memory.documents }).read(role);
  const { body } = await platform.vault.ok("LIST", `auth/approle/role/${role}/secret-id`);
  const live = Array.isArray(body.data?.["keys"]) ? body.data["keys"].map(String) : [];
  const logins = await Promise.all(
    fake.secrets().map(async ({ value }) => {
      const roleId = (await platform.vault.ok("GET", `auth/approle/role/${role}/role-id`)).body.data?.["role_id"];
      const login = { role_id: roleId, secret_id: value };
      return (await platform.vault.server.api("POST", "auth/approle/login", login, "")).status;
    }),
  );
  const named = JSON.stringify(trail.filter(({ details }) => details["destroying"] !== undefined));
  return [
    ...((await newest())?.state === "succeeded" ? [] : [`ended as ${(await newest())?.state}`]),
    ...(requests.filter(isCleanUp).length === 1 ? [] : ["it was asked for more than once"]),
    ...(live.length === 1 && live[0] === current?.accessor ? [] : [`${live.length} SecretIDs live`]),
    ...(logins.length === 2 && logins.every((status) => status === 200) ? [] : ["what is delivered does not log in"]),
    ...byHand.filter((accessor) => !named.includes(accessor)).map((accessor) => `${accessor} ended without a word`),
    ...view.alarms.map(({ key }) => `alarm: ${key}`),
    ...brokenStory({
      requests,
      trail,
      cards: view.cards().map(({ requestId, revision, lines }) => ({
        requestId,
        isTrue: (request) => request.revision === revision,
        lines,
      })),
      isUnsaid: () => false,
      secrets: [],
      sinks: [],
    }),
  ];
}
