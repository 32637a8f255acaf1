/** More SecretIDs of one AppRole than this are handled by count and age; up to this many are looked at and named one by one. */
export const manySecretIds = 500;
