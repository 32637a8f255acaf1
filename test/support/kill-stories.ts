import { addRole, adopt, cleanUp, heldRotation, rotation, unlock } from "./kill-stories/app-roles.ts";
import { installWorkflows, runWorkflow } from "./kill-stories/at-git-hub.ts";
import { redact } from "./kill-stories/redact.ts";
import type { KillStory } from "./kill-stories/story.ts";
import { failover, get, registerDelivered, registerTyped, registerWrapped } from "./kill-stories/values.ts";

/** By what is shown of them. Every operation of the registry is in one of them; what needs another one's outcome comes after it. */
export const killStories: { readonly [name: string]: KillStory } = {
  "a rotation": rotation,
  "a rotation to two destinations": { ...rotation, only: "profinaut-db" },
  "a rotation that is held by a run": heldRotation,
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
