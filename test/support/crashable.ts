/** A moment in the life of a process: just before or just after the n-th call of a port's method. `appRoles.unwrap 1 before` */
export type Moment = string;

/** One call as it was made, for those who check what came before it. */
export interface PortCall {
  readonly name: string;
  readonly given: readonly unknown[];
}

export interface CrashableOptions {
  /** Where it dies; nowhere by default. */
  readonly diesAt?: Moment | undefined;
  /** Told of each call before it is made; what it throws fails the call. */
  readonly onCall?: (call: PortCall) => void | Promise<void>;
  /** Told of each moment as it comes; nothing goes on until it returns. */
  readonly onMoment?: (moment: Moment) => void | Promise<void>;
  /** Told what each call returned. */
  readonly onAnswer?: (call: PortCall, answer: unknown) => void;
}

/** A process that can die at any moment: from then on nothing that it began goes on, and no call leaves it. */
export interface Crashable {
  /** The same port, each of its calls a moment of this life. */
  wrap<Port extends object>(name: string, port: Port): Port;
  /** Resolves when it has died. */
  readonly died: Promise<"died">;
  readonly isDead: () => boolean;
  /** Every moment so far, in order. */
  readonly moments: readonly Moment[];
}

export function createCrashable({
  diesAt,
  onCall = () => {},
  onMoment = () => {},
  onAnswer = () => {},
}: CrashableOptions = {}): Crashable {
  const moments: Moment[] = [];
  const counts = new Map<string, number>();
  let isDead = false;
  let die = (_: "died"): void => {};
  const died = new Promise<"died">((resolve) => {
    die = resolve;
  });
  const forever = (): Promise<never> => new Promise(() => {});
  const pass = async (moment: Moment): Promise<void> => {
    if (isDead) return forever();
    moments.push(moment);
    await onMoment(moment);
    if (moment !== diesAt) return;
    isDead = true;
    die("died");
    return forever();
  };

  const calling = async (name: string, given: readonly unknown[], call: () => unknown): Promise<unknown> => {
    if (isDead) return forever();
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    await pass(`${name} ${count} before`);
    await onCall({ name, given });
    try {
      const answer = await call();
      if (!isDead) onAnswer({ name, given }, answer);
      return answer;
    } finally {
      await pass(`${name} ${count} after`);
    }
  };

  return {
    died,
    isDead: () => isDead,
    moments,
    wrap: (port, target) =>
      new Proxy(target, {
        get: (all, key) => {
          const member: unknown = Reflect.get(all, key);
          if (typeof member !== "function") return member;
          return (...given: readonly unknown[]) =>
            calling(`${port}.${String(key)}`, given, () => Reflect.apply(member, all, given));
        },
      }),
  };
}
