import { createSign, generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import { onTestFinished } from "vitest";

export type Claims = Readonly<Record<string, string>>;

/** GitHub's issuer of OIDC tokens, with a key of its own. */
export interface GitHubOidc {
  /** What a Vault that cannot reach GitHub is told by hand. */
  readonly publicKey: string;
  sign(claims: Claims): string;
  /** Answers a job with these claims until the test ends, at first with 503: what the job gets in its variables. */
  offer(claims: Claims): Promise<Record<string, string>>;
}

export const issuer = "https://token.actions.githubusercontent.com";
const base64url = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");

/** The claims are those of https://docs.github.com/en/actions/reference/security/oidc#oidc-token-claims */
export function aGitHubOidc(): GitHubOidc {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const sign = (claims: Claims): string => {
    const seconds = Math.floor(Date.now() / 1000);
    const times = { nbf: seconds - 60, iat: seconds, exp: seconds + 300 };
    const signed = `${base64url({ alg: "RS256", typ: "JWT" })}.${base64url({ iss: issuer, ...times, ...claims })}`;
    return `${signed}.${createSign("RSA-SHA256").update(signed).sign(privateKey, "base64url")}`;
  };
  return {
    publicKey: publicKey.export({ type: "spki", format: "pem" }).toString(),
    sign,
    offer: async (claims) => {
      let asked = 0;
      const server = createServer((request, response) => {
        asked += 1;
        const audience = new URL(request.url ?? "", "http://localhost").searchParams.get("audience") ?? "";
        if (request.headers.authorization !== "bearer of-this-job") response.writeHead(401).end();
        else if (asked === 1) response.writeHead(503).end(JSON.stringify({ value: "of nobody" }));
        else response.end(JSON.stringify({ count: 1, value: sign({ ...claims, aud: audience }) }));
      });
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      onTestFinished(() => void server.close());
      const url = `http://127.0.0.1:${Object(server.address()).port}/token?api-version=2.0`;
      return { ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: "of-this-job" };
    },
  };
}
