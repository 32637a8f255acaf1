import type { Edition } from "../../domain/edition.ts";

/** What was seen when somebody asked. */
export type AddRoleFacts = {
  readonly role: string;
  readonly twin: string;
  readonly isInVault: boolean;
  /** Whether the folder is that of an exchange's keys. */
  readonly isExchange: boolean;
} & Edition;
