import { wordsOf } from "../domain/arguments.ts";
import { editionAsApproved } from "../domain/edition.ts";
import { ConflictError, InputError } from "../domain/errors.ts";
import { operation } from "../domain/operation.ts";
import { isReserved, roleOf, twinOf } from "../domain/role-name.ts";
import { say } from "../domain/sentence.ts";
import type { AddRoleFacts } from "./add-role/facts.ts";
import { isInPlace } from "./add-role/in-place.ts";
import { AddRoleInput } from "./add-role/input.ts";
import { configurationLine, lives, rolesLine, secretOf } from "./add-role/snippets.ts";
import { watch } from "./add-role/watch.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "add-role.summary": NoParams;
    "add-role.title": { role: string };
    "add-role.reserved": { name: string };
    "add-role.own-policy": { name: string };
    "add-role.configured": { role: string };
    "add-role.label.paths": NoParams;
    "add-role.label.may": NoParams;
    "add-role.label.twin": NoParams;
    "add-role.label.destination": NoParams;
    "add-role.label.lives": NoParams;
    "add-role.label.left": NoParams;
    "add-role.value.paths": { name: string };
    "add-role.value.may": { name: string };
    "add-role.value.may-exchange": { name: string };
    "add-role.value.twin": { twin: string; name: string };
    "add-role.value.destination": { secret: string };
    "add-role.value.lives": { atMost: string; secretId: string; overlap: string; token: string; tokenAtMost: string };
    "add-role.value.left-all": NoParams;
    "add-role.value.left-configuration": NoParams;
    "add-role.impact": { role: string };
    "add-role.step.hand-out": NoParams;
    "add-role.to-add": { role: string; rolesLine: string; configurationLine: string };
    "add-role.to-configure": { role: string; configurationLine: string };
  }
}

/** Roles of `vault/roles.yml` with policies of their own: what belongs to them is no folder. */
const withOwnPolicy = ["admin", "readonly"];

const toAdd = (name: string, { role, isInVault }: AddRoleFacts) =>
  isInVault
    ? say("add-role.to-configure", { role, configurationLine: configurationLine(name) })
    : say("add-role.to-add", { role, rolesLine: rolesLine(name), configurationLine: configurationLine(name) });

/**
 * Declares an AppRole by the convention. The bot can touch no policy and no role that is not declared, and this does not change
 * that: what was approved is handed to a person, who adds it and runs `bootstrap`; the bot watches until Vault has it.
 */
export const addRole = operation({
  name: "add-role",
  summary: say("add-role.summary", {}),
  usage: "<name> [reason]",
  examples: ["add-role billing", "add-role profinaut-reports monthly reports read their own database"],
  input: AddRoleInput,
  words: ({ name, reason }) => wordsOf(name, reason),
  reason: ({ reason }) => reason,
  lock: ({ name }) => `add-role/${name}`,
  validateConfiguration: ({ name }, { roles }) => {
    if (isReserved(name)) throw new InputError("add-role.reserved", say("add-role.reserved", { name }));
    if (withOwnPolicy.includes(name)) throw new InputError("add-role.own-policy", say("add-role.own-policy", { name }));
    const role = roleOf(name);
    if (roles.has(role)) throw new ConflictError("add-role.configured", say("add-role.configured", { role }));
  },
  plan: async ({ input: { name }, ports, signal, approved }): Promise<AddRoleFacts> => ({
    ...editionAsApproved(approved),
    role: roleOf(name),
    twin: twinOf(name),
    // Somebody who was faster than the approval has done what is approved.
    isInVault: approved?.isInVault ?? (await isInPlace(name, ports, signal)),
    isExchange: ports.exchanges.has(name),
  }),
  describe: ({ name }, { role, twin, isInVault, isExchange, edition }) => ({
    title: say("add-role.title", { role }),
    facts: [
      { label: say("add-role.label.paths", {}), value: say("add-role.value.paths", { name }) },
      {
        label: say("add-role.label.may", {}),
        value: isExchange ? say("add-role.value.may-exchange", { name }) : say("add-role.value.may", { name }),
      },
      { label: say("add-role.label.twin", {}), value: say("add-role.value.twin", { twin, name }) },
      { label: say("add-role.label.destination", {}), value: say("add-role.value.destination", { secret: secretOf(name) }) },
      ...(edition === undefined
        ? []
        : [{ label: say("add-role.label.lives", {}), value: say("add-role.value.lives", { ...lives }) }]),
      {
        label: say("add-role.label.left", {}),
        value: isInVault ? say("add-role.value.left-configuration", {}) : say("add-role.value.left-all", {}),
      },
    ],
    impact: say("add-role.impact", { role }),
  }),
  approval: (_, defaults) => defaults,
  outcome: ({ name }, facts) => toAdd(name, facts),
})
  .step("hand-out", {
    parts: () => [{ id: "hand-out", title: say("add-role.step.hand-out", {}) }],
    run: async ({ input: { name }, facts, people, ports, now }) => {
      await ports.handOff.tell({ to: people.requester, origin: people.origin, sentence: toAdd(name, facts) });
      return { checkpoint: { atMs: now() }, details: { role: facts.role, to: people.requester.userId } };
    },
    undo: "nothing",
  })
  .later("watch", watch);
