import type { ExpiryItem, ExpirySource } from "../domain/expiry.ts";
import { say } from "../domain/sentence.ts";
import type { OwnLoginState } from "../ports/own-login.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "own-login.title": NoParams;
    "own-login.how": { role: string };
    "own-login.gone": { role: string };
    "own-login.token": NoParams;
  }
}

/** The bot's own way into Vault: the SecretID it was given, and the token, which it renews by itself. */
export const ownLogin: ExpirySource = {
  name: "own-login",
  title: say("own-login.title", {}),
  read: async ({ ports }) => {
    const logins = await ports.ownLogins();
    return {
      items: logins.flatMap(itemsOf),
      failures: logins
        .filter(({ secretId }) => secretId === null)
        .map(({ role }) => ({ what: role, because: say("own-login.gone", { role }) })),
    };
  },
};

function itemsOf({ role, token, secretId }: OwnLoginState): readonly ExpiryItem[] {
  const common = { kind: "own-login", owner: null, mayBeEndless: false, basis: "end" } as const;
  const itself: ExpiryItem = {
    ...common,
    ...token,
    name: `${role}/token`,
    renewal: "itself",
    note: say("own-login.token", {}),
  };
  if (secretId === null) return [itself];
  return [
    { ...common, ...secretId, name: `${role}/secret-id`, renewal: { how: say("own-login.how", { role }) }, note: null },
    itself,
  ];
}
