import { type Answer, badCredentials, errorAnswer, notAccessible } from "./answer.ts";
import type { Mode } from "./faults.ts";

const limits = "/overview/rate-limits-for-the-rest-api#about-secondary-rate-limits";

/** What a fault says instead of the route; `undefined` when the route is to be asked. */
export function faultAnswer(mode: Mode, nowMs: number): Answer | undefined {
  const retryAfter: Record<string, string> = mode.retryAfterS === undefined ? {} : { "retry-after": String(mode.retryAfterS) };
  const secondary = (status: number) =>
    errorAnswer(status, "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.", {
      page: limits,
      headers: retryAfter,
    });

  switch (mode.mode) {
    case "unauthorised":
      return badCredentials;
    case "missing-permission":
      return notAccessible;
    // Bodies and headers as people quote them: github.com/mcanouil/quarto-wizard/pull/323, github.com/aquasecurity/trivy/issues/10567
    case "sso-required":
      return errorAnswer(
        403,
        "Resource protected by organization SAML enforcement. You must grant your Personal Access token access to this organization.",
        { headers: { "x-github-sso": "required; url=https://github.com/orgs/acme/sso?authorization_request=x" } },
      );
    case "address-not-allowed":
      return errorAnswer(
        403,
        "Although you appear to have the correct authorization credentials, the `acme` organization has an IP allow list enabled, and your IP address is not permitted to access this resource.",
      );
    case "sign-in-page":
      return {
        status: mode.location === undefined ? 404 : 302,
        body: "<html>Sign in</html>",
        headers: mode.location === undefined ? {} : { location: mode.location },
      };
    case "secondary-limit-403":
      return secondary(403);
    case "secondary-limit-429":
      return secondary(429);
    case "limit-in-other-words":
      return errorAnswer(429, "Slow down.", { headers: retryAfter });
    case "primary-limit":
      return errorAnswer(403, "API rate limit exceeded.", {
        headers: {
          "x-ratelimit-remaining": "0",
          "x-ratelimit-reset": String(Math.ceil(nowMs / 1000 + (mode.retryAfterS ?? 3600))),
        },
      });
    case "server-error":
      return errorAnswer(502, "Server Error");
    case "redirect":
      return { ...errorAnswer(307, "Temporary Redirect"), headers: { location: mode.location ?? "/" } };
    case "garbage":
      return { status: 200, body: "<html>not what you asked for</html>" };
    default:
      return undefined;
  }
}
