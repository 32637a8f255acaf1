import type { Sentence } from "../domain/sentence.ts";

declare module "../domain/check.ts" {
  interface CheckPorts {
    /** How every configured policy stands today. Throws `UpstreamError` (service "slack") when the directory does not answer. */
    readonly approversLeft: () => Promise<readonly PolicyStanding[]>;
  }
}

/** Whether a policy can still be met, with who of those it names may not approve any more. */
export interface PolicyStanding {
  /** Where it stands in `profinaut.yml`, such as `roles.profinaut-db.approval`. */
  readonly where: string;
  readonly required: number;
  /** Distinct people who may approve. */
  readonly left: number;
  readonly gone: readonly { readonly userId: string; readonly because: Sentence }[];
  /** Why nobody can be asked who they are: a group that Slack does not know, say. */
  readonly because: Sentence | null;
}
