const prefix = "profinaut-";

/** The convention: what is at `<base>/X` belongs to the AppRole `profinaut-X`. */
export const roleOf = (name: string): string => `${prefix}${name}`;

/** Its twin, to which `<base>/staging/X` belongs. */
export const twinOf = (name: string): string => `${prefix}staging-${name}`;

/** `profinaut-db` and `db` name the same thing. */
export const withoutPrefix = (role: string): string => (role.startsWith(prefix) ? role.slice(prefix.length) : role);

/** `staging-…` are the twins, `bot…`, `check` and `hand-over` are policies of their own, and the rest lies beside the base; none is a folder of values. */
export const isReserved = (name: string): boolean => /^(staging|bot|check|hand-over|keys|pending)(-|$)/.test(name);
