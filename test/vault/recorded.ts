import type { Transport } from "../../src/vault/transport.ts";

/** A transport that notes the path of every call on its way, as in `POST auth/approle/login`. */
export function recorded(transport: Transport): { readonly transport: Transport; readonly calls: readonly string[] } {
  const calls: string[] = [];
  return {
    calls,
    transport: {
      ...transport,
      client(token) {
        const client = transport.client(token);
        return {
          request(call) {
            calls.push(`${call.method} ${call.path.path}`);
            return client.request(call);
          },
        };
      },
    },
  };
}
