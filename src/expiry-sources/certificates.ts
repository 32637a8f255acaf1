import { firstLetters } from "../domain/cut.ts";
import type { ExpirySource } from "../domain/expiry.ts";
import { say } from "../domain/sentence.ts";
import type { ShownCertificate } from "../ports/certificates.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "certificates.title": NoParams;
    "certificates.how": NoParams;
    "certificates.authority": NoParams;
  }
}

/** What Vault's server shows in a handshake: its certificate, and the authorities above it. */
export const certificates: ExpirySource = {
  name: "certificates",
  title: say("certificates.title", {}),
  read: async ({ ports, signal }) => ({
    items: (await ports.certificates.shown(signal)).map((shown) => ({
      kind: "certificate",
      name: nameOf(shown),
      owner: null,
      expiresAtMs: shown.expiresAtMs,
      issuedAtMs: shown.issuedAtMs,
      mayBeEndless: true,
      basis: "end",
      renewal: { how: say("certificates.how", {}) },
      note: shown.isAuthority ? say("certificates.authority", {}) : null,
    })),
  }),
};

/** The subject as one word that can be typed. */
const nameOf = ({ subject }: ShownCertificate): string =>
  firstLetters(subject.toLowerCase().replaceAll(/[^a-z0-9.*-]+/g, "-"), 100) || "unnamed";
