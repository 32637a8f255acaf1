/** One place a secret is delivered to. */
export type Destination =
  | { readonly github: "repository"; readonly repository: string; readonly secret: string }
  | { readonly github: "environment"; readonly repository: string; readonly environment: string; readonly secret: string }
  | { readonly github: "organisation"; readonly organisation: string; readonly secret: string };

/** How people name a destination: `acme/platform · production · PROFINAUT_VAULT_SECRET_ID`. */
export function destinationName(destination: Destination): string {
  switch (destination.github) {
    case "repository":
      return `${destination.repository} · ${destination.secret}`;
    case "environment":
      return `${destination.repository} · ${destination.environment} · ${destination.secret}`;
    case "organisation":
      return `${destination.organisation} · ${destination.secret}`;
  }
}
