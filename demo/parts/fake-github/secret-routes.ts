import { z } from "zod";
import { type Answer, errorAnswer, notFound } from "./answer.ts";
import { pageOf } from "./page.ts";
import type { Place, StoredSecret } from "./world.ts";

/** https://docs.github.com/en/actions/reference/security/secrets: naming, and limits per place and per secret. */
const nameGrammar = /^(?!GITHUB_)[A-Z_][A-Z0-9_]{0,254}$/;
const maxValueBytes = 48 * 1024;
const maxSecrets = { organisation: 1000, others: 100 };

const Put = z.object({ encrypted_value: z.string(), key_id: z.string() });
/** Organisations only. */
const Readers = z
  .object({
    visibility: z.enum(["all", "private", "selected"]),
    selected_repository_ids: z.array(z.coerce.number().int()).default([]),
  })
  .transform(({ visibility, selected_repository_ids }) => ({ visibility, selectedRepositoryIds: selected_repository_ids }));

export function listSecrets(place: Place, api: string, query: URLSearchParams): Answer {
  const secrets = [...place.secrets.values()].map((secret) => secretAnswer(place, secret, api));
  return { status: 200, body: { total_count: secrets.length, secrets: pageOf(secrets, query) } };
}

export function getSecret(place: Place, api: string, name: string): Answer {
  const secret = place.secrets.get(name.toUpperCase());
  return secret === undefined ? notFound : { status: 200, body: secretAnswer(place, secret, api) };
}

export function deleteSecret(place: Place, name: string): Answer {
  return place.secrets.delete(name.toUpperCase()) ? { status: 204 } : notFound;
}

/** Opens the sealed box: what GitHub could not use later is refused now. */
export function putSecret(place: Place, rawName: string, body: unknown, nowMs: number): Answer {
  const name = rawName.toUpperCase();
  if (!nameGrammar.test(name))
    return errorAnswer(422, "Secret names can only contain A-Z, 0-9 and _, and must not start with GITHUB_ or a number.");

  const put = Put.safeParse(body).data;
  if (put === undefined) return errorAnswer(422, "Invalid request. encrypted_value and key_id must be supplied.");
  const readers = place.organisation === undefined ? {} : Readers.safeParse(body).data;
  if (readers === undefined) return errorAnswer(422, "Invalid request. visibility must be one of all, private, selected.");

  const opened = place.boxes.open(put.key_id, put.encrypted_value);
  if (opened === "stale-key") return errorAnswer(422, "Bad request - key_id is invalid");
  if (opened === "not-openable") return errorAnswer(422, "Bad request - encrypted_value could not be decrypted");
  if (Buffer.byteLength(opened.value) > maxValueBytes) return errorAnswer(422, "Secret value is too large.");

  const before = place.secrets.get(name);
  const limit = place.organisation === undefined ? maxSecrets.others : maxSecrets.organisation;
  if (before === undefined && place.secrets.size >= limit) return errorAnswer(422, "Secrets limit reached.");

  const at = new Date(nowMs).toISOString().replace(/\.\d+/, "");
  place.secrets.set(name, {
    name,
    value: opened.value,
    createdAt: before?.createdAt ?? at,
    updatedAt: at,
    puts: (before?.puts ?? 0) + 1,
    ...readers,
  });
  return before === undefined ? { status: 201, body: {} } : { status: 204 };
}

function secretAnswer(place: Place, { name, createdAt, updatedAt, visibility }: StoredSecret, api: string) {
  const plain = { name, created_at: createdAt, updated_at: updatedAt };
  if (visibility === undefined) return plain;

  const repositories = `${api}/orgs/${place.organisation}/actions/secrets/${name}/repositories`;
  return { ...plain, visibility, ...(visibility === "selected" ? { selected_repositories_url: repositories } : {}) };
}
