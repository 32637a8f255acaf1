import { oneWord } from "../domain/arguments.ts";
import { destinationName } from "../domain/destination.ts";
import { NotFoundError } from "../domain/errors.ts";
import { manySecretIds } from "../domain/many-secret-ids.ts";
import { nearestOf } from "../domain/nearest.ts";
import type { Query } from "../domain/query.ts";
import { say } from "../domain/sentence.ts";
import { cleanUpOffer } from "./clean-up-offer.ts";
import { secretIdLine } from "./secret-id-labels.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "role.summary": NoParams;
    "role.usage": NoParams;
    "role.unknown": { role: string; nearest: readonly string[]; configured: readonly string[] };
    "role.heading": { role: string };
    "role.policies": { policies: readonly string[] };
    "role.delivers": { destinations: readonly string[] };
    "role.times": { ttlMs: number; overlapMs: number };
    "role.secret-ids": { count: number };
    "role.no-secret-ids": { role: string };
    "role.many": { role: string; count: number };
  }
}

/** One AppRole: what it may do, where its SecretID goes, and every SecretID that is live now with what it is for. */
export const role: Query<string> = {
  name: "role",
  usage: "<name>",
  summary: say("role.summary", {}),
  examples: ["role profinaut-db"],
  input: oneWord(/^[a-z][a-z0-9-]{2,62}$/, say("role.usage", {})),
  answer: async (name, { ports, signal, nowMs }) => {
    const configured = [...ports.roles.keys()];
    const settings = ports.roles.get(name);
    if (settings === undefined)
      throw new NotFoundError(
        "role.unknown",
        say("role.unknown", { role: name, nearest: nearestOf(name, configured), configured }),
      );
    const [{ policies }, listed, ledger] = await Promise.all([
      ports.appRoles.role(name, signal),
      ports.appRoles.accessors(name, signal),
      ports.ledgers.read(name),
    ]);
    const facts = [
      say("role.policies", { policies }),
      say("role.delivers", { destinations: settings.deliverTo.map(destinationName) }),
      say("role.times", { ttlMs: settings.secretIdTtlMs, overlapMs: settings.overlapMs }),
    ];
    const heading = say("role.heading", { role: name });
    if (listed.length > manySecretIds) {
      const current = ledger.current && (await ports.appRoles.lookUp(name, ledger.current.accessor, signal));
      const lines = [
        say("role.many", { role: name, count: listed.length }),
        ...(current ? [secretIdLine(current, ledger, nowMs)] : []),
      ];
      return { heading, sections: [{ lines: facts }, { lines }] };
    }
    const live = await ports.appRoles.live(name, signal);
    const secretIds = live.map((info) => secretIdLine(info, ledger, nowMs));
    const offer = await cleanUpOffer(ledger, live, ports);
    return {
      heading,
      sections: [
        { lines: facts },
        secretIds.length === 0
          ? { lines: [say("role.no-secret-ids", { role: name })] }
          : { heading: say("role.secret-ids", { count: secretIds.length }), lines: secretIds },
        ...(offer.instead === undefined ? [] : [{ lines: [offer.instead] }]),
      ],
      ...(offer.action === undefined ? {} : { actions: [offer.action] }),
    };
  },
};
