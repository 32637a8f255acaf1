import type { ExpiryItem, ExpirySource } from "../domain/expiry.ts";
import { say } from "../domain/sentence.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "delivery.title": NoParams;
    "delivery.token-how": NoParams;
    "delivery.token-endless": NoParams;
    "delivery.key-how": NoParams;
    "delivery.key-unknown": NoParams;
  }
}

/** What the bot writes to GitHub with. */
export const deliveryCredential: ExpirySource = {
  name: "github",
  title: say("delivery.title", {}),
  read: async ({ ports, signal }) => {
    const state = await ports.destinationCredential.look(signal);
    const common = { kind: "github", owner: null, issuedAtMs: null, basis: "end" } as const;
    const item: ExpiryItem =
      state.kind === "token"
        ? {
            ...common,
            name: "token",
            mayBeEndless: false,
            expiresAtMs: state.expiresAtMs,
            renewal: { how: say("delivery.token-how", {}) },
            note: state.expiresAtMs === null ? say("delivery.token-endless", {}) : null,
          }
        : {
            ...common,
            name: "app-key",
            mayBeEndless: true,
            expiresAtMs: null,
            renewal: { how: say("delivery.key-how", {}) },
            note: say("delivery.key-unknown", {}),
          };
    return { items: [item] };
  },
};
