/** https://www.rfc-editor.org/rfc/rfc9580#section-6.1.1 */
const init = 0xb704ce;
const generator = 0x1864cfb;

function crc24(bytes: Uint8Array): number {
  let crc = init;
  for (const byte of bytes) {
    crc ^= byte << 16;
    for (let bit = 0; bit < 8; bit += 1) {
      crc <<= 1;
      if ((crc & 0x1000000) !== 0) crc ^= generator;
    }
  }
  return crc;
}

/** GnuPG imports nothing of a block whose checksum is wrong, and takes one without; openpgp looks at neither. */
export function hasRightChecksum(armored: string): boolean {
  const [, body, given] = /\r?\n[ \t]*\r?\n([A-Za-z0-9+/=\s]+?)\s*\n=([A-Za-z0-9+/]{4})[ \t]*\r?\n-----END/.exec(armored) ?? [];
  if (body === undefined || given === undefined) return true;
  return crc24(Buffer.from(body, "base64")) === Buffer.from(given, "base64").readUIntBE(0, 3);
}
