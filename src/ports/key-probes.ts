import type { RefusedBecause } from "../domain/refused-key.ts";
import type { Secret } from "../domain/secret.ts";

declare module "../domain/operation.ts" {
  interface OperationPorts {
    readonly keyProbes: KeyProbes;
  }
  interface OperationSettings {
    /** Exchanges of the configuration, by the first segment of their keys' paths. */
    readonly exchanges: ReadonlyMap<string, { readonly kind: string }>;
  }
}

/** An exchange's API key with its secret half. */
export interface ExchangeKey {
  readonly apiKey: Secret;
  readonly secretKey: Secret;
  /** A key of staging is asked about at the exchange's test network, where the configuration names one. */
  readonly isStaging?: boolean;
}

/**
 * Why an exchange does not accept a key, as far as it says: it does not know the key, knows it in its other network, the signature is
 * not of its secret half, it has ended, or may not read.
 */
export type KeyRefusal = RefusedBecause;

/** What an exchange says about a key. */
export interface KeyHealth {
  /** Whether a signed request with it is accepted. When it is not, all that follows is `false`, empty or `null` and says nothing. */
  readonly isValid: boolean;
  /** Of one that is not valid; left out where the exchange does not say. */
  readonly refusal?: KeyRefusal;
  /** It is of a test network: there is nothing to be stolen, and nothing is known of its addresses. */
  readonly isOfTestNetwork?: true;
  readonly canRead: boolean;
  readonly canTrade: boolean;
  /**
   * Whether it can move money by anything but a trade, or could give itself such a right: `transferRights` is not empty.
   * Such a key is never registered: whoever steals it takes the money.
   */
  readonly canWithdraw: boolean;
  /** The rights that make `canWithdraw`, as the exchange names them: a person has to find them on its page. */
  readonly transferRights: readonly string[];
  readonly isIpRestricted: boolean;
  /** When the exchange will end it, or its right to trade; `null`: it does not say. */
  readonly expiresAtMs: number | null;
}

/** Asks exchanges about keys, by signed read-only requests. */
export interface KeyProbes {
  /**
   * A key that the exchange refuses is an answer (`isValid: false`), not an error. That it is bound to addresses and ours
   * is not among them is an error that no repetition cures ("exchange.address-refused", and
   * "exchange.key-or-address-refused" where the exchange does not tell the two apart): such a key may be in perfect order.
   * @param exchange name in the configuration
   * @throws InputError when the key cannot be sent or cannot sign; then the exchange was not asked
   * @throws NotFoundError when it is not configured
   * @throws UpstreamError (service "exchange", effect "none") when it does not answer, limits us or answers oddly
   */
  probe(exchange: string, key: ExchangeKey, signal?: AbortSignal): Promise<KeyHealth>;
}
