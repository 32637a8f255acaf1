/**
 * For servers of `node:http`: whoever sends slowly, or nothing, is cut: headers within 5 s, a whole request within 10 s. Node looks for
 * them only every 30 s unless told: https://nodejs.org/docs/latest-v20.x/api/http.html#httpcreateserveroptions-requestlistener
 */
export const senderLimits = { headersTimeout: 5_000, requestTimeout: 10_000, connectionsCheckingInterval: 500 } as const;
