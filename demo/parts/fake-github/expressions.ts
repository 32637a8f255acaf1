/** What an expression may name: `inputs.profinaut_request`, `needs.login.outputs.generation`. */
export type Contexts = (name: string) => string | undefined;

/** A text with its `${{ … }}` filled in. Of GitHub's expressions it knows names, texts in quotes, and `||` between them. */
export const filledIn = (text: string, contexts: Contexts): string =>
  text.replace(/\$\{\{(.*?)\}\}/g, (_, expression: string) => resultOf(expression, contexts));

function resultOf(expression: string, contexts: Contexts): string {
  for (const term of expression.split("||").map((part) => part.trim())) {
    const quoted = /^'(.*)'$/.exec(term)?.[1];
    const value = quoted ?? contexts(term) ?? "";
    if (value !== "") return value;
  }
  return "";
}
