/** One value of a setting; durations in seconds, as Vault gives them. */
export type Setting = string | number | boolean | readonly string[];
/** By Vault's own names for them. */
export type Settings = { readonly [name: string]: Setting };

export type Kind = "audit-device" | "kv-mount" | "approle-mount" | "policy" | "app-role" | "signing-keys";

/** Something Vault must hold, with those of its settings that matter to us. */
export interface Thing {
  readonly kind: Kind;
  /** Path of a mount or a device without its slash, name of a policy or an AppRole. */
  readonly name: string;
  readonly settings: Settings;
}

export const idOf = ({ kind, name }: Pick<Thing, "kind" | "name">): string => `${kind} ${name}`;
