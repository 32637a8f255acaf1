import { z } from "zod";

/** Shapes of the exchanges' answers, as far as they are used. */

/** A name that is shown to people: letters, digits and little else, whatever the other side sends. */
const name = z.string().regex(/^[A-Za-z][A-Za-z0-9_-]{0,39}$/);
const instantMs = z.int().nonnegative().max(8.64e15);

/**
 * https://developers.binance.com/docs/wallet/account/api-key-permission
 * Rights are added from time to time; those that nobody has written down yet are kept.
 */
export const BinanceRights = z
  .object({
    ipRestrict: z.boolean(),
    enableReading: z.boolean(),
    enableWithdrawals: z.boolean(),
    enableInternalTransfer: z.boolean(),
    permitsUniversalTransfer: z.boolean(),
    enableSpotAndMarginTrading: z.boolean(),
    enableMargin: z.boolean().default(false),
    enableFutures: z.boolean().default(false),
    enableVanillaOptions: z.boolean().default(false),
    enablePortfolioMarginTrading: z.boolean().default(false),
    enableFixApiTrade: z.boolean().default(false),
    /** Not in the example of the page, but in Binance's own clients: sent for keys whose right to trade ends. */
    tradingAuthorityExpirationTime: instantMs.nullish(),
  })
  .catchall(z.unknown())
  .refine((rights) => Object.keys(rights).every((right) => name.safeParse(right).success));
export type BinanceRights = z.infer<typeof BinanceRights>;

/** The names of all rights that are given. */
export const givenRights = (rights: BinanceRights): readonly string[] =>
  Object.entries(rights).flatMap(([right, value]) => (value === true ? [right] : []));

/** https://developers.binance.com/docs/binance-spot-api-docs/testnet/rest-api#account-information-user_data */
export const BinanceAccount = z.object({ canTrade: z.boolean(), accountType: z.string() });

/** https://developers.binance.com/docs/binance-spot-api-docs/errors */
export const BinanceError = z.object({ code: z.int() });

/** https://developers.binance.com/docs/binance-spot-api-docs/rest-api/general-endpoints#check-server-time */
export const BinanceTime = z.object({ serverTime: instantMs });

/** https://bybit-exchange.github.io/docs/v5/guide#common-response-parameters */
export const BybitEnvelope = z.object({ retCode: z.int(), result: z.unknown().optional() });

/** https://bybit-exchange.github.io/docs/v5/market/time: every answer has it, this one for its own sake. */
export const BybitTime = z.object({ retCode: z.literal(0), time: instantMs });

/** https://bybit-exchange.github.io/docs/v5/user/apikey-info */
export const BybitKey = z.object({
  apiKey: z.string(),
  readOnly: z.union([z.literal(0), z.literal(1)]),
  permissions: z.record(name, z.array(name).max(50).nullable()),
  /** `*`: not bound. */
  ips: z.array(z.string().max(100)).max(200).nullish(),
  /** "Only for those api key with no IP bound or the password has been changed"; 1970 for the others. */
  expiredAt: z
    .union([z.iso.datetime({ offset: true }), z.literal("")])
    .nullish()
    .transform((text) => (text ? Date.parse(text) : 0)),
});
export type BybitKey = z.infer<typeof BybitKey>;
