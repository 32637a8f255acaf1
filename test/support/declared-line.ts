import { appendFile, cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RunningVault } from "../../demo/parts/vault-server.ts";
import { type DeclaredFiles, readDeclaredFiles } from "../../src/configuration/declared-files.ts";
import type { ConfigFile } from "../../src/configuration/file.ts";
import { readConfigFile } from "../../src/configuration/read-file.ts";
import { pending } from "../../src/domain/platform-plan.ts";
import { Secret } from "../../src/domain/secret.ts";
import { createDeclaredPlatform } from "../../src/vault/declared/platform.ts";
import { createTransport } from "../../src/vault/transport.ts";
import { ownDeclaration } from "../../src/wiring/commands/bootstrap.ts";

const below = (text: string, line: string): string => text.replace(/^roles:.*$/m, (head) => `${head}\n  ${line}`);

async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "declared-"));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The project's own declaration with one line more below `roles:`, read as `bootstrap` reads it. */
export const declaredWith = (line: string): Promise<DeclaredFiles> =>
  inFolder(async (folder) => {
    await cp(ownDeclaration, folder, { recursive: true });
    const file = join(folder, "roles.yml");
    await writeFile(file, below(await readFile(file, "utf8"), line));
    return readDeclaredFiles(folder);
  });

/** `profinaut.yml.example` with one line more below `roles:`, read as the bot reads it. */
export const configuredWith = (line: string): Promise<ConfigFile> =>
  inFolder(async (folder) => {
    const example = await readFile(new URL("../../profinaut.yml.example", import.meta.url), "utf8");
    const file = join(folder, "profinaut.yml");
    await appendFile(file, below(example, line));
    return readConfigFile(file);
  });

/** What `profinaut bootstrap` does with that declaration; ids of what it made. */
export async function bootstrapWith(vault: RunningVault, line: string): Promise<readonly string[]> {
  const declared = await declaredWith(line);
  const ca = await readFile(vault.caFile, "utf8");
  const transport = createTransport({ address: vault.address, ca, timeoutMs: 30_000, now: Date.now });
  try {
    const platform = createDeclaredPlatform({
      transport,
      token: new Secret(vault.rootToken),
      declaration: { ...declared, audit: { ...declared.audit, path: join(vault.folder, "audit.log") } },
      mounts: { kvMount: "secret", kvBase: "profinaut", approleMount: "approle" },
      now: Date.now,
    });
    const work = pending(await platform.plan());
    for (const planned of work) await platform.make(planned);
    return work.map(({ action, thing }) => `${action} ${thing.kind} ${thing.name}`);
  } finally {
    await transport.close();
  }
}
