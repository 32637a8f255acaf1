import type { Kind, Thing } from "../domain/declared-thing.ts";
import type { Planned } from "../domain/platform-plan.ts";

declare module "../domain/check.ts" {
  interface CheckPorts {
    readonly platform: VisiblePlatform;
  }
}

/** How what is declared compares with Vault. */
export interface Compared {
  /** What is not as declared, or not there. */
  readonly different: readonly Planned[];
  /** What Vault does not let us look at. */
  readonly unseen: readonly Pick<Thing, "kind" | "name">[];
}

/**
 * What the bot's own rights let it see of what `vault/` declares: settings of both KV mounts and of the AppRole mount, the policies
 * and AppRoles of the platform, and whether the audit device is on. Nothing changes, and no value is read. Methods throw
 * `UpstreamError` (service "vault").
 */
export interface VisiblePlatform {
  /** The platform's AppRoles as declared, twins in staging too. */
  readonly roles: readonly string[];
  /** Of these kinds alone. */
  compare(kinds: readonly Kind[], signal?: AbortSignal): Promise<Compared>;
  isAuditDeviceOn(signal?: AbortSignal): Promise<boolean>;
  /** Whether somebody is making a root token from unseal keys right now; `undefined` where Vault keeps that to itself. */
  isRootTokenBeingMade(signal?: AbortSignal): Promise<boolean | undefined>;
}
