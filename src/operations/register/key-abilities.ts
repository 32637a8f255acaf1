import { type Sentence, say } from "../../domain/sentence.ts";
import type { KeyHealth } from "../../ports/key-probes.ts";

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "register.value.key": { abilities: Sentence; addresses: Sentence };
    "register.value.key-ends": { key: Sentence; endsAtMs: number };
    "register.value.key-trades": NoParams;
    "register.value.key-reads": NoParams;
    "register.value.key-restricted": NoParams;
    "register.value.key-test": NoParams;
    "register.value.key-anywhere": NoParams;
  }
}

/** What an exchange says that a key may do. */
export type KeyAbilities = {
  readonly canTrade: boolean;
  readonly isIpRestricted: boolean;
  readonly expiresAtMs: number | null;
  readonly isOfTestNetwork?: true;
};

/** Of a key that the exchange takes. */
export const abilitiesOf = ({ canTrade, isIpRestricted, expiresAtMs, isOfTestNetwork }: KeyHealth): KeyAbilities => ({
  ...{ canTrade, isIpRestricted, expiresAtMs },
  ...(isOfTestNetwork === undefined ? {} : { isOfTestNetwork }),
});

/** For the card: what may be done with the key, from where and until when. */
export function abilitiesLine({ canTrade, isIpRestricted, expiresAtMs, isOfTestNetwork }: KeyAbilities): Sentence {
  const abilities = canTrade ? say("register.value.key-trades", {}) : say("register.value.key-reads", {});
  const ofItsNetwork = isIpRestricted ? say("register.value.key-restricted", {}) : say("register.value.key-anywhere", {});
  const key = say("register.value.key", {
    abilities,
    addresses: isOfTestNetwork === true ? say("register.value.key-test", {}) : ofItsNetwork,
  });
  return expiresAtMs === null ? key : say("register.value.key-ends", { key, endsAtMs: expiresAtMs });
}
