export function fingerprint(root: string): string | undefined;
export function builtFrom(root: string): string | undefined;
export const builtFromMark: string;
