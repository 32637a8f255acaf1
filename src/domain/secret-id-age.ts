/** SecretIDs are to be renewed within a year. */
const yearMs = 365 * 24 * 3_600_000;

export const isOld = ({ createdAtMs }: { readonly createdAtMs: number }, nowMs: number): boolean => nowMs - createdAtMs > yearMs;
