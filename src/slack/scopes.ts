/** What the bot token has to be granted; `manifest.yml` asks for the same, and says what each is for. */
export const botScopes: readonly string[] = [
  "channels:history",
  "channels:read",
  "chat:write",
  "commands",
  "dnd:read",
  "groups:history",
  "groups:read",
  "im:history",
  "im:write",
  "usergroups:read",
  "users:read",
  "users:read.email",
];
