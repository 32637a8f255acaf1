import type { HttpAnswer, HttpCall } from "./http-gate.ts";
import type { RecordWrite } from "./redis-gate.ts";

/** A call of the bot as a crash sees it: what it does, and to which subject. `undefined`: it changes nothing. */
export interface Effect {
  readonly name: string;
  /** The AppRole, path, exchange or name that a request is about. */
  readonly subject: string;
}

/** Tells which subject each effect is about, from what passed before. Every kind of call has its own sign of it. */
export interface EffectNames {
  vault(call: HttpCall): Effect | undefined;
  vaultAnswered(call: HttpCall, answer: HttpAnswer): void;
  gitHub(call: HttpCall): Effect | undefined;
  slack(call: HttpCall): Effect | undefined;
  slackAnswered(call: HttpCall, answer: HttpAnswer): void;
  record(write: RecordWrite): Effect | undefined;
  /** A wrapping token that somebody is about to hand in. */
  know(token: string, subject: string): void;
}

const requestIn = (text: string): string => /req_[0-9a-f]+/.exec(text)?.[0] ?? "";

/** @param people whoever asks for one subject alone, by Slack id: what they are told is about it */
export function createEffectNames(subjects: readonly string[], people: ReadonlyMap<string, string> = new Map()): EffectNames {
  const tokens = new Map<string, Effect>();
  const subjectOfRequest = new Map<string, string>();
  const subjectOfRoleId = new Map<string, string>();
  const requestOfMessage = new Map<string, string>();
  const effect = (name: string, subject: string | undefined): Effect | undefined =>
    subject === undefined ? undefined : { name, subject };
  // The longest first, as one name may begin with another.
  const longestFirst = [...subjects].sort((a, b) => b.length - a.length);
  const subjectIn = (text: string): string | undefined => longestFirst.find((subject) => text.includes(subject));
  const form = ({ body }: HttpCall): URLSearchParams => new URLSearchParams(body);

  const ownSubject = (name: string): string | undefined => subjects.find((subject) => subject === name);

  /** A value says whose it is, and so does a token that is known. */
  const waitingSubject = ({ path, body }: HttpCall): string | undefined => {
    const subject = subjectIn(body) ?? [...tokens].find(([token]) => body.includes(token))?.[1].subject;
    if (subject !== undefined) subjectOfRequest.set(requestIn(path), subject);
    return subject;
  };
  const atValues = (call: HttpCall): Effect | undefined => {
    const { method, path, headers } = call;
    if (path.startsWith("/v1/profinaut-pending/data/"))
      return method === "POST" ? effect("put the value where it waits", waitingSubject(call)) : undefined;
    if (path.startsWith("/v1/profinaut-pending/metadata/"))
      return method === "DELETE" ? effect("remove what waits", subjectOfRequest.get(requestIn(path))) : undefined;
    const what = /^\/v1\/secret\/(data|metadata|delete)\//.exec(path)?.[1];
    if (method === "GET")
      return what === "data" && "x-vault-wrap-ttl" in headers ? effect("read it wrapped", subjectIn(path)) : undefined;
    return what === undefined ? undefined : effect(writes[what] ?? what, subjectIn(path));
  };

  /** Workflows are proposed by one request at a time; a run carries the id of its own. */
  const atRepository = (path: string, body: string): Effect | undefined => {
    if (path.endsWith("/dispatches")) return effect("dispatch the run", subjectOfRequest.get(requestIn(body)));
    const what = /\/(git\/trees|git\/commits|git\/refs|pulls)/.exec(path)?.[1];
    return what === undefined ? undefined : effect(proposing[what] ?? what, ownSubject("the-proposal"));
  };

  return {
    vault: (call) => {
      const { method, path, headers } = call;
      if (path.startsWith("/v1/sys/locked-users/")) return effect("unlock", subjectOfRoleId.get(path.split("/").at(-1) ?? ""));
      if (path === "/v1/sys/wrapping/unwrap") return tokens.get(String(headers["x-vault-token"]));
      if (!path.startsWith("/v1/auth/")) return atValues(call);
      if (method !== "POST") return undefined;
      if (path.endsWith("/secret-id")) return effect("issue", subjectIn(path));
      return path.endsWith("/secret-id-accessor/destroy") ? effect("destroy", subjectIn(path)) : undefined;
    },
    vaultAnswered: ({ path, body: asked }, { body }) => {
      const roleId = /"alias_name":"([^"]+)"/.exec(asked)?.[1];
      const ofRole = roleId === undefined ? undefined : subjectIn(body);
      if (roleId !== undefined && ofRole !== undefined) subjectOfRoleId.set(roleId, ofRole);
      const token = /"token":"([^"]+)"/.exec(body)?.[1];
      const subject = subjectIn(path);
      if (token !== undefined && subject !== undefined) tokens.set(token, { name: "unwrap", subject });
    },
    gitHub: ({ method, path, body }) => {
      if (method === "GET") return undefined;
      if (method !== "PUT") return atRepository(path, body);
      if (path.includes("/environments/")) return effect("deliver to the environment", "profinaut-db");
      const secret = path.split("/").at(-1) ?? "";
      const isSecretId = secret.endsWith("_VAULT_SECRET_ID");
      return effect(`deliver ${isSecretId ? "to the repository" : secret}`, subjectIn(secret.toLowerCase().replaceAll("_", "-")));
    },
    slack: (call) => {
      const [method, fields] = [call.path.split("/").at(-1) ?? "", form(call)];
      if (method === "views.open") return effect("open the form", subjectIn(fields.get("view") ?? ""));
      if (method === "chat.postEphemeral") {
        const isAnswer = /^Accepted/.test(fields.get("text") ?? "");
        return effect(isAnswer ? "answer the command" : "tell the requester", people.get(fields.get("user") ?? ""));
      }
      const request = requestIn(fields.get("blocks") ?? "") || requestOfMessage.get(fields.get("thread_ts") ?? "");
      const subject = subjectOfRequest.get(request ?? "");
      if (method === "chat.update") return effect("edit the card", subject);
      if (method !== "chat.postMessage") return undefined;
      if (fields.get("blocks")?.includes('"digest:')) return effect("post the digest", ownSubject("the-digest"));
      if (fields.get("blocks")?.includes('"word:')) return effect("tell the outcome", subject);
      return effect(fields.has("thread_ts") ? "write in the thread" : "post the card", subject);
    },
    slackAnswered: (call, { body }) => {
      const request = requestIn(form(call).get("blocks") ?? "");
      const message = /"ts":"([0-9.]+)"/.exec(body)?.[1];
      if (request !== "" && message !== undefined && !form(call).has("thread_ts")) requestOfMessage.set(message, request);
    },
    record: ({ requestId, record, entries }) => {
      const subject = subjectIn(record.slice(record.indexOf('"input"'), record.indexOf('"input"') + 200));
      if (subject !== undefined) subjectOfRequest.set(requestId, subject);
      const what = entries.map(({ action, details }) => [action, details["part"] ?? details["step"]].filter(Boolean).join(" "));
      return effect(`record ${what.join(" and ") || "the next date"}`, subject);
    },
    know: (token, subject) => void tokens.set(token, { name: "open what was handed in", subject }),
  };
}

const writes: { readonly [what: string]: string } = {
  data: "write the value",
  metadata: "describe the value",
  delete: "delete the version",
};

const proposing: { readonly [what: string]: string } = {
  "git/trees": "make the tree",
  "git/commits": "make the commit",
  "git/refs": "point the branch",
  pulls: "open the pull request",
};
