import type { Signature } from "../domain/approval.ts";
import { UpstreamError } from "../domain/errors.ts";
import type { LogSigning } from "../ports/log-signing.ts";

/** Whether one of the bot's halves signed what is stored; where nobody can be asked about a key, it counts as not the bot's, and is made anew. */
export const createIsOurs =
  (signing: Pick<LogSigning, "signerOf">) =>
  async (statement: string, signature: Signature): Promise<boolean> => {
    try {
      return (await signing.signerOf(statement, signature)) !== undefined;
    } catch (error) {
      if (error instanceof UpstreamError) return false;
      throw error;
    }
  };
