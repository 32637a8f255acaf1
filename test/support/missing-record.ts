import type { AuditLog } from "../../src/ports/audit-log.ts";
import type { PortCall } from "./crashable.ts";

const effects: ReadonlySet<string> = new Set(["appRoles.issueWrapped", "appRoles.unwrap", "gitHub.send", "appRoles.destroy"]);

/** Record, act, tell: what is missing on the trail just before an effect. */
export async function missingRecord(audit: AuditLog, { name, given }: PortCall): Promise<string | undefined> {
  if (!effects.has(name)) return undefined;
  const entries = await audit.entries(1, 10_000);
  const last = entries.at(-1);
  switch (name) {
    case "appRoles.issueWrapped":
      return last?.action.startsWith("step.") === true && last.details["step"] === "issue-and-deliver"
        ? undefined
        : "issued unrecorded";
    case "appRoles.unwrap":
      return last?.details["part"] === "verify" ? undefined : "unwrapped unrecorded";
    case "gitHub.send":
      return String(last?.details["part"]).startsWith("deliver-") ? undefined : "delivered unrecorded";
    case "appRoles.destroy": {
      const isNoted = entries.some(({ action, details }) =>
        action === "orphan.destroyed"
          ? details["accessor"] === given[1]
          : JSON.stringify([details["destroying"], details["retiring"]]).includes(String(given[1])),
      );
      return isNoted ? undefined : `destroyed unrecorded, after ${last?.action}`;
    }
    default:
      return undefined;
  }
}
