/** Ids of the buttons: of a request's card, and `ask` below a private answer. */
export const actionIds = {
  approve: "profinaut_approve",
  deny: "profinaut_deny",
  retry: "profinaut_retry",
  stop: "profinaut_stop",
  redo: "profinaut_redo",
  hasten: "profinaut_hasten",
  ask: "profinaut_ask",
} as const;
