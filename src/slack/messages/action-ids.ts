/** Ids of the buttons on a request's card. */
export const actionIds = { approve: "profinaut_approve", deny: "profinaut_deny", retry: "profinaut_retry" } as const;
