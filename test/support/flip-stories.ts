import { adopt, cleanUp, rotation, unlock } from "./flip-stories/app-roles.ts";
import { installWorkflows, runWorkflow } from "./flip-stories/at-git-hub.ts";
import { redact } from "./flip-stories/redact.ts";
import type { FlipStory } from "./flip-stories/story.ts";
import { addRole, failover, get, registerDelivered, registerTyped, registerWrapped } from "./flip-stories/values.ts";

/** By what is shown of them. Every operation of the registry is in one of them. */
export const flipStories: { readonly [name: string]: FlipStory } = {
  "a rotation": rotation,
  "a clean-up": cleanUp,
  "a role that is taken over": adopt,
  "an AppRole that is unlocked": unlock,
  "a value that was typed": registerTyped,
  "a value in a wrapping token": registerWrapped,
  "a value that is delivered": registerDelivered,
  "a value that is read": get,
  "a failover": failover,
  "an AppRole that is added": addRole,
  "a workflow that is run": runWorkflow,
  "workflows that are proposed": installWorkflows,
  "words that are taken out": redact,
};
