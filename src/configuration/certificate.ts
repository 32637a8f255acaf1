import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { type EnvironmentReader, whyUnreadable } from "./environment.ts";

/**
 * PEM text of the authority in the file that a variable names; `undefined` when none is named. A file that cannot be read or holds no
 * certificate is a mistake: Node passes over what it cannot read (v20.20.2), and then trusts nobody.
 * @param of what the authority certified, such as `Vault's certificate`
 */
export function authorityIn(name: string, of: string, variables: EnvironmentReader): string | undefined {
  const path = variables.optional(name);
  if (path === undefined) return undefined;
  try {
    const content = readFileSync(path);
    const because = objectionTo(content, of);
    if (because !== undefined) variables.mistake(`${name} names a file that ${because}.`);
    return content.toString("latin1");
  } catch (error) {
    variables.mistake(`${name} names ${whyUnreadable(error)}.`);
    return undefined;
  }
}

const blocks = /-----BEGIN ([A-Z0-9 ]+)-----[\s\S]*?-----END \1-----/g;

function objectionTo(content: Buffer, of: string): string | undefined {
  const found = [...content.toString("latin1").matchAll(blocks)];
  const certificates = found.filter(([, label]) => label === "CERTIFICATE" || label === "TRUSTED CERTIFICATE");
  if (certificates.length > 0)
    return certificates.every(([pem]) => isCertificate(pem)) ? undefined : "holds a certificate that is not whole. Copy it anew";
  if (isCertificate(content)) return "is DER and must be PEM: openssl x509 -inform der -in ca.der -out ca.pem";
  const holds = found[0] === undefined ? "holds no certificate" : `holds no certificate but a ${found[0][1]}`;
  return `${holds}. Name the PEM file of the authority that signed ${of}; it begins with -----BEGIN CERTIFICATE-----`;
}

function isCertificate(data: string | Buffer): boolean {
  try {
    return new X509Certificate(data).subject !== undefined;
  } catch {
    return false;
  }
}
