import { type Answer, binanceError } from "./answer.ts";
import { type Call, isInTime } from "./call.ts";
import type { Keys, KnownBinanceKey } from "./keys.ts";
import { isSignatureOf, isSignedBy } from "./signature.ts";

/** As in the example of https://developers.binance.com/docs/wallet/account/api-key-permission, with nothing given but reading. */
const allRights = {
  enableReading: true,
  enableWithdrawals: false,
  enableInternalTransfer: false,
  enableMargin: false,
  enableFutures: false,
  permitsUniversalTransfer: false,
  enableVanillaOptions: false,
  enableFixApiTrade: false,
  enableFixReadOnly: false,
  enableSpotAndMarginTrading: false,
  enablePortfolioMarginTrading: false,
};
const maxWindowMs = 60_000;

/** https://developers.binance.com/docs/binance-spot-api-docs/testnet/rest-api#account-information-user_data */
const account = { canTrade: true, canWithdraw: true, canDeposit: true, accountType: "SPOT", balances: [], permissions: ["SPOT"] };

const notFound = { status: 404, body: { timestamp: 0, status: 404, error: "Not Found", path: "" } };
const rejected = binanceError(401, -2015, "Invalid API-key, IP, or permissions for action.");

/** Binance, as far as it is asked here. In which order it checks is not documented; this one goes from the outside to the inside. */
export function answerAsBinance(call: Call, keys: Keys, { isTestNetwork }: { readonly isTestNetwork: boolean }): Answer {
  const { method, path, nowMs } = call;
  if (method !== "GET") return notFound;
  if (path === "/api/v3/time") return { status: 200, body: { serverTime: nowMs } };
  if (path !== "/api/v3/account" && (isTestNetwork || path !== "/sapi/v1/account/apiRestrictions")) return notFound;

  const found = keyOf(call, keys);
  if ("status" in found) return found;
  return refusalOf(call, found) ?? { status: 200, body: path === "/api/v3/account" ? account : rightsOf(found, nowMs) };
}

function keyOf(call: Call, keys: Keys): KnownBinanceKey | Answer {
  const apiKey = call.header("x-mbx-apikey");
  if (!/^[A-Za-z0-9]{64}$/.test(apiKey)) return binanceError(401, -2014, "API-key format invalid.");
  const known = keys.binance(apiKey);
  if (known === undefined) return binanceError(401, -2008, "Invalid Api-Key ID.");
  return known.ips.length === 0 || known.ips.includes(call.ip) ? known : rejected;
}

function refusalOf({ query, nowMs }: Call, key: KnownBinanceKey): Answer | undefined {
  const parameters = new URLSearchParams(query);
  const missing = ["timestamp", "signature"].find((name) => !parameters.get(name));
  if (missing !== undefined)
    return binanceError(400, -1102, `Mandatory parameter '${missing}' was not sent, was empty/null, or malformed.`);

  const windowMs = Number(parameters.get("recvWindow") ?? 5_000);
  if (!(windowMs <= maxWindowMs)) return binanceError(400, -1131, "recvWindow must be less than 60000");
  const timestampMs = Number(parameters.get("timestamp"));
  if (!Number.isSafeInteger(timestampMs)) return binanceError(400, -1100, "Illegal characters found in parameter 'timestamp'.");
  if (!isInTime(timestampMs, windowMs, nowMs))
    return binanceError(
      400,
      -1021,
      timestampMs < nowMs
        ? "Timestamp for this request is outside of the recvWindow."
        : "Timestamp for this request was 1000ms ahead of the server's time.",
    );

  // What is signed is all that was sent before the signature, which comes last.
  const signed = query.replace(/&signature=[^&]*$/, "");
  if (signed === query || !isSigned(signed, key, parameters.get("signature") ?? ""))
    return binanceError(400, -1022, "Signature for this request is not valid.");
  return key.rights["enableReading"] === false ? rejected : undefined;
}

const isSigned = (text: string, { secretKey, publicKey }: KnownBinanceKey, given: string): boolean =>
  publicKey === undefined ? isSignatureOf(text, secretKey ?? "", given) : isSignedBy(text, publicKey, given);

/** The right to trade of a key that is not bound to addresses ends; then it is taken off. */
function rightsOf({ rights, ips, createdAtMs, expiresAtMs }: KnownBinanceKey, nowMs: number) {
  const given = { ipRestrict: ips.length > 0, createTime: createdAtMs, ...allRights, ...rights };
  if (expiresAtMs === undefined) return given;
  return expiresAtMs <= nowMs
    ? { ...given, enableSpotAndMarginTrading: false }
    : { ...given, tradingAuthorityExpirationTime: expiresAtMs };
}
