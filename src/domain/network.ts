import ipaddr from "ipaddr.js";

export interface Network {
  /** Its one spelling: no bits of a host, small letters, zeros left out as https://www.rfc-editor.org/rfc/rfc5952 says, always a length. */
  readonly text: string;
  /** Whether it was given by an address in it, such as `10.1.2.3/8`: whoever writes that may mean the address alone. */
  readonly hasHost: boolean;
}

/**
 * A network, or an address alone, in whatever spelling; one of IPv4 within IPv6 is the one of IPv4.
 * @returns `undefined` when it is none
 */
export function networkOf(text: string): Network | undefined {
  const full = text.includes("/") ? text : `${text}/${text.includes(":") ? 128 : 32}`;
  // An address with a leading zero, or of fewer than four parts, is another one to some readers.
  const isNetwork = full.includes(":")
    ? ipaddr.IPv6.isValidCIDR(full) && !full.includes("%")
    : ipaddr.IPv4.isValidCIDRFourPartDecimal(full);
  if (!isNetwork) return undefined;
  const [address, length] = ipaddr.parseCIDR(full);
  if (address instanceof ipaddr.IPv4)
    return named(address.toString(), ipaddr.IPv4.networkAddressFromCIDR(full).toString(), length);
  if (address.isIPv4MappedAddress() && length >= 96) return networkOf(`${address.toIPv4Address().toString()}/${length - 96}`);
  return named(address.toRFC5952String(), ipaddr.IPv6.networkAddressFromCIDR(full).toRFC5952String(), length);
}

const named = (address: string, network: string, length: number): Network => ({
  text: `${network}/${length}`,
  hasHost: address !== network,
});
