import sodium from "libsodium-wrappers";
import { z } from "zod";
import type { FakeGitHub } from "../../demo/parts/fake-github/server.ts";
import { theToken } from "./arrange.ts";

const Key = z.object({ key_id: z.string(), key: z.string() });

/** Plain HTTP as a command-line client makes it, without any of our code. */
export async function ask(fake: FakeGitHub, method: string, path: string, body?: object, token = theToken): Promise<Response> {
  return fetch(`${fake.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

/** `gh secret set`, more or less. @param place path of the secrets, e.g. `/orgs/acme/actions/secrets` */
export async function putLikeGh(
  fake: FakeGitHub,
  place: string,
  name: string,
  value: string,
  more: object = {},
  token = theToken,
): Promise<Response> {
  await sodium.ready;
  const { key_id, key } = Key.parse(await (await ask(fake, "GET", `${place}/public-key`, undefined, token)).json());
  const sealed = sodium.crypto_box_seal(value, sodium.from_base64(key, sodium.base64_variants.ORIGINAL));
  const encrypted_value = sodium.to_base64(sealed, sodium.base64_variants.ORIGINAL);
  return ask(fake, "PUT", `${place}/${name}`, { encrypted_value, key_id, ...more }, token);
}
