import { idOf, type Kind, type Setting, type Settings, type Thing } from "./declared-thing.ts";
import { networkOf } from "./network.ts";

/** What the running Vault has of what is declared, and every name in it that looks like one of ours. */
export interface Running {
  /** By `idOf`; what is not there has no entry. */
  readonly settings: ReadonlyMap<string, Settings>;
  readonly names: readonly Pick<Thing, "kind" | "name">[];
}

export interface Difference {
  readonly setting: string;
  /** `undefined`: never set. */
  readonly from: Setting | undefined;
  readonly to: Setting;
}

/** `conflict`: it is something else, which cannot be changed without losing what it holds. */
export type Action = "create" | "change" | "leave" | "conflict";

export interface Planned {
  readonly thing: Thing;
  readonly action: Action;
  readonly differences: readonly Difference[];
}

export interface Plan {
  /** Everything that is declared, in the order in which it is made. */
  readonly things: readonly Planned[];
  /** What looks like ours and is not declared. */
  readonly foreign: readonly Pick<Thing, "kind" | "name">[];
}

/** Settings that Vault takes at creation alone. */
const fixed: { readonly [kind in Kind]: readonly string[] } = {
  "audit-device": ["type", "file_path"],
  "kv-mount": ["type", "version"],
  "approle-mount": ["type"],
  policy: [],
  "app-role": [],
  "signing-keys": [],
};

/** Of these, what nobody would make something anew for. */
const setOnce: { readonly [kind in Kind]?: readonly string[] } = { "audit-device": ["mode"] };

/** The difference between what is declared and what is there. */
export function planOf(declared: readonly Thing[], running: Running): Plan {
  const known = new Set(declared.map(idOf));
  return {
    things: declared.map((thing) => planned(thing, running.settings.get(idOf(thing)))),
    foreign: running.names.filter((named) => !known.has(idOf(named))),
  };
}

/** What has to be done, in its order. */
export const pending = ({ things }: Plan): readonly Planned[] =>
  things.filter(({ action }) => action === "create" || action === "change");

/** What keeps anything from being done. */
export const conflicts = ({ things }: Plan): readonly Planned[] => things.filter(({ action }) => action === "conflict");

function planned(thing: Thing, there: Settings | undefined): Planned {
  if (there === undefined) return { thing, action: "create", differences: [] };
  const differences = Object.entries(thing.settings).flatMap(([setting, to]): readonly Difference[] => {
    if (setOnce[thing.kind]?.includes(setting)) return [];
    const from = there[setting];
    return from !== undefined && isSame(from, to) ? [] : [{ setting, from, to }];
  });
  const isConflict = differences.some(({ setting }) => fixed[thing.kind].includes(setting));
  return { thing, action: isConflict ? "conflict" : differences.length > 0 ? "change" : "leave", differences };
}

/**
 * The order of a list says nothing, nor does the spelling of a network: Vault answers with a SecretID's as somebody wrote it, and with
 * a token's of one address without its `/32`. What is no network stays as it is; Vault refuses every login because of it.
 */
function isSame(from: Setting, to: Setting): boolean {
  if (typeof from !== "object" || typeof to !== "object") return from === to;
  const plain = (list: readonly string[]) => JSON.stringify(list.map((item) => networkOf(item)?.text ?? item).sort());
  return plain(from) === plain(to);
}
