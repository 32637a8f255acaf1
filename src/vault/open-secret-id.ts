import { ConflictError, InputError } from "../domain/errors.ts";
import { Secret } from "../domain/secret.ts";
import { say } from "../domain/sentence.ts";
import { vaultPath } from "./paths.ts";
import type { Transport, VaultCall } from "./transport.ts";
import { readAnswer, UnwrapAnswer } from "./wire.ts";
import { createWrapping } from "./wrapping.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "exec.wrap-gone": NoParams;
    "exec.wrap-foreign": { creationPath: string };
  }
}

export interface WrappedForUs {
  readonly token: Secret;
  /** Mount path of the AppRole auth method, e.g. `approle`. */
  readonly mount: string;
  /** The AppRole it must have been issued for; any, when it is `undefined`. */
  readonly role: string | undefined;
}

/**
 * Opens a wrapped SecretID, after looking where it was made: whoever took the first token could have wrapped something else
 * in its place. https://developer.hashicorp.com/vault/docs/concepts/response-wrapping, "Response wrapping token validation"
 * @throws ConflictError when it was opened, has ended or never existed; InputError when it wraps something else, and is unspent
 */
export async function openSecretId(transport: Transport, { token, mount, role }: WrappedForUs): Promise<Secret> {
  const gone = () => new ConflictError("exec.wrap-gone", say("exec.wrap-gone", {}));
  const info = await createWrapping({ transport }).look(token);
  if (info === undefined) throw gone();
  const { creationPath } = info;
  const [before, after] = [`auth/${mount}/role/`, "/secret-id"];
  const isSecretId = creationPath.startsWith(before) && creationPath.endsWith(after);
  const madeFor = isSecretId ? creationPath.slice(before.length, -after.length).toLowerCase() : "";
  if (madeFor === "" || madeFor.includes("/") || (role !== undefined && madeFor !== role))
    throw new InputError("exec.wrap-foreign", say("exec.wrap-foreign", { creationPath }));

  const call: VaultCall = { method: "POST", path: vaultPath("sys/wrapping/unwrap"), kind: "write", accept: [400, 403] };
  const answer = await transport.client(token).request(call);
  if (answer.status === 400 || answer.status === 403) throw gone();
  return new Secret(readAnswer(UnwrapAnswer, answer, call).data.secret_id);
}
