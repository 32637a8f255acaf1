/**
 * Every Web API method this app calls, and what a second call does when the answer to the first was lost: `same` leaves
 * the same end, `again` makes a second message. Reference: https://docs.slack.dev/reference/methods
 */
export const webMethods = {
  "auth.test": "same",
  "bots.info": "same",
  "users.info": "same",
  "usergroups.users.list": "same",
  "conversations.info": "same",
  "conversations.history": "same",
  "conversations.replies": "same",
  "conversations.open": "same",
  "dnd.info": "same",
  "chat.getPermalink": "same",
  "chat.update": "same",
  "views.publish": "same",
  "views.open": "again",
  "chat.postMessage": "again",
  "chat.postEphemeral": "again",
} as const;

export type WebMethod = keyof typeof webMethods;
