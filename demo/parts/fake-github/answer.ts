/** One answer of the API, before headers that all of them have. */
export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: { readonly [name: string]: string };
}

const docs = "https://docs.github.com/rest";

/** GitHub's error body: message, documentation_url and, as text, the status. */
export function errorAnswer(status: number, message: string, { page = "", headers = {} } = {}): Answer {
  return { status, headers, body: { message, documentation_url: `${docs}${page}`, status: String(status) } };
}

/** GitHub's `validation-error`. */
export const invalid = (message: string): Answer => ({ status: 422, body: { message, documentation_url: docs } });

export const notFound = errorAnswer(404, "Not Found");
export const badCredentials = errorAnswer(401, "Bad credentials");
export const notAccessible = errorAnswer(403, "Resource not accessible by integration");
