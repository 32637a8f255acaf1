import { type Sentence, say } from "./sentence.ts";

declare module "./sentence.ts" {
  interface Sentences {
    "refused-key.unknown": { exchange: string };
    "refused-key.other-network": { exchange: string };
    "refused-key.secret": { exchange: string };
    "refused-key.expired": { exchange: string };
    "refused-key.rights": { exchange: string };
  }
}

/** Why an exchange refuses a key, as far as it says. */
export type RefusedBecause = "unknown" | "other-network" | "secret" | "expired" | "rights";

const sentences = {
  unknown: (exchange: string) => say("refused-key.unknown", { exchange }),
  "other-network": (exchange: string) => say("refused-key.other-network", { exchange }),
  secret: (exchange: string) => say("refused-key.secret", { exchange }),
  expired: (exchange: string) => say("refused-key.expired", { exchange }),
  rights: (exchange: string) => say("refused-key.rights", { exchange }),
} as const satisfies { readonly [Because in RefusedBecause]: (exchange: string) => Sentence };

/** What an exchange says of a key that it refuses, and what to do about it. */
export const whyRefused = (exchange: string, because: RefusedBecause): Sentence => sentences[because](exchange);
