import { type Answer, errorAnswer, notAccessible } from "./answer.ts";
import type { AppTokens } from "./app-tokens.ts";
import type { FakeGitHubSettings } from "./options.ts";

/** Who asks, as far as the token tells. */
export interface Caller {
  /** `undefined`: may do everything. */
  readonly permissions: { readonly [permission: string]: "read" | "write" } | undefined;
  /** Classic tokens only. */
  readonly scopes: readonly string[] | undefined;
  readonly isApp: boolean;
}

export function callerOf(
  authorization: string | undefined,
  settings: FakeGitHubSettings,
  appTokens: AppTokens,
): Caller | undefined {
  const token = bearerOf(authorization);
  if (token === settings.token) return { permissions: settings.permissions, scopes: settings.scopes, isApp: false };
  if (appTokens.isLive(token)) return { permissions: settings.app?.permissions, scopes: undefined, isApp: true };
  return undefined;
}

/** GitHub accepts `token …` and `Bearer …`, in any case. */
export function bearerOf(authorization = ""): string {
  return /^(?:token|bearer) (.+)$/i.exec(authorization)?.[1] ?? "";
}

export interface Need {
  readonly permission: string;
  readonly classicScope: string;
  readonly level: "read" | "write";
}

/** The answer to a caller who may not; `undefined` when it may. */
export function refusalOf({ permissions, scopes }: Caller, { permission, classicScope, level }: Need): Answer | undefined {
  if (scopes !== undefined && !scopes.includes(classicScope)) return errorAnswer(403, "Must have admin rights to Repository.");
  if (permissions === undefined) return undefined;

  const held = permissions[permission];
  return held === "write" || held === level ? undefined : notAccessible;
}
