import type { Section } from "./locale.ts";

/** In English: what in a text looks like a credential. */
export const enSecrets: Section<"secret"> = {
  "secret.address-login": () => "an address with a password in it (`user:password@host`)",
  "secret.address-token": (p, f) => `an address with a credential in it (${f.code(`${p.name}=…`)})`,
  "secret.header": () => "an authorization header",
  "secret.named": (p, f) => `what follows ${f.code(p.name)}`,
  "secret.private-key": () => "a private key",
  "secret.random": () => "a word of letters and digits that looks drawn at random, as keys and tokens are",
  "secret.token": (p) => `a token of ${p.vendor}`,
  "secret.uuid": () => "a UUID, as RoleIDs and SecretIDs are",
  "secret.web-token": () => "a JSON web token",
  "secret.webhook": (p) => `the address of a webhook of ${p.vendor}, with which anybody may post`,
};
