import type { ExecSettings } from "../../configuration/exec-settings.ts";
import { createEntryTexts, type ReadTexts } from "../../vault/entry-texts.ts";
import { requireKv2 } from "../../vault/kv-mount.ts";
import { createOneLogin, type OneLogin } from "../../vault/one-login.ts";
import { openSecretId } from "../../vault/open-secret-id.ts";
import { createTransport } from "../../vault/transport.ts";

export interface ExecPlaces {
  readonly kvMount: string;
  readonly kvBase: string;
  readonly approleMount: string;
  /** The AppRole that was named. */
  readonly role: string | undefined;
}

export interface OpenValues extends Pick<OneLogin, "logIn" | "end"> {
  readonly readTexts: ReadTexts;
  /** @throws ConflictError when the values cannot be where they are looked for */
  requireMount(): Promise<void>;
  close(): Promise<void>;
}

const timeoutMs = 10_000;

/**
 * The composition root of `profinaut exec`: environment → clients → values. Nothing is sent before `logIn`.
 * @throws InputError for an address or a mount that cannot be
 */
export function openValues(
  { vault, roleId, secretId }: ExecSettings,
  { kvMount, kvBase, approleMount: mount, role }: ExecPlaces,
): OpenValues {
  const transport = createTransport({ ...vault, timeoutMs, connections: 2, now: Date.now });
  try {
    const login = createOneLogin({
      transport,
      mount,
      roleId,
      secretId: async () =>
        secretId.isWrapped ? openSecretId(transport, { token: secretId.value, mount, role }) : secretId.value,
    });
    const readTexts = createEntryTexts({ session: login, mount: kvMount, base: kvBase });
    return {
      readTexts,
      requireMount: () => requireKv2(login, kvMount),
      logIn: login.logIn,
      end: login.end,
      close: () => transport.close(),
    };
  } catch (error) {
    void transport.close();
    throw error;
  }
}
