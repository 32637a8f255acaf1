import { isIP } from "node:net";
import { connect, type DetailedPeerCertificate, type TLSSocket } from "node:tls";
import type { Certificates, ShownCertificate } from "../ports/certificates.ts";
import { fromLoss } from "./errors.ts";

export interface CertificatesDeps {
  /** As the transport's: `https://host:port`, or `http:` on loopback, where there is no certificate. */
  readonly address: string;
  /** PEM text of the certificate authority to trust instead of the system's. */
  readonly ca?: string | undefined;
  readonly timeoutMs: number;
}

const failed = { kind: "read", template: "certificate" } as const;
/** What is trusted but for its time is what this is about. */
const over = new Set(["CERT_HAS_EXPIRED", "CERT_NOT_YET_VALID"]);
const longestChain = 10;

/**
 * Shakes hands with Vault's server as any client does, says nothing, and hangs up. An expired certificate would end an ordinary
 * handshake, so trust is judged afterwards; nothing is ever sent over this connection.
 */
export function createCertificates({ address, ca, timeoutMs }: CertificatesDeps): Certificates {
  const { protocol, hostname, port } = new URL(address);
  const host = hostname.replace(/^\[(.*)\]$/, "$1");
  const handshake = (): Promise<readonly ShownCertificate[]> =>
    new Promise((resolve, reject) => {
      const socket = connect({
        host,
        port: port === "" ? 443 : Number(port),
        rejectUnauthorized: false,
        timeout: timeoutMs,
        ...(isIP(host) === 0 ? { servername: host } : {}),
        ...(ca === undefined ? {} : { ca }),
      });
      const fail = (code: string): void => {
        socket.destroy();
        reject(fromLoss(code, false, failed));
      };
      socket.once("secureConnect", () => {
        const distrust = codeOf(socket.authorizationError);
        const chain = chainOf(socket);
        if (distrust !== undefined && !over.has(distrust)) return fail(distrust);
        socket.destroy();
        resolve(chain);
      });
      socket.once("timeout", () => fail("TIMEOUT"));
      socket.once("error", (error) => fail(codeOf(error) ?? "TLS"));
    });

  return {
    async shown(signal) {
      if (protocol !== "https:") return [];
      signal?.throwIfAborted();
      return handshake();
    },
  };
}

/** Node gives an error, of which the types know a text only. */
function codeOf(error: unknown): string | undefined {
  if (error === null || error === undefined) return undefined;
  if (typeof error === "string") return error;
  return typeof error === "object" && "code" in error && typeof error.code === "string" ? error.code : "TLS";
}

/** From the server's own to the root, which names itself as its issuer. */
function chainOf(socket: TLSSocket): readonly ShownCertificate[] {
  const chain: ShownCertificate[] = [];
  let next: DetailedPeerCertificate | undefined = socket.getPeerCertificate(true);
  for (const seen = new Set<string>(); next !== undefined && chain.length < longestChain; ) {
    const { fingerprint256, subject, valid_from: from, valid_to: to, issuerCertificate }: DetailedPeerCertificate = next;
    if (seen.has(fingerprint256)) break;
    seen.add(fingerprint256);
    chain.push({
      subject: [subject.CN ?? subject.O ?? ""].flat().join(" "),
      isAuthority: chain.length > 0,
      issuedAtMs: Date.parse(from),
      expiresAtMs: Date.parse(to),
    });
    next = issuerCertificate;
  }
  return chain;
}
