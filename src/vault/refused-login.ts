import { type ErrorCode, UpstreamError } from "../domain/errors.ts";
import { say } from "../domain/sentence.ts";
import { vaultPath } from "./paths.ts";
import type { Transport } from "./transport.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "vault.login-refused": NoParams;
    "vault.login-locked": NoParams;
    "vault.no-approle-mount": { mount: string };
  }
}

/**
 * Why Vault refuses an AppRole login. 400: it does not take this RoleID with this SecretID. 403 says both that the RoleID is locked and
 * that no such auth method is there; one without a RoleID the method answers with 400, or 500 where it locks RoleIDs (v1.21.4), and
 * counts for no lock.
 * @param status of Vault's answer to the login
 */
export async function refusedLogin(transport: Transport, mount: string, status: 400 | 403): Promise<UpstreamError> {
  if (status === 400) return refusal("vault.login-refused", say("vault.login-refused", {}), { status, retryable: false });
  const path = vaultPath(`auth/${mount}/login`);
  const answer = await transport.client().request({ method: "POST", path, kind: "once", body: {}, accept: [400, 403, 500] });
  return answer.status !== 403
    ? refusal("vault.login-locked", say("vault.login-locked", {}), { status, retryable: true })
    : refusal("vault.no-approle-mount", say("vault.no-approle-mount", { mount }), { status, retryable: false });
}

const refusal = (
  code: ErrorCode,
  sentence: ReturnType<typeof say>,
  about: { readonly status: number; readonly retryable: boolean },
): UpstreamError => new UpstreamError(code, sentence, { service: "vault", effect: "none", ...about });
