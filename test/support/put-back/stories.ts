import { adopt, cleanUp, firstRotation, redact, rotation, unlock } from "./app-roles.ts";
import { installWorkflows, runWorkflow } from "./at-git-hub.ts";
import type { PutBackStory } from "./story.ts";
import { addRole, failover, get, registerDelivered, registerTyped, registerWrapped } from "./values.ts";

/** By what is shown of them. Every operation of the registry is in one of them. */
export const putBackStories: { readonly [name: string]: PutBackStory } = {
  "a rotation": rotation,
  "the first rotation of a role": firstRotation,
  "a clean-up": cleanUp,
  "a role that is taken over": adopt,
  "a value that was typed": registerTyped,
  "a value in a wrapping token": registerWrapped,
  "a value that is delivered": registerDelivered,
  "a value that is read": get,
  "a failover": failover,
  "an AppRole that is added": addRole,
  "an AppRole that is unlocked": unlock,
  "words that are taken out": redact,
  "a workflow that is run": runWorkflow,
  "workflows that are proposed": installWorkflows,
};
