import { generateKeyPairSync, sign, verify } from "node:crypto";
import type { Half } from "../../src/domain/log-writes.ts";
import type { LogSigning } from "../../src/ports/log-signing.ts";

const pairs = { ingress: generateKeyPairSync("ed25519"), worker: generateKeyPairSync("ed25519") };

/** Signs as one half of a bot does whose keys all tests of a process share. `from`: since which entry everything is signed. */
export function aLogSigning({
  half = "worker",
  from = () => undefined,
}: {
  readonly half?: Half;
  readonly from?: () => number | undefined;
} = {}): LogSigning {
  return {
    sign: async (text) => ({ kid: half, signature: sign(null, Buffer.from(text), pairs[half].privateKey).toString("base64") }),
    signerOf: async (text, { kid, signature }) => {
      if (kid !== "ingress" && kid !== "worker") return undefined;
      return verify(null, Buffer.from(text), pairs[kid].publicKey, Buffer.from(signature, "base64")) ? kid : undefined;
    },
    from,
  };
}
