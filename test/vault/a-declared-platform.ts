import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { type RunningVault, startVault } from "../../demo/parts/vault-server.ts";
import { readDeclaredFiles } from "../../src/configuration/declared-files.ts";
import { pending } from "../../src/domain/platform-plan.ts";
import { Secret } from "../../src/domain/secret.ts";
import type { DeclaredPlatform } from "../../src/ports/declared-platform.ts";
import type { Declaration } from "../../src/vault/declared/declaration.ts";
import { createDeclaredPlatform } from "../../src/vault/declared/platform.ts";
import { createTransport, type Transport } from "../../src/vault/transport.ts";
import { ownDeclaration } from "../../src/wiring/commands/bootstrap.ts";

export const mounts = { kvMount: "secret", kvBase: "profinaut", approleMount: "approle" };

export interface PlatformCase {
  /** What is declared otherwise. */
  readonly changes?: (declared: Declaration) => Partial<Declaration>;
  /** Somebody else's token than root's. */
  readonly token?: string;
  /** Stands between us and Vault. */
  readonly through?: (transport: Transport) => Transport;
}

/** What is declared, for a Vault whose own folder takes the audit log; gone with the test. */
export async function aDeclaredPlatform(
  vault: RunningVault,
  { changes, token, through }: PlatformCase = {},
): Promise<DeclaredPlatform> {
  const ca = await readFile(vault.caFile, "utf8");
  const own = createTransport({ address: vault.address, ca, timeoutMs: 10_000, now: Date.now });
  onTestFinished(() => own.close());
  const files = readDeclaredFiles(ownDeclaration);
  const declared: Declaration = { ...files, audit: { ...files.audit, path: join(vault.folder, "audit.log") } };
  return createDeclaredPlatform({
    transport: through?.(own) ?? own,
    token: new Secret(token ?? vault.rootToken),
    declaration: { ...declared, ...changes?.(declared) },
    mounts,
    now: Date.now,
  });
}

/** What `bootstrap` does once somebody agreed; the number of things it made. */
export async function makeAll(platform: DeclaredPlatform): Promise<number> {
  const work = pending(await platform.plan());
  for (const planned of work) await platform.make(planned);
  return work.length;
}

/** A transport on which writes are counted, and one of them goes wrong. */
export function failingWrite(transport: Transport, fails: (count: number) => "before" | "after" | undefined): Transport {
  let count = 0;
  return {
    ...transport,
    client(token) {
      const client = transport.client(token);
      return {
        async request(call) {
          if (call.kind !== "write") return client.request(call);
          count += 1;
          const when = fails(count);
          if (when === "before") throw new Died();
          const answer = await client.request(call);
          if (when === "after") throw new Died();
          return answer;
        },
      };
    },
  };
}

/** The process is gone at this point. */
export class Died extends Error {}

/** A Vault that holds nothing of ours; gone with the test. */
export async function anEmptyVault(): Promise<RunningVault> {
  const vault = await startVault();
  onTestFinished(() => vault.stop());
  return vault;
}

/** A Vault that is as declared. */
export async function aBroughtVault(platformCase?: PlatformCase) {
  const vault = await anEmptyVault();
  const platform = await aDeclaredPlatform(vault, platformCase);
  await makeAll(platform);
  return { vault, platform };
}
