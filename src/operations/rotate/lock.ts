/** One running rotation per AppRole. */
export const rotateLock = (role: string): string => `approle/${role}`;
