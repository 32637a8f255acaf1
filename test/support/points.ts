import type { HttpAnswer, HttpCall } from "./http-gate.ts";
import type { RecordWrite } from "./redis-gate.ts";

/** A call of the bot as a crash sees it: what it does, and to which AppRole. `undefined`: it changes nothing. */
export interface Effect {
  readonly name: string;
  readonly role: string;
}

/** Tells which role each effect is about, from what passed before. Every kind of call has its own sign of it. */
export interface EffectNames {
  vault(call: HttpCall): Effect | undefined;
  vaultAnswered(call: HttpCall, answer: HttpAnswer): void;
  gitHub(call: HttpCall): Effect | undefined;
  slack(call: HttpCall): Effect | undefined;
  slackAnswered(call: HttpCall, answer: HttpAnswer): void;
  record(write: RecordWrite): Effect | undefined;
}

export function createEffectNames(roles: readonly string[]): EffectNames {
  const roleOfToken = new Map<string, string>();
  const roleOfRequest = new Map<string, string>();
  const requestOfMessage = new Map<string, string>();
  const effect = (name: string, role: string | undefined): Effect | undefined =>
    role === undefined ? undefined : { name, role };
  const roleIn = (text: string): string | undefined =>
    // The longest first, as one name may begin with another.
    [...roles].sort((a, b) => b.length - a.length).find((role) => text.includes(role));
  const form = ({ body }: HttpCall): URLSearchParams => new URLSearchParams(body);

  return {
    vault: ({ method, path, headers }) => {
      if (path === "/v1/sys/wrapping/unwrap") return effect("unwrap", roleOfToken.get(String(headers["x-vault-token"])));
      if (method !== "POST") return undefined;
      if (path.endsWith("/secret-id")) return effect("issue", roleIn(path));
      return path.endsWith("/secret-id-accessor/destroy") ? effect("destroy", roleIn(path)) : undefined;
    },
    vaultAnswered: ({ path }, { body }) => {
      const token = /"token":"([^"]+)"/.exec(path.endsWith("/secret-id") ? body : "")?.[1];
      const role = roleIn(path);
      if (token !== undefined && role !== undefined) roleOfToken.set(token, role);
    },
    gitHub: ({ method, path }) => {
      if (method !== "PUT") return undefined;
      if (path.includes("/environments/")) return effect("deliver to the environment", "profinaut-db");
      return effect("deliver to the repository", roleIn(path.toLowerCase().replaceAll("_", "-")));
    },
    slack: (call) => {
      const [method, fields] = [call.path.split("/").at(-1) ?? "", form(call)];
      const request =
        /req_[0-9a-f]+/.exec(fields.get("blocks") ?? "")?.[0] ?? requestOfMessage.get(fields.get("thread_ts") ?? "");
      const role = roleOfRequest.get(request ?? "");
      if (method === "chat.update") return effect("edit the card", role);
      if (method !== "chat.postMessage") return undefined;
      return effect(fields.has("thread_ts") ? "write in the thread" : "post the card", role);
    },
    slackAnswered: (call, { body }) => {
      const request = /req_[0-9a-f]+/.exec(form(call).get("blocks") ?? "")?.[0];
      const message = /"ts":"([0-9.]+)"/.exec(body)?.[1];
      if (request !== undefined && message !== undefined && !form(call).has("thread_ts")) requestOfMessage.set(message, request);
    },
    record: ({ requestId, record, entries }) => {
      const role = roleIn(record.slice(record.indexOf('"input"'), record.indexOf('"input"') + 200));
      if (role !== undefined) roleOfRequest.set(requestId, role);
      const what = entries.map(({ action, details }) => [action, details["part"] ?? details["step"]].filter(Boolean).join(" "));
      return effect(`record ${what.join(" and ") || "the next date"}`, role);
    },
  };
}
