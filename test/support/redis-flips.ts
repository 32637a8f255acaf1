import type { Redis } from "ioredis";
import { type AuditEntry, emptyTrail, type TrailHead } from "../../src/domain/audit.ts";
import { digestAsStored } from "../../src/domain/json.ts";
import type { Keys } from "../../src/redis/keys.ts";
import { trailEntryText } from "../../src/redis/wire.ts";

/** One thing that somebody with a password of Redis can do. */
export interface Flip {
  /** `request record.plan.expiresAtMs: number`, without what differs between two worlds. */
  readonly name: string;
  apply(client: Redis): Promise<unknown>;
}

type Kind = keyof Keys;

/** Every kind of key there is, by the beginning of its name. One that is not here is a hole in the proof. */
const kinds: readonly (readonly [kind: Kind, pattern: RegExp])[] = [
  ["trailOf", /^trail-of:/],
  ["trailHead", /^trail-head$/],
  ["trailAside", /^trail-aside/],
  ["trail", /^trail$/],
  ["checkpoints", /^checkpoints$/],
  ["open", /^open$/],
  ["all", /^all$/],
  ["holders", /^holders$/],
  ["documents", /^documents$/],
  ["heartbeat", /^heartbeat$/],
  ["processes", /^processes$/],
  ["process", /^process:/],
  ["reports", /^reports$/],
  ["snoozes", /^snoozes$/],
  ["slots", /^slots$/],
  ["probe", /^probe$/],
  ["request", /^request:/],
  ["shown", /^shown:/],
  ["told", /^told:/],
  ["lock", /^lock:/],
  ["fence", /^fence:/],
  ["once", /^once:/],
  // BullMQ's own, of the two queues: https://docs.bullmq.io/guide/architecture
  [
    "queue",
    /^queue:(?:requests|schedules):(?:id|meta|marker|pc|events|wait|paused|prioritized|delayed|active|completed|failed|stalled|stalled-check|repeat|limiter)$/,
  ],
  ["queue", /^queue:requests:req_[0-9a-z_]+(?::lock)?$/],
  ["queue", /^queue:schedules:repeat:[^:]+(?::\d+(?::lock)?)?$/],
  ["queue", /^queue:requests-asked-again$/],
];

/** @throws Error for a key of a kind that nobody has thought of */
function kindOf(key: string): Kind {
  const name = key.replace(/^\{[^}]*\}:/, "");
  const found = kinds.find(([, pattern]) => pattern.test(name));
  if (found === undefined)
    throw new Error(`no flip is known for keys like ${name}: add their kind to test/support/redis-flips.ts`);
  return found[0];
}

type Leaf = string | number | boolean | null;
type Tree = Leaf | readonly Tree[] | { readonly [name: string]: Tree };

/** Every leaf of it, each time another value in its place; and every list and object emptied. */
function* otherTrees(tree: Tree, path = ""): Generator<readonly [path: string, Tree]> {
  switch (typeof tree) {
    case "string":
      yield [`${path}: text`, tree === "" ? "x" : `${tree}x`];
      return;
    case "number":
      yield [`${path}: less`, 0];
      yield [`${path}: more`, tree + 1_000_000_000_000];
      return;
    case "boolean":
      yield [`${path}: not`, !tree];
      return;
    default:
  }
  if (tree === null) {
    yield [`${path}: something`, 0];
    return;
  }
  if (Array.isArray(tree)) {
    if (tree.length > 0) yield [`${path}: empty`, []];
    for (const [at, each] of tree.entries())
      for (const [name, other] of otherTrees(each, `${path}.${at}`)) yield [name, tree.with(at, other)];
    return;
  }
  for (const [name, each] of Object.entries(tree)) {
    const { [name]: _, ...rest } = Object(tree);
    yield [`${path}.${name}: gone`, rest];
    for (const [where, other] of otherTrees(each, `${path}.${name}`)) yield [where, { ...Object(tree), [name]: other }];
  }
}

/** Other texts for one that is stored: JSON by its leaves, all else as a whole. */
function otherTexts(text: string, path: string): readonly (readonly [string, string])[] {
  try {
    const tree: Tree = JSON.parse(text);
    if (typeof tree === "object" && tree !== null)
      return [...otherTrees(tree, path)].map(([name, other]) => [name, JSON.stringify(other)]);
  } catch {
    // no JSON
  }
  const number = Number(text);
  return Number.isFinite(number) && text !== ""
    ? [
        [`${path}: one less`, String(number - 1)],
        [`${path}: one more`, String(number + 1)],
      ]
    : [[`${path}: text`, `${text}x`]];
}

/** Another entry in the place of one, and everything behind it chained anew. */
async function rewritten(client: Redis, keys: Keys, seq: number, change: (entry: AuditEntry) => AuditEntry): Promise<void> {
  const entries = (await client.xrange(keys.trail, "-", "+")).map(([, [, text = ""]]): AuditEntry => JSON.parse(text));
  await client.del(keys.trail);
  let head: TrailHead = emptyTrail;
  for (const old of entries) {
    const { seq: _, prevHash: __, hash: ___, ...event } = old.seq === seq ? change(old) : old;
    head = await append(client, keys, head, event);
  }
}

