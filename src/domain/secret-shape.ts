/** Shapes of credentials people paste by mistake, each with where its format is published. */
const shapes: readonly RegExp[] = [
  /\b(?:hv[sbr]|[sbr])\.[A-Za-z0-9_-]{20,}/, // Vault tokens: developer.hashicorp.com/vault/docs/concepts/tokens
  /\b(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,})/, // GitHub: docs.github.com, "About authentication to GitHub"
  /\bxox[a-z]-[A-Za-z0-9-]{10,}|\bxapp-[A-Za-z0-9-]{10,}/, // Slack: api.slack.com/authentication/token-types
  /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/i, // RoleIDs and SecretIDs are UUIDs
  /-----BEGIN [A-Z ]*PRIVATE KEY/,
  /\bAKIA[0-9A-Z]{16}\b/, // AWS access key ids
  /\bey[A-Za-z0-9_-]{15,}\.[A-Za-z0-9_-]{15,}\.[A-Za-z0-9_-]{10,}/, // JSON web tokens
];

/** A long unbroken run of mixed letters and digits: what exchanges issue as API keys (Binance: 64 characters; Bybit: 18 and 36). */
const looksRandom = (word: string): boolean =>
  word.length >= 32 && /^[A-Za-z0-9+/=_-]+$/.test(word) && /[0-9]/.test(word) && /[A-Za-z]/.test(word) && distinct(word) >= 12;

const distinct = (word: string): number => new Set(word.replace(/[^A-Za-z0-9]/g, "")).size;

/** Whether a text holds something that looks like a credential. Errs on the side of yes. */
export const looksLikeSecret = (text: string): boolean =>
  shapes.some((shape) => shape.test(text)) || text.split(/[\s:,;"'`]+/).some(looksRandom);
