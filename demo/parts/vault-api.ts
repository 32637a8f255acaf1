import { readFile } from "node:fs/promises";
import { Agent, request } from "undici";
import { VaultBody } from "./wire.ts";

export type HttpMethod = "GET" | "LIST" | "POST" | "PUT" | "PATCH" | "DELETE";

export interface VaultAnswer {
  readonly status: number;
  /** `{}` where the answer has no body (204). */
  readonly body: VaultBody;
}

/**
 * One call of Vault's HTTP API, for arranging and asserting.
 * @param path below `/v1/`, such as `auth/approle/role/profinaut-db`
 * @param token default: the root token; `""` for none
 * @throws Error when there is no answer within ten seconds; any status is an answer
 */
export type VaultApi = (
  method: HttpMethod,
  path: string,
  body?: object,
  token?: string,
  headers?: { readonly [name: string]: string },
) => Promise<VaultAnswer>;

export interface VaultApiClient {
  readonly api: VaultApi;
  close(): Promise<void>;
}

/** A client that trusts `caFile` alone. `rootToken` is asked for at each call, so it may become known later. */
export async function createVaultApi(options: {
  readonly address: () => string;
  readonly caFile: string;
  readonly rootToken: () => string;
}): Promise<VaultApiClient> {
  const agent = new Agent({
    connect: { ca: await readFile(options.caFile, "utf8") },
    headersTimeout: 10_000,
    bodyTimeout: 10_000,
  });
  const api: VaultApi = async (method, path, body, token = options.rootToken(), headers = {}) => {
    const list = method === "LIST";
    const answer = await request(new URL(`/v1/${path}${list ? "?list=true" : ""}`, options.address()), {
      method: list ? "GET" : method,
      dispatcher: agent,
      headers: { ...(token === "" ? {} : { "x-vault-token": token }), "content-type": "application/json", ...headers },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await answer.body.text();
    return { status: answer.statusCode, body: text === "" ? {} : VaultBody.parse(JSON.parse(text)) };
  };
  return { api, close: () => agent.destroy() };
}
