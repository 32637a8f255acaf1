import { type Answer, bybitAnswer } from "./answer.ts";
import { type Call, isInTime } from "./call.ts";
import type { Keys, KnownBybitKey } from "./keys.ts";
import { isSignatureOf, isSignedBy } from "./signature.ts";

const aDayMs = 24 * 3_600_000;
/** "No ip bound api key will be invalid after 90 days" https://bybit-exchange.github.io/docs/v5/user/modify-master-apikey */
const unboundDays = 90;

const groups = {
  ContractTrade: [],
  Spot: [],
  Wallet: [],
  Options: [],
  Derivatives: [],
  CopyTrading: [],
  BlockTrade: [],
  Exchange: [],
  NFT: [],
  Affiliate: [],
  Earn: [],
  FiatP2P: [],
  FiatBybitPay: [],
  FiatConvertBroker: [],
};

/** Bybit, as far as it is asked here. In which order it checks is not documented; this one goes from the outside to the inside. */
export function answerAsBybit(call: Call, keys: Keys): Answer {
  const { method, path, nowMs } = call;
  if (method === "GET" && path === "/v5/market/time") {
    const result = { timeSecond: String(Math.floor(nowMs / 1000)), timeNano: `${nowMs}000000` };
    return bybitAnswer(nowMs, { retMsg: "OK", result });
  }
  if (method !== "GET" || path !== "/v5/user/query-api") return { status: 404, body: "404 page not found" };

  const apiKey = call.header("x-bapi-api-key");
  const key = keys.bybit(apiKey);
  if (apiKey === "" || call.header("x-bapi-sign") === "") return { status: 401 };
  if (key === undefined) return bybitAnswer(nowMs, { retCode: 10003, retMsg: "API key is invalid." });
  return refusalOf(call, key) ?? bybitAnswer(nowMs, { result: informationOf(key, nowMs) });
}

function refusalOf(call: Call, key: KnownBybitKey): Answer | undefined {
  const { nowMs, query } = call;
  const refused = (retCode: number, retMsg: string) => bybitAnswer(nowMs, { retCode, retMsg });
  const timestamp = call.header("x-bapi-timestamp");
  const window = call.header("x-bapi-recv-window");
  const windowMs = Number(window === "" ? 5_000 : window);

  if (!/^\d{13}$/.test(timestamp) || !Number.isSafeInteger(windowMs)) return refused(10001, "Request parameter error.");
  if (!isInTime(Number(timestamp), windowMs, nowMs))
    return refused(10002, "invalid request, please check your server timestamp or recv_window param.");
  const signed = `${timestamp}${key.apiKey}${window}${query}`;
  if (!isSigned(signed, key, call.header("x-bapi-sign")))
    return refused(10004, "Error sign, please check your signature generation algorithm.");
  if (endOf(key) <= nowMs) return refused(33004, "Your api key has expired.");
  if (key.ips.length > 0 && !key.ips.includes(call.ip))
    return refused(10010, "Unmatched IP, please check your API key's bound IP addresses.");
  return undefined;
}

const isSigned = (text: string, { secretKey, publicKey }: KnownBybitKey, given: string): boolean =>
  publicKey === undefined ? isSignatureOf(text, secretKey ?? "", given) : isSignedBy(text, publicKey, given);

const endOf = ({ expiresAtMs, ips, createdAtMs }: KnownBybitKey): number =>
  expiresAtMs ?? (ips.length > 0 ? Number.POSITIVE_INFINITY : createdAtMs + unboundDays * aDayMs);

function informationOf(key: KnownBybitKey, nowMs: number) {
  const endsAtMs = endOf(key);
  const ends = Number.isFinite(endsAtMs);
  return {
    id: "13770661",
    note: "double",
    apiKey: key.apiKey,
    readOnly: key.readOnly ? 1 : 0,
    secret: "",
    permissions: { ...groups, ...key.permissions },
    ips: key.ips.length > 0 ? key.ips : ["*"],
    type: 1,
    deadlineDay: ends ? Math.ceil((endsAtMs - nowMs) / aDayMs) : -2,
    expiredAt: new Date(ends ? endsAtMs : 0).toISOString().replace(/\.\d+/, ""),
    createdAt: new Date(key.createdAtMs).toISOString().replace(/\.\d+/, ""),
    unified: 0,
    uta: 1,
    userID: 24617703,
    inviterID: 0,
    vipLevel: "No VIP",
    mktMakerLevel: "0",
    affiliateID: 0,
    rsaPublicKey: "",
    isMaster: true,
    parentUid: "0",
    kycLevel: "LEVEL_DEFAULT",
    kycRegion: "",
  };
}
