import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { type Sentence, say } from "../domain/sentence.ts";
import { type EnvironmentReader, whyUnreadable } from "./environment.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "config.authority": { name: string; because: Sentence };
    "config.authority.not-whole": NoParams;
    "config.authority.der": NoParams;
    "config.authority.none": { of: Sentence };
    "config.authority.other": { label: string; of: Sentence };
  }
}

/**
 * PEM text of the authority in the file that a variable names; `undefined` when none is named. A file that cannot be read or holds no
 * certificate is a mistake: Node passes over what it cannot read (v20.20.2), and then trusts nobody.
 * @param of what the authority certified
 */
export function authorityIn(name: string, of: Sentence, variables: EnvironmentReader): string | undefined {
  const path = variables.optional(name);
  if (path === undefined) return undefined;
  try {
    const content = readFileSync(path);
    const because = objectionTo(content, of);
    if (because !== undefined) variables.mistake(say("config.authority", { name, because }));
    return content.toString("latin1");
  } catch (error) {
    variables.mistake(say("config.file-unreadable", { name, because: whyUnreadable(error) }));
    return undefined;
  }
}

const blocks = /-----BEGIN ([A-Z0-9 ]+)-----[\s\S]*?-----END \1-----/g;

function objectionTo(content: Buffer, of: Sentence): Sentence | undefined {
  const found = [...content.toString("latin1").matchAll(blocks)];
  const certificates = found.filter(([, label]) => label === "CERTIFICATE" || label === "TRUSTED CERTIFICATE");
  if (certificates.length > 0)
    return certificates.every(([pem]) => isCertificate(pem)) ? undefined : say("config.authority.not-whole", {});
  if (isCertificate(content)) return say("config.authority.der", {});
  const label = found[0]?.[1];
  return label === undefined ? say("config.authority.none", { of }) : say("config.authority.other", { label, of });
}

function isCertificate(data: string | Buffer): boolean {
  try {
    return new X509Certificate(data).subject !== undefined;
  } catch {
    return false;
  }
}
