/** Who made a request, as far as Vault's log has it in clear. */
export interface VaultCaller {
  /** Begins with `token` for every token that was made from another one; of a login it is the mount's name. */
  readonly displayName: string;
  /** What a login of an AppRole says; whoever makes a token by hand may say the same. */
  readonly roleName: string | undefined;
  readonly entityId: string;
  readonly policies: readonly string[];
  readonly remoteAddress: string;
}

/** A login with an AppRole, as the log writes it: what it was tried with are HMACs. */
export interface LoginRecord {
  readonly roleId: string;
  readonly secretId: string;
  /** Refused without looking at the SecretID, as while the role is locked out. */
  readonly isShutOut: boolean;
  /** What the SecretID that logged in carries; whoever issued it wrote that. */
  readonly request: string | undefined;
  readonly generation: string | undefined;
}

/** One line of an audit device: a request that Vault was given, or its answer. */
export interface VaultRecord {
  readonly requestId: string;
  readonly isAnswer: boolean;
  readonly atMs: number;
  /** `create`, `read`, `update`, `patch`, `delete`, `list` … */
  readonly operation: string;
  /** Below its namespace, in lower case and without a slash at the end: Vault takes role names in any case. */
  readonly path: string;
  /** Without slashes around it; empty: the root namespace. */
  readonly namespace: string;
  /** Vault answered with an error, so nothing was done. */
  readonly outcome: "done" | "nothing-there" | "failed" | "denied";
  readonly caller: VaultCaller;
  /** Of the SecretID it is about, as the log writes it: an HMAC. */
  readonly accessorHash: string | undefined;
  /** Of the token that was made, in clear. */
  readonly tokenPolicies: readonly string[];
  /** `undefined` for everything else. */
  readonly login: LoginRecord | undefined;
}
