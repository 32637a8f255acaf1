/**
 * What keeps an address from being one that a credential may be sent to. `no-address`: it is no http or https address, or holds a
 * credential, a query or a fragment itself. `in-the-clear`: plain http to another than this machine. `has-path`: only an origin will do.
 */
export type AddressFault = "no-address" | "in-the-clear" | "has-path";

/** An address that a credential may be sent to: https, or http to this machine alone. */
export function safeAddress(
  text: string,
  { mayHavePath }: { readonly mayHavePath: boolean },
): { readonly url: URL } | { readonly fault: AddressFault } {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isWeb = url?.protocol === "https:" || url?.protocol === "http:";
  if (url === undefined || !isWeb || `${url.username}${url.password}${url.search}${url.hash}` !== "")
    return { fault: "no-address" };
  if (url.protocol === "http:" && !isThisMachine(url.hostname)) return { fault: "in-the-clear" };
  return url.pathname !== "/" && !mayHavePath ? { fault: "has-path" } : { url };
}

/** `new URL` has written every spelling of an IPv4 address, such as 0x7f.1, as four numbers. */
export const isThisMachine = (host: string): boolean =>
  host === "localhost" || host === "[::1]" || /^127(\.\d{1,3}){3}$/.test(host);
