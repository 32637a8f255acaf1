import type { AnyOperation } from "../domain/operation.ts";
import { addRole } from "./add-role.ts";
import { adopt } from "./adopt.ts";
import { cleanUp } from "./clean-up.ts";
import { failover } from "./failover.ts";
import { get } from "./get.ts";
import { installWorkflows } from "./install-workflows.ts";
import { redact } from "./redact.ts";
import { register } from "./register.ts";
import { rotate } from "./rotate.ts";
import { runWorkflow } from "./run.ts";
import { unlock } from "./unlock.ts";

/** Every chat operation that changes something. Help, routing, cards, plans and the crash matrix are derived from this list. */
export const operations: readonly AnyOperation[] = [
  rotate,
  cleanUp,
  adopt,
  register,
  get,
  failover,
  addRole,
  runWorkflow,
  installWorkflows,
  unlock,
  redact,
];
