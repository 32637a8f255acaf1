import type { ExpiryItem } from "./expiry.ts";

const userId = /^[UW][A-Z0-9]{2,20}$/;

/** The Slack accounts of whoever owns something: by configuration of the owner's name or of the AppRole, or because the owner is noted by id. */
export function peopleWhoOwn(
  { owner, name }: Pick<ExpiryItem, "owner" | "name">,
  owners: ReadonlyMap<string, readonly string[]>,
): readonly string[] {
  if (owner !== null && userId.test(owner)) return [owner];
  return owners.get(owner ?? "") ?? owners.get(name.replace(/\/.*$/, "")) ?? [];
}
