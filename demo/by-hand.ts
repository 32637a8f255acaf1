import { Secret } from "../src/domain/secret.ts";
import { createActionSecrets } from "../src/github/action-secrets.ts";
import { createGitHubClient } from "../src/github/client.ts";
import type { DemoKey, IssuedKeys } from "./exchange-keys.ts";
import type { AppliedPlatform } from "./parts/platform.ts";
import type { RunningVault } from "./parts/vault-server.ts";

/** SecretIDs that people issued by hand before there was a bot, by role; each is what GitHub holds at first. */
export interface IssuedByHand {
  readonly [role: string]: { readonly accessor: string; readonly secretId: string };
}

/** What the manual did: a SecretID from the shell, pasted into GitHub, for a week; that is nearly over. Done for the first role, so that a rotation has something to replace. */
export async function issueByHand(
  vault: RunningVault,
  { url, token, repository }: { readonly url: string; readonly token: string; readonly repository: string },
): Promise<IssuedByHand> {
  const client = createGitHubClient({
    auth: { token: new Secret(token) },
    apiUrl: url,
    timeoutMs: 10_000,
    log: { warn: () => undefined },
    now: Date.now,
  });
  try {
    const secrets = createActionSecrets({ client });
    const { body } = await vault.api("POST", "auth/approle/role/profinaut-db/secret-id", {
      metadata: JSON.stringify({ issued: "by hand", owner: "platform team" }),
      ttl: "150h",
    });
    const [accessor, secretId] = [String(body.data?.["secret_id_accessor"]), String(body.data?.["secret_id"])];
    await secrets.put({ github: "repository", repository, secret: "PROFINAUT_DB_VAULT_SECRET_ID" }, new Secret(secretId));
    return { "profinaut-db": { accessor, secretId } };
  } finally {
    await client.close();
  }
}

/** What `vault kv put` left behind before there was a bot: keys of an exchange, and made-up values; some with an owner and an end. */
export async function registerByHand(
  vault: RunningVault,
  { kvMount, kvBase }: AppliedPlatform,
  keys: Pick<IssuedKeys, "main" | "spare">,
): Promise<void> {
  const daysAhead = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  const madeUp = (...names: readonly string[]) => Object.fromEntries(names.map((name) => [name, `made-up-${name}`]));
  const pair = ({ apiKey, secretKey }: DemoKey) => ({ api_key: apiKey, secret_key: secretKey });
  const registered: { readonly [path: string]: { readonly data: object; readonly about: { readonly [name: string]: string } } } =
    {
      bybit: { data: pair(keys.main), about: { owner: "trading desk", expires: daysAhead(45) } },
      "bybit/key1": { data: pair(keys.spare), about: { owner: "trading desk", expires: daysAhead(9) } },
      "db/credentials": { data: madeUp("username", "password"), about: { owner: "platform team" } },
      "kafka/broker": { data: madeUp("username", "password"), about: {} },
      "legacy/ftp": { data: madeUp("password"), about: { owner: "nobody any more" } },
      "staging/db": { data: madeUp("username", "password"), about: { owner: "platform team" } },
    };
  for (const [path, { data, about }] of Object.entries(registered)) {
    await vault.api("POST", `${kvMount}/data/${kvBase}/${path}`, { data, options: { cas: 0 } });
    await vault.api("POST", `${kvMount}/metadata/${kvBase}/${path}`, { custom_metadata: about });
  }
  await vault.api("POST", `${kvMount}/delete/${kvBase}/legacy/ftp`, { versions: [1] });
}
