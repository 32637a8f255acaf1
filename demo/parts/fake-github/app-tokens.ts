import { randomUUID, verify } from "node:crypto";
import { z } from "zod";
import { type Answer, errorAnswer, notFound } from "./answer.ts";
import type { FakeGitHubSettings } from "./options.ts";

const Claims = z.object({ iss: z.union([z.string(), z.number()]).transform(String), iat: z.number(), exp: z.number() });
const tokenLifeMs = 3_600_000;

/** The App's side of authentication: signed JSON Web Tokens in, installation tokens of one hour out. */
export interface AppTokens {
  create(installationId: string, jwt: string): Answer;
  isLive(token: string): boolean;
  /** Makes every token given out so far worthless, as when the App is re-installed. */
  revoke(): void;
}

export function createAppTokens(app: FakeGitHubSettings["app"], now: () => number): AppTokens {
  const expiryOf = new Map<string, number>();

  return {
    create(installationId, jwt) {
      if (app === undefined) return notFound;
      if (!isSignedBy(app, jwt, now())) return errorAnswer(401, "A JSON web token could not be decoded");
      if (installationId !== String(app.installationId)) return notFound;

      const token = `installation-${randomUUID()}`;
      const expiresAtMs = now() + tokenLifeMs;
      expiryOf.set(token, expiresAtMs);
      return {
        status: 201,
        body: {
          token,
          expires_at: new Date(expiresAtMs).toISOString().replace(/\.\d+/, ""),
          permissions: app.permissions,
          repository_selection: "selected",
        },
      };
    },
    isLive: (token) => (expiryOf.get(token) ?? 0) > now(),
    revoke: () => expiryOf.clear(),
  };
}

/** https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app */
function isSignedBy(app: { readonly appId: string; readonly publicKeyPem: string }, jwt: string, nowMs: number): boolean {
  const [head = "", body = "", signature = ""] = jwt.split(".");
  if (!verify("RSA-SHA256", Buffer.from(`${head}.${body}`), app.publicKeyPem, Buffer.from(signature, "base64url"))) return false;

  const claims = Claims.safeParse(JSON.parse(Buffer.from(body, "base64url").toString("utf8"))).data;
  const nowS = nowMs / 1000;
  return claims !== undefined && claims.iss === app.appId && claims.iat <= nowS && claims.exp > nowS && claims.exp <= nowS + 600;
}
