/** One answer of the API, before headers that all of them have. */
export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: { readonly [name: string]: string };
}

const DOCS = "https://docs.github.com/rest";

/** GitHub's error body: message, documentation_url and, as text, the status. */
export function errorAnswer(status: number, message: string, { page = "", headers = {} } = {}): Answer {
  return { status, headers, body: { message, documentation_url: `${DOCS}${page}`, status: String(status) } };
}

/** GitHub's `validation-error`. */
export const invalid = (message: string): Answer => ({ status: 422, body: { message, documentation_url: DOCS } });

export const NOT_FOUND = errorAnswer(404, "Not Found");
export const BAD_CREDENTIALS = errorAnswer(401, "Bad credentials");
export const NOT_ACCESSIBLE = errorAnswer(403, "Resource not accessible by integration");
