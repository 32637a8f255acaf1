import { AppError } from "../domain/errors.ts";
import { healthPath, states } from "./health.ts";
import type { Transport } from "./transport.ts";
import { HealthAnswer } from "./wire.ts";

/** What Vault says that it is now, sealed or not, in milliseconds since 1970; `undefined` when it does not answer. */
export function createVaultClock({ transport }: { readonly transport: Transport }): () => Promise<number | undefined> {
  const client = transport.client();
  return async () => {
    try {
      const { body } = await client.request({ method: "GET", path: healthPath, kind: "read", accept: [...states.keys()] });
      const { server_time_utc: seconds } = HealthAnswer.safeParse(body).data ?? {};
      // The middle of the second that it says.
      return seconds === undefined ? undefined : seconds * 1_000 + 500;
    } catch (error) {
      if (error instanceof AppError) return undefined;
      throw error;
    }
  };
}
