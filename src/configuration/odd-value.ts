/** Written by a person or a template, and part of the value for whoever does not take it off. */
const quotes = /^["'`“”‘’„«»]|["'`“”‘’„«»]$/u;
const comment = /\s#/;
const unfilled = /\$\{[^}]*\}|^\$\(?[A-Za-z_][A-Za-z0-9_]*\)?$|^<[^<>]*>$/;
/** What is copied along and cannot be seen: format characters, controls but line feed and tab, odd spaces. */
const invisible = /(?![\t\r\n])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u00a0\u2007\u202f]/u;

/**
 * Why a value cannot be meant as it stands, as the rest of a sentence that begins with its variable; `undefined` when nothing speaks
 * against it. Such a value is refused and not mended: what was meant is known only to whoever wrote it.
 * @param value without spaces around it
 */
export function oddityOf(value: string, { hasLines }: { readonly hasLines: boolean }): string | undefined {
  if (quotes.test(value))
    return "has quotes around its value, and they are part of it: docker run --env-file and Kubernetes do not take them off. Write it without";
  const hidden = invisible.exec(value)?.[0].codePointAt(0);
  if (hidden !== undefined)
    return `holds a character that cannot be seen (U+${hidden.toString(16).toUpperCase().padStart(4, "0")}), as it comes along when something is copied. Type it anew`;
  if (comment.test(value)) return "has a comment behind its value, which is part of it. Write the comment on a line of its own";
  if (unfilled.test(value)) return "holds a placeholder that nobody has filled in. Write the value itself";
  if (!hasLines && /[\r\n]/.test(value)) return "has more than one line. Write one";
  return undefined;
}
