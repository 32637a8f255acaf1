import { ConflictError } from "./errors.ts";
import { say } from "./sentence.ts";

declare module "./sentence.ts" {
  interface Sentences {
    "start.port-taken": { variable: string; port: string };
    "start.address-not-here": { variable: string };
    "start.port-not-allowed": { variable: string; port: string };
  }
}

/** Why nobody can be heard at a port, with the variable that names it; an error that is about something else as it is. */
export function portTrouble(error: Error, { variable, port }: { readonly variable: string; readonly port: number }): Error {
  const code = "code" in error ? error.code : undefined;
  const about = { variable, port: String(port) };
  if (code === "EADDRINUSE") return new ConflictError("start.port-taken", say("start.port-taken", about));
  if (code === "EADDRNOTAVAIL") {
    const host = variable.replace("PORT", "HOST");
    return new ConflictError("start.address-not-here", say("start.address-not-here", { variable: host }));
  }
  if (code === "EACCES") return new ConflictError("start.port-not-allowed", say("start.port-not-allowed", about));
  return error;
}
