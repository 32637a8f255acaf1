import { readFileSync } from "node:fs";
import { request as ask, createServer } from "node:https";
import { onTestFinished } from "vitest";
import { createTempFolder } from "../../demo/parts/temp-folder.ts";
import { createTestCertificates } from "../../demo/parts/tls.ts";
import type { RunningVault } from "../../demo/parts/vault-server.ts";

/** What stands before Vault answers this instead, once for each. */
export interface Outage {
  /** Of the question it answers, such as `auth/approle/login`. */
  readonly path: string;
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface UnevenVault {
  readonly env: { readonly PROFINAUT_VAULT_ADDR: string; readonly PROFINAUT_VAULT_CACERT: string };
  /** Every question in the order it came, and when. */
  readonly asked: { readonly question: string; readonly atMs: number }[];
}

/** The real Vault behind a load balancer that has no place for some questions at first. */
export async function anUnevenVault(vault: RunningVault, outages: readonly Outage[]): Promise<UnevenVault> {
  const folder = createTempFolder("uneven");
  onTestFinished(() => folder.remove());
  const { caFile, certFile, keyFile } = await createTestCertificates(folder.path);
  const left = [...outages];
  const asked: { question: string; atMs: number }[] = [];
  const ca = readFileSync(vault.caFile);
  const server = createServer({ cert: readFileSync(certFile), key: readFileSync(keyFile) }, (incoming, response) => {
    const { method = "", url = "", headers } = incoming;
    asked.push({ question: `${method} ${url}`, atMs: Date.now() });
    const index = left.findIndex(({ path }) => url === `/v1/${path}`);
    const [outage] = index < 0 ? [] : left.splice(index, 1);
    if (outage !== undefined) {
      incoming.resume();
      response.writeHead(outage.status, outage.headers).end(outage.body);
      return;
    }
    const onwards = ask(`${vault.address}${url}`, { method, headers, ca }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onwards.on("error", () => response.destroy());
    incoming.pipe(onwards);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const env = {
    PROFINAUT_VAULT_ADDR: `https://127.0.0.1:${Object(server.address()).port}`,
    PROFINAUT_VAULT_CACERT: readFileSync(caFile, "utf8"),
  };
  return { env, asked };
}
