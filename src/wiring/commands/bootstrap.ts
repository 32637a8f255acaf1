import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { BootstrapSettings } from "../../configuration/bootstrap-settings.ts";
import { ConfigError } from "../../configuration/config-error.ts";
import { readDeclaredFiles } from "../../configuration/declared-files.ts";
import { say } from "../../domain/sentence.ts";
import type { DeclaredPlatform } from "../../ports/declared-platform.ts";
import { platformRoles } from "../../vault/declared/declaration.ts";
import { createDeclaredPlatform } from "../../vault/declared/platform.ts";
import { createTransport } from "../../vault/transport.ts";
import { shipped } from "../shipped.ts";

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "config.vanishes-too-soon": { path: string };
    "config.role-not-declared": { path: string; role: string };
    "config.exchange-not-declared": { path: string; exchange: string };
  }
}

/** The project's own `vault/`: beside `src/`, and beside `dist/` where that is what runs. */
export const ownDeclaration = fileURLToPath(shipped("vault/"));

const timeoutMs = 30_000;
/** What approved requests may need to run, after all have waited as long as they may. */
const marginMs = 60 * 60_000;

export interface OpenPlatform {
  readonly platform: DeclaredPlatform;
  close(): Promise<void>;
}

/**
 * The composition root of `profinaut bootstrap`: files → clients → what is declared.
 * @param folder holds `roles.yml` and `policies/`
 * @throws ConfigError that lists every mistake in the files; InputError for an address or a policy that cannot be
 */
export function openPlatform({ vault, mounts, longestWaitMs, needs }: BootstrapSettings, folder: string): OpenPlatform {
  const declaration = readDeclaredFiles(folder);
  const declared = new Set(platformRoles(declaration, mounts).map(({ role }) => role));
  const path = join(folder, "roles.yml");
  const mistakes = [
    ...(declaration.waiting.vanishAfter < longestWaitMs + marginMs ? [say("config.vanishes-too-soon", { path })] : []),
    ...needs.roles.filter((role) => !declared.has(role)).map((role) => say("config.role-not-declared", { path, role })),
    ...needs.exchanges
      .filter((exchange) => !declaration.exchanges.includes(exchange))
      .map((exchange) => say("config.exchange-not-declared", { path, exchange })),
  ];
  if (mistakes.length > 0) throw new ConfigError(mistakes);
  const { token, ...server } = vault;
  const transport = createTransport({ ...server, timeoutMs, now: Date.now });
  try {
    const platform = createDeclaredPlatform({ transport, token, declaration, mounts, now: Date.now });
    return { platform, close: () => transport.close() };
  } catch (error) {
    void transport.close();
    throw error;
  }
}