async function appended(client: Redis, keys: Keys, { seq: _, prevHash: __, hash: ___, ...event }: AuditEntry): Promise<void> {
  const [newest] = await client.xrevrange(keys.trail, "+", "-", "COUNT", 1);
  const head = headIn(newest?.[1][1] ?? "");
  await append(client, keys, head, event);
  if (event.request !== null) await client.rpush(keys.trailOf(event.request), String(head.seq + 1));
}

/** As far as it can be read: another change may have been made to it before. */
function headIn(text: string): TrailHead {
  try {
    const { seq, hash } = Object(JSON.parse(text));
    return { seq: Number.isInteger(seq) ? seq : 0, hash: String(hash) };
  } catch {
    return emptyTrail;
  }
}

async function append(
  client: Redis,
  keys: Keys,
  head: TrailHead,
  event: Omit<AuditEntry, "seq" | "prevHash" | "hash">,
): Promise<TrailHead> {
  const rest = { ...event, seq: head.seq + 1, prevHash: head.hash };
  const entry: AuditEntry = { ...rest, hash: digestAsStored(rest) };
  await client.xadd(keys.trail, `${entry.seq}-0`, "entry", trailEntryText(entry));
  await client.set(keys.trailHead, `${entry.seq} ${entry.hash}`);
  return entry;
}

/** What differs between two worlds is left out of a name, so that the same flip is found again; requests are counted by age. */
const general = (name: string, ids: readonly string[]): string =>
  name
    .replaceAll(/req_[0-9a-z]+/g, (id) => `<${ids.indexOf(id) + 1}>`)
    .replaceAll(/profinaut-\d+/g, "<role>")
    .replaceAll(/case-\d+/g, "<name>")
    .replaceAll(/ledger\/[^.#: ]+/g, "ledger/<role>");

/** Everything that can be changed in one place, generated from what is there now. */
export async function flipsOf(client: Redis, keys: Keys): Promise<readonly Flip[]> {
  const prefix = keys.trail.replace(/trail$/, "");
  const flips: Flip[] = [];
  const ids = await client.zrange(keys.all, "0", "-1");
  const times = new Map<string, number>();
  const flip = (what: string, apply: Flip["apply"]): void => {
    const name = general(what, ids);
    const time = (times.get(name) ?? 0) + 1;
    times.set(name, time);
    flips.push({ name: time === 1 ? name : `${name} (${time})`, apply });
  };
  const found = (await client.keys(`${prefix.replaceAll(/[{}]/g, "?")}*`)).map((key) => ({ key, at: general(key, ids) }));
  for (const { key, at } of found.sort((one, other) => (one.at < other.at ? -1 : 1))) {
    const kind = `${kindOf(key)}${ids.length > 1 ? (/ ?<\d+>/.exec(at)?.[0] ?? "") : ""}`;
    const type = await client.type(key);
    flip(`${kind}: gone`, (to) => to.del(key));
    flip(`${kind}: of another type`, async (to) => {
      await to.del(key);
      await (type === "string" ? to.hset(key, "a", "b") : to.set(key, "a"));
    });
    switch (type) {
      case "string":
        for (const [name, text] of otherTexts((await client.get(key)) ?? "", kind))
          flip(name, (to) => to.set(key, text, "KEEPTTL"));
        break;
      case "hash":
        for (const [field, text] of Object.entries(await client.hgetall(key))) {
          flip(`${kind} ${field}: gone`, (to) => to.hdel(key, field));
          for (const [name, other] of otherTexts(text, `${kind} ${field}`)) flip(name, (to) => to.hset(key, field, other));
        }
        break;
      case "list":
        for (const [at, text] of (await client.lrange(key, 0, -1)).entries())
          for (const [name, other] of otherTexts(text, `${kind} ${at}`)) flip(name, (to) => to.lset(key, String(at), other));
        break;
      case "zset":
      case "set": {
        const members = type === "set" ? await client.smembers(key) : await client.zrange(key, "0", "-1");
        for (const member of members)
          flip(`${kind} ${member}: gone`, (to) => (type === "set" ? to.srem(key, member) : to.zrem(key, member)));
        flip(`${kind}: one more`, (to) =>
          type === "set" ? to.sadd(key, "req_00000000ffff") : to.zadd(key, 1, "req_00000000ffff"),
        );
        break;
      }
      case "stream":
        if (kindOf(key) !== "trail") {
          flip(`${kind}: emptied`, (to) => to.xtrim(key, "MAXLEN", 0));
          break;
        }
        for (const [id, [, text = ""]] of await client.xrange(key, "-", "+")) {
          const entry: AuditEntry = JSON.parse(text);
          flip(`${kind} ${entry.action}: gone`, (to) => to.xdel(key, id));
          flip(`${kind} ${entry.action}: another time`, (to) => rewritten(to, keys, entry.seq, (old) => ({ ...old, atMs: 1 })));
          // Said once more, behind all that is there, chained as it must be.
          flip(`${kind} ${entry.action}: again`, (to) => appended(to, keys, entry));
        }
        flip(`${kind}: cut short`, async (to) => {
          const [last] = await to.xrevrange(key, "+", "-", "COUNT", 1);
          await to.xdel(key, last?.[0] ?? "");
          const [before] = await to.xrevrange(key, "+", "-", "COUNT", 1);
          const entry = JSON.parse(before?.[1][1] ?? "{}");
          await to.set(keys.trailHead, `${entry.seq} ${entry.hash}`);
        });
        break;
      default:
        throw new Error(`${kind} is a ${type}, which nobody changes here`);
    }
  }
  return flips;
}
