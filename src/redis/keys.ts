/**
 * The names of everything we keep in Redis. All carry one hash tag, so that a cluster keeps them on one node, where one
 * script can change them together.
 * https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/#hash-tags
 */
export interface Keys {
  /** Stream of trail entries; the id of entry 7 is `7-0`. */
  readonly trail: string;
  /** `<seq> <hash>` of the newest entry; must agree with the stream. */
  readonly trailHead: string;
  /** What the trail was before it went on without what was damaged. */
  readonly trailAside: string;
  /** Hash: seq → checkpoint. */
  readonly checkpoints: string;
  /** Sorted sets of request ids by creation: those still open, and all. */
  readonly open: string;
  readonly all: string;
  /** Hash: lock of an operation → the open request that holds it. */
  readonly holders: string;
  /** Hash: document → JSON. */
  readonly documents: string;
  /** What a worker last said of itself. */
  readonly heartbeat: string;
  /** Set: ids of processes that may run. */
  readonly processes: string;
  /** Hash: name → report of a worker's look at the world. */
  readonly reports: string;
  /** Hash: what ends → a snooze of it. */
  readonly snoozes: string;
  /** Hash: schedule → how far it is. */
  readonly slots: string;
  /** Holds nothing: written to find out whether Redis takes writes. */
  readonly probe: string;
  /** Prefix of the queue's own keys. */
  readonly queue: string;
  /** Hash with `revision` and `record`. */
  request(id: string): string;
  /** What one process last said of itself. */
  process(id: string): string;
  /** List of the trail numbers of one request. */
  trailOf(id: string): string;
  shown(id: string): string;
  told(id: string): string;
  lock(lock: string): string;
  fence(lock: string): string;
  once(key: string): string;
}

/** @param tag letters, digits and dashes; tests take one of their own */
export function createKeys(tag = "profinaut"): Keys {
  const key = (...parts: readonly string[]): string => [`{${tag}}`, ...parts].join(":");
  return {
    trail: key("trail"),
    trailHead: key("trail-head"),
    trailAside: key("trail-aside"),
    checkpoints: key("checkpoints"),
    open: key("open"),
    all: key("all"),
    holders: key("holders"),
    documents: key("documents"),
    heartbeat: key("heartbeat"),
    processes: key("processes"),
    reports: key("reports"),
    snoozes: key("snoozes"),
    slots: key("slots"),
    probe: key("probe"),
    queue: key("queue"),
    request: (id) => key("request", id),
    process: (id) => key("process", id),
    trailOf: (id) => key("trail-of", id),
    shown: (id) => key("shown", id),
    told: (id) => key("told", id),
    lock: (lock) => key("lock", lock),
    fence: (lock) => key("fence", lock),
    once: (name) => key("once", name),
  };
}
