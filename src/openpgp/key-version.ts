import { enums, unarmor } from "openpgp";

const keyPackets: readonly number[] = [enums.packet.publicKey, enums.packet.secretKey];

/**
 * Version of the key in a block, also where openpgp cannot read it: GnuPG 2.4 makes some of version 5. `undefined` for what is no key.
 * https://www.rfc-editor.org/rfc/rfc9580#section-4.2
 */
export async function keyVersionIn(armored: string): Promise<number | undefined> {
  const data: unknown = await unarmor(armored).then(
    (block) => block.data,
    () => undefined,
  );
  if (!(data instanceof Uint8Array)) return undefined;
  const [tag = 0, length = 0] = data;
  const isNewFormat = (tag & 0x40) !== 0;
  if (!keyPackets.includes(isNewFormat ? tag & 0x3f : (tag & 0x3c) >> 2)) return undefined;
  const newLengthBytes = length < 192 ? 1 : length < 224 ? 2 : 5;
  return data[1 + (isNewFormat ? newLengthBytes : 2 ** (tag & 0x03))];
}
