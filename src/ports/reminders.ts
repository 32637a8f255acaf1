declare module "../domain/check.ts" {
  interface CheckPorts {
    readonly reminders: Reminders;
  }
}
declare module "../domain/query.ts" {
  interface QueryPorts {
    readonly reminders: Reminders;
  }
}

/** What the configuration says about what ends. */
export interface Reminders {
  /** How far the digest looks ahead. */
  readonly horizonMs: number;
  /** Oldest age of a value, by a pattern of its path in which `*` stands for anything. */
  readonly maxAgeMs: ReadonlyMap<string, number>;
  /** Slack user ids by what is noted as owner, or by AppRole. */
  readonly owners: ReadonlyMap<string, readonly string[]>;
}
