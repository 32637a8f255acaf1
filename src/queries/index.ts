import type { AnyQuery } from "../domain/query.ts";
import { audit } from "./audit.ts";
import { auditVerify } from "./audit-verify.ts";
import { check } from "./check.ts";
import { expiring } from "./expiring.ts";
import { help } from "./help.ts";
import { list } from "./list.ts";
import { requests } from "./requests.ts";
import { role } from "./role.ts";
import { roles } from "./roles.ts";
import { show } from "./show.ts";
import { status } from "./status.ts";

/** Every question that can be asked. */
export const queries: readonly AnyQuery[] = [
  help,
  list,
  expiring,
  roles,
  role,
  requests,
  show,
  audit,
  auditVerify,
  check,
  status,
];
