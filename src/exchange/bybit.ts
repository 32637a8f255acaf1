import type { KeyHealth, KeyRefusal } from "../ports/key-probes.ts";
import { answerOf, type Dialect, failureOf, notAccepted, recvWindowMs, retryAfterMs, waitVerdict } from "./dialect.ts";
import { addressRefused, blocked, failed, limited, moved, refused, strangeAnswer } from "./failures.ts";
import type { HttpAnswer } from "./http.ts";
import { asymmetricSignatureOf, type PrivateKeys, signatureOf } from "./signature.ts";
import { BybitEnvelope, BybitKey, BybitTime } from "./wire.ts";

const trading = ["ContractTrade", "Spot", "Options", "Derivatives", "CopyTrading", "BlockTrade"];
/**
 * Groups of rights that move nothing out of the account: trading, converting, staking, what is deprecated, reading of
 * referrals. All others do, or nobody has written down yet what they do. The whole of `Wallet` is among those: transfers
 * between one's own wallets ("AccountTransfer") are enough to call `POST /v5/user/update-api`, by which a key takes off
 * its own binding to addresses and gives itself transfers to other accounts, P2P and Pay.
 * https://bybit-exchange.github.io/docs/v5/user/modify-master-apikey
 */
const harmless = [...trading, "Exchange", "Earn", "NFT", "Affiliate"];

/** Key ("check whether the key and domain are matched"), signature, permission; expired, as spot and derivatives say it. */
const refusals: ReadonlyMap<number, KeyRefusal> = new Map([
  [10003, "unknown"],
  [10004, "secret"],
  [10005, "rights"],
  [-2015, "expired"],
  [33004, "expired"],
]);
/** "User authentication failed": why, it does not say. */
const notAuthenticated = 10007;

/** A system-generated key signs by HMAC, a self-generated one by RSA: https://bybit-exchange.github.io/docs/v5/guide */
const privateKeys: PrivateKeys = { exchange: "Bybit", kinds: ["rsa"] };
const clock = [10002, -1];
const addressNotAllowed = 10010;
const addressBanned = 10009;
const addressLimit = 10018;
const tooMany = [10006, addressLimit, 10429, 429];
/** Server time-out, server error, restarting. */
const theirFault = [10000, 10016, 10019];

/** "terminate all HTTP sessions and wait for at least 10 minutes" */
const bannedMs = 600_000;
const withoutResetMs = 5_000;

/**
 * Signing: https://bybit-exchange.github.io/docs/v5/guide#authentication
 * Limits: https://bybit-exchange.github.io/docs/v5/rate-limit
 * Codes: https://bybit-exchange.github.io/docs/v5/error
 */
export const bybit: Dialect = {
  request({ apiKey, secretKey }, atMs) {
    const signed = `${atMs}${apiKey.reveal()}${recvWindowMs}`;
    return {
      path: "/v5/user/query-api",
      headers: {
        "x-bapi-api-key": apiKey.reveal(),
        "x-bapi-timestamp": String(atMs),
        "x-bapi-recv-window": String(recvWindowMs),
        "x-bapi-sign": asymmetricSignatureOf(signed, secretKey, privateKeys) ?? signatureOf(signed, secretKey),
      },
    };
  },

  judge(answer, { apiKey }, nowMs) {
    const { status, body } = answer;
    if (status >= 300 && status < 400) return failureOf(moved(answer, status));

    const { retCode: code, result } = BybitEnvelope.safeParse(body).data ?? {};
    // 403 also for countries they do not serve.
    if (status === 403 || code === addressBanned) return waitVerdict(answer, blocked, { nowMs, inMs: bannedMs });
    if (status === 429 || (code !== undefined && tooMany.includes(code)))
      return waitVerdict(answer, limited, { nowMs, inMs: code === addressLimit ? bannedMs : resetMs(answer, nowMs) });
    if (status >= 500 || (code !== undefined && theirFault.includes(code)))
      return failureOf(failed(answer, status), { isWorthAnother: true });
    if (code === undefined) {
      // 401 without a code is said to be a wrong key: all the headers it asks for were there.
      return status === 401 ? answerOf(notAccepted()) : failureOf(strangeAnswer(answer, status));
    }
    if (clock.includes(code)) return { is: "clock" };
    const refusal = refusals.get(code);
    if (refusal !== undefined || code === notAuthenticated) return answerOf(notAccepted(refusal));
    if (code === addressNotAllowed) return failureOf(addressRefused(answer, status));
    if (code !== 0 || status !== 200) return failureOf(refused(answer, status, code));

    const seen = BybitKey.safeParse(result).data;
    // All keys are asked for at one address: what a cache in between kept of another key is no answer.
    if (seen === undefined || seen.apiKey !== apiKey.reveal()) return failureOf(strangeAnswer(answer, status));
    return answerOf(healthOf(seen));
  },

  timePath: "/v5/market/time",
  timeIn: (body) => BybitTime.safeParse(body).data?.time,
};

function healthOf({ permissions, readOnly, ips, expiredAt }: BybitKey): KeyHealth {
  const isReadOnly = readOnly === 1;
  const rights = Object.entries(permissions).flatMap(([group, names]) =>
    (names ?? []).map((right) => ({ group, right, name: `${group}.${right}` })),
  );
  // A read-only key lists the same rights and can use none of them; with this one it should not exist at all.
  const transferRights = rights
    .filter(({ group, right }) => right === "Withdraw" || (!isReadOnly && !harmless.includes(group)))
    .map(({ name }) => name);
  return {
    isValid: true,
    canRead: true,
    canTrade: !isReadOnly && rights.some(({ group }) => trading.includes(group)),
    canWithdraw: transferRights.length > 0,
    transferRights,
    isIpRestricted: ips !== undefined && ips !== null && ips.length > 0 && !ips.some(isEverywhere),
    expiresAtMs: expiredAt > 0 ? expiredAt : null,
  };
}

const isEverywhere = (address: string): boolean => ["", "*", "0.0.0.0", "0.0.0.0/0", "::", "::/0"].includes(address.trim());

/** The header is the time when the allowance is whole again, or just the current time. */
function resetMs(answer: HttpAnswer, nowMs: number): number {
  const resetAtMs = Number(answer.header("x-bapi-limit-reset-timestamp"));
  return resetAtMs > nowMs ? resetAtMs - nowMs : retryAfterMs(answer, withoutResetMs);
}
