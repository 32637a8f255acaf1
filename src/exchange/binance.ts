import type { KeyHealth, KeyRefusal } from "../ports/key-probes.ts";
import {
  answerOf,
  type Dialect,
  failureOf,
  notAccepted,
  recvWindowMs,
  retryAfterMs,
  type Verdict,
  waitVerdict,
} from "./dialect.ts";
import { blocked, failed, keyOrAddressRefused, limited, moved, refused, strangeAnswer } from "./failures.ts";
import type { HttpAnswer } from "./http.ts";
import { asymmetricSignatureOf, type PrivateKeys, signatureOf } from "./signature.ts";
import { BinanceAccount, BinanceError, BinanceRights, BinanceTime, givenRights } from "./wire.ts";

/**
 * Rights that move money by anything but a trade. Withdrawals leave Binance. "Internal transfer" moves between master and
 * sub accounts, so to whoever holds the other one. "Universal transfer" stays in the account, but brings all of its wallets
 * within reach of a thief who may trade in one of them. No trading service needs any of these on its key.
 */
const movingRights = ["enableWithdrawals", "enableInternalTransfer", "permitsUniversalTransfer"];
/** For rights that Binance adds one day: better refused until somebody has read what they do. */
const soundsLikeTransfer = /withdraw|transfer|payment|payout/i;

/** Codes of a key or a signature that Binance does not accept: unauthorised, signature, unknown id, format of the id. */
const refusals: ReadonlyMap<number, KeyRefusal> = new Map([
  [-1002, "rights"],
  [-1022, "secret"],
  [-2008, "unknown"],
  [-2014, "unknown"],
]);
const clock = -1021;
const tooMany = -1003;
/** "Invalid API-key, IP, or permissions for action": which of them, it does not say. */
const keyOrAddress = -2015;
/** Unknown, disconnected, unexpected answer, time-out, busy, shutting down: of their servers, not of us. */
const theirFault = [-1000, -1001, -1006, -1007, -1008, -1016];

/** https://developers.binance.com/docs/binance-spot-api-docs/faqs/api_key_types */
const privateKeys: PrivateKeys = { exchange: "Binance", kinds: ["ed25519", "rsa"] };

/** The used weight counts by the minute; a ban is "from 2 minutes to 3 days". */
const limitedMs = 60_000;
const bannedMs = 120_000;
const blockedMs = 600_000;

/**
 * Signing: the secret half tells the kind of the key. Base64 has characters that mean something else in a query, so it is encoded.
 * https://developers.binance.com/docs/binance-spot-api-docs/rest-api/request-security
 * Limits and statuses: https://developers.binance.com/docs/binance-spot-api-docs/rest-api/limits
 * Codes: https://developers.binance.com/docs/binance-spot-api-docs/errors and https://developers.binance.com/docs/wallet/error-code
 */
export const binance: Dialect = binanceAt("/sapi/v1/account/apiRestrictions", rightsIn);

/**
 * Binance's test network has no `/sapi`, so a key's own rights cannot be asked for: only whether it is taken, and whether its account may
 * trade. https://developers.binance.com/docs/binance-spot-api-docs/testnet/general-info
 */
export const binanceTestNetwork: Dialect = binanceAt("/api/v3/account", accountIn);

function binanceAt(path: string, read: (answer: HttpAnswer) => Verdict): Dialect {
  return {
    request({ apiKey, secretKey }, atMs) {
      const query = `recvWindow=${recvWindowMs}&timestamp=${atMs}`;
      const signature = asymmetricSignatureOf(query, secretKey, privateKeys) ?? signatureOf(query, secretKey);
      return {
        path,
        query: `${query}&signature=${encodeURIComponent(signature)}`,
        headers: { "x-mbx-apikey": apiKey.reveal() },
      };
    },

    judge(answer, _key, nowMs) {
      const { status, body } = answer;
      if (status === 200) return read(answer);
      if (status >= 300 && status < 400) return failureOf(moved(answer, status));

      const code = BinanceError.safeParse(body).data?.code;
      if (status === 429 || status === 418 || code === tooMany)
        return waitVerdict(answer, limited, { nowMs, inMs: retryAfterMs(answer, status === 418 ? bannedMs : limitedMs) });
      // 403: their firewall. 451: a country they do not serve. Neither comes with a time.
      if (status === 403 || status === 451) return waitVerdict(answer, blocked, { nowMs, inMs: blockedMs });
      if (status >= 500 || (code !== undefined && theirFault.includes(code)))
        return failureOf(failed(answer, status), { isWorthAnother: true });
      if (code === undefined) return failureOf(strangeAnswer(answer, status));
      if (code === clock) return { is: "clock" };
      const refusal = refusals.get(code);
      if (refusal !== undefined) return answerOf(notAccepted(refusal));
      if (code === keyOrAddress) return failureOf(keyOrAddressRefused(answer, status));
      return failureOf(refused(answer, status, code));
    },

    timePath: "/api/v3/time",
    timeIn: (body) => BinanceTime.safeParse(body).data?.serverTime,
  };
}

function accountIn(answer: HttpAnswer): Verdict {
  const account = BinanceAccount.safeParse(answer.body).data;
  if (account === undefined) return failureOf(strangeAnswer(answer, answer.status));
  const { canTrade } = account;
  return answerOf({
    ...{ isValid: true, canRead: true, canTrade, canWithdraw: false, transferRights: [], isIpRestricted: false },
    expiresAtMs: null,
  });
}

function rightsIn(answer: HttpAnswer): Verdict {
  const rights = BinanceRights.safeParse(answer.body).data;
  return rights === undefined ? failureOf(strangeAnswer(answer, answer.status)) : answerOf(healthOf(rights));
}

function healthOf(rights: BinanceRights): KeyHealth {
  const transferRights = givenRights(rights).filter((right) => movingRights.includes(right) || soundsLikeTransfer.test(right));
  return {
    isValid: true,
    canRead: rights.enableReading,
    canTrade:
      rights.enableSpotAndMarginTrading ||
      rights.enableMargin ||
      rights.enableFutures ||
      rights.enableVanillaOptions ||
      rights.enablePortfolioMarginTrading ||
      rights.enableFixApiTrade,
    canWithdraw: transferRights.length > 0,
    transferRights,
    isIpRestricted: rights.ipRestrict,
    expiresAtMs: rights.tradingAuthorityExpirationTime || null,
  };
}
