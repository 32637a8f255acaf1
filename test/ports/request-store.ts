import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { checkChain, emptyTrail } from "../../src/domain/audit.ts";
import type { AuditLog } from "../../src/ports/audit-log.ts";
import type { Documents } from "../../src/ports/documents.ts";
import type { IdempotencyClaims } from "../../src/ports/idempotency-claims.ts";
import type { Locks } from "../../src/ports/locks.ts";
import type { RequestStore } from "../../src/ports/request-store.ts";
import type { ViewState } from "../../src/ports/view-state.ts";
import { anEvent, laterStep, storedRequest } from "./stored-request.ts";

export interface Stores {
  readonly store: RequestStore;
  readonly audit: AuditLog;
  readonly documents: Documents;
  readonly locks: Locks;
  readonly once: IdempotencyClaims;
  readonly viewState: ViewState;
  /** Writes text where the record lies. */
  readonly plant: (id: string, text: string) => Promise<void> | void;
}

export interface StoresMaker {
  readonly start?: () => Promise<void>;
  readonly stop?: () => Promise<void>;
  /** Empty stores. */
  readonly make: () => Promise<Stores> | Stores;
}

/** What everything that keeps records must do. */
export function describeRequestStore(name: string, { start, stop, make }: StoresMaker): void {
  describe(`${name} keeps requests`, () => {
    let store: RequestStore;
    let audit: AuditLog;
    let documents: Documents;
    let locks: Locks;
    let once: IdempotencyClaims;
    let viewState: ViewState;
    let plant: Stores["plant"];

    beforeAll(async () => start?.(), 30_000);
    afterAll(async () => stop?.());
    beforeEach(async () => {
      ({ store, audit, documents, locks, once, viewState, plant } = await make());
    });

    it("a new request is loaded as it was saved, with its trail", async () => {
      const request = storedRequest();

      const saved = await store.save({ request, events: [anEvent("request.submitted", "req_1", { role: "profinaut-db" })] });

      expect(saved).toMatchObject({ outcome: "saved", entries: [{ seq: 1, action: "request.submitted", request: "req_1" }] });
      expect(await store.load("req_1")).toEqual(request);
      expect(await store.loadWithTrail("req_1")).toEqual({
        request,
        trail: saved.outcome === "saved" ? saved.entries : [],
      });
    });

    it("a request nobody saved is not there", async () => {
      expect(await store.load("req_none")).toBeUndefined();
      expect(await store.loadWithTrail("req_none")).toBeUndefined();
      expect(await store.openIds()).toEqual([]);
      expect(await store.recent(10)).toEqual([]);
    });

    it("says which requests hold which locks, also where one of them cannot be read", async () => {
      const [first, second, third] = ["req_1", "req_2", "req_3"].map((id) => storedRequest({ id, lock: `rotate/${id}` }));
      if (first === undefined || second === undefined || third === undefined) throw new Error("three were made");
      for (const request of [first, second, third])
        await store.save({ request, events: [anEvent("request.submitted", request.id)] });
      await store.save({ request: { ...second, revision: 2, state: "cancelled" }, events: [] });
      await plant("req_3", "{");

      const held = await store.holders();

      expect(held).toHaveLength(2);
      expect(held).toContainEqual({ lock: "rotate/req_1", requestId: "req_1", request: first });
      expect(held).toContainEqual({ lock: "rotate/req_3", requestId: "req_3", request: undefined });
      expect([await store.free("rotate/req_1", "req_3"), await store.free("rotate/req_3", "req_3")]).toEqual([false, true]);
      expect((await store.holders()).map(({ requestId }) => requestId)).toEqual(["req_1"]);
    });

    it("the next revision is saved, any other is stale and writes nothing", async () => {
      await store.save({ request: storedRequest(), events: [anEvent("request.submitted")] });
      const second = storedRequest({ revision: 2, state: "pending" });
      await store.save({ request: second, events: [anEvent("request.prepared")] });

      const outcomes = [];
      for (const revision of [1, 2, 4]) {
        const events = [anEvent("request.denied-by")];
        outcomes.push(await store.save({ request: storedRequest({ revision, state: "denied" }), events }));
      }

      expect(outcomes).toEqual([{ outcome: "stale" }, { outcome: "stale" }, { outcome: "stale" }]);
      expect(await store.load("req_1")).toEqual(second);
      expect((await audit.ofRequest("req_1")).map(({ action }) => action)).toEqual(["request.submitted", "request.prepared"]);
    });

    it("a save repeated after a lost answer is stale and doubles nothing", async () => {
      const change = { request: storedRequest(), events: [anEvent("request.submitted")] };
      await store.save(change);

      const again = await store.save(change);

      expect(again).toEqual({ outcome: "stale" });
      expect((await audit.head()).seq).toBe(1);
    });

    it("a first save with a later revision is stale", async () => {
      const saved = await store.save({ request: storedRequest({ revision: 2 }), events: [] });

      expect(saved).toEqual({ outcome: "stale" });
      expect(await store.load("req_1")).toBeUndefined();
    });

    it("two open requests cannot hold one lock; the second learns who holds it", async () => {
      await store.save({ request: storedRequest(), events: [anEvent("request.submitted")] });

      const second = await store.save({
        request: storedRequest({ id: "req_2" }),
        events: [anEvent("request.submitted", "req_2")],
      });
      const other = await store.save({
        request: storedRequest({ id: "req_3", lock: "rotate/profinaut-kafka" }),
        events: [anEvent("request.submitted", "req_3")],
      });

      expect(second).toEqual({ outcome: "taken", by: "req_1" });
      expect(await store.load("req_2")).toBeUndefined();
      expect(other).toMatchObject({ outcome: "saved" });
    });

    it("the save that finishes a request frees its lock", async () => {
      await store.save({ request: storedRequest(), events: [] });
      await store.save({ request: storedRequest({ revision: 2, state: "denied" }), events: [] });

      const next = await store.save({ request: storedRequest({ id: "req_2" }), events: [] });

      expect(next).toMatchObject({ outcome: "saved" });
    });

    it("a late save of a finished request does not free the lock of its successor", async () => {
      await store.save({ request: storedRequest(), events: [] });
      const succeeded = storedRequest({ revision: 2, state: "succeeded", laterSteps: [laterStep("waiting")] });
      await store.save({ request: succeeded, events: [] });
      await store.save({ request: storedRequest({ id: "req_2" }), events: [] });

      await store.save({ request: { ...succeeded, revision: 3, laterSteps: [laterStep("done")] }, events: [] });

      const third = await store.save({ request: storedRequest({ id: "req_3" }), events: [] });
      expect(third).toEqual({ outcome: "taken", by: "req_2" });
    });

    it("open requests are listed oldest first until nothing is left to do", async () => {
      const at = (id: string, createdAtMs: number, changes = {}) => storedRequest({ id, lock: id, createdAtMs, ...changes });
      await store.save({ request: at("req_b", 2000), events: [] });
      await store.save({ request: at("req_a", 1000), events: [] });
      await store.save({ request: at("req_c", 3000), events: [] });
      await store.save({ request: at("req_a", 1000, { revision: 2, state: "succeeded" }), events: [] });
      const succeeded = { revision: 2, state: "succeeded", laterSteps: [laterStep("waiting")] };
      await store.save({ request: at("req_b", 2000, succeeded), events: [] });

      expect(await store.openIds()).toEqual(["req_b", "req_c"]);
      expect((await store.recent(10)).map(({ id }) => id)).toEqual(["req_c", "req_b", "req_a"]);
      expect((await store.recent(2)).map(({ id }) => id)).toEqual(["req_c", "req_b"]);
      expect(await store.recent(0)).toEqual([]);
    });

    it("a record that cannot be read is a conflict, and lists go on without it", async () => {
      await store.save({ request: storedRequest(), events: [] });
      await store.save({ request: storedRequest({ id: "req_2", lock: "other", createdAtMs: 2000 }), events: [] });
      await plant("req_1", '{"version":1,"id":"req_1"');

      const loading = store.load("req_1");

      await expect(loading).rejects.toMatchObject({ name: "ConflictError", code: "redis.unreadable" });
      expect(await store.openIds()).toEqual(["req_2"]);
      expect((await store.recent(10)).map(({ id }) => id)).toEqual(["req_2"]);
    });

    it("documents are written with the record, and not when the record is refused", async () => {
      await store.save({ request: storedRequest(), events: [], documents: [{ document: "ledger/a", value: { generation: 1 } }] });

      await store.save({ request: storedRequest(), events: [], documents: [{ document: "ledger/a", value: { generation: 2 } }] });

      expect(await documents.read("ledger/a")).toEqual({ generation: 1 });
      expect(await documents.read("ledger/b")).toBeUndefined();
    });

    it("a save with an outdated lease is fenced and writes nothing", async () => {
      await store.save({ request: storedRequest(), events: [] });
      const first = await locks.acquire("run/profinaut-db");
      await first?.release();
      const second = await locks.acquire("run/profinaut-db");
      const write = (generation: number) => [{ document: "ledger/a", value: { generation } }];
      const next = { request: storedRequest({ revision: 2, state: "pending" }), events: [anEvent("request.prepared")] };

      const late = await store.save({ ...next, documents: write(1), ...(first && { lease: first.lease }) });
      const unknown = await store.save({ ...next, documents: write(2), lease: { lock: "run/never-taken", fence: 1 } });
      const saved = await store.save({ ...next, documents: write(3), ...(second && { lease: second.lease }) });

      expect([late, unknown]).toEqual([{ outcome: "fenced" }, { outcome: "fenced" }]);
      expect(saved).toMatchObject({ outcome: "saved" });
      expect(await documents.read("ledger/a")).toEqual({ generation: 3 });
      expect((await store.load("req_1"))?.revision).toBe(2);
      await second?.release();
    });

    it("one holder of a lock at a time, each with a higher number than the one before", async () => {
      const first = await locks.acquire("run/a");
      const refused = await locks.acquire("run/a");
      const elsewhere = await locks.acquire("run/b");
      await first?.release();

      const second = await locks.acquire("run/a");

      expect(refused).toBeUndefined();
      expect(elsewhere).toBeDefined();
      expect(second?.lease.fence).toBeGreaterThan(first?.lease.fence ?? Number.POSITIVE_INFINITY);
      expect(first?.lost.aborted).toBe(false);
      await Promise.all([second?.release(), elsewhere?.release()]);
    });

    it("events without a record go on the same chain, each in the trail of the request it is about", async () => {
      await store.save({ request: storedRequest(), events: [anEvent("request.submitted")] });
      await audit.append([anEvent("command.refused", null, { why: "改行\n" }), anEvent("press.refused", "req_1")]);
      await store.save({ request: storedRequest({ revision: 2, state: "pending" }), events: [anEvent("request.prepared")] });

      const entries = await audit.entries(1, 100);

      expect(entries.map(({ seq, action }) => [seq, action])).toEqual([
        [1, "request.submitted"],
        [2, "command.refused"],
        [3, "press.refused"],
        [4, "request.prepared"],
      ]);
      expect(checkChain(emptyTrail, entries)).toEqual({ intact: true, head: await audit.head() });
      expect((await audit.ofRequest("req_1")).map(({ seq }) => seq)).toEqual([1, 3, 4]);
      expect((await audit.entries(2, 2)).map(({ seq }) => seq)).toEqual([2, 3]);
    });

    it("an empty trail has a head, and appending nothing leaves it", async () => {
      expect(await audit.append([])).toEqual([]);
      expect(await audit.head()).toEqual(emptyTrail);
      expect(await audit.entries(0, 10)).toEqual([]);
    });

    it("fifty savers of one record: exactly one wins each revision", async () => {
      await store.save({ request: storedRequest(), events: [anEvent("request.submitted")] });
      const savers = Array.from({ length: 50 }, (_, saver) =>
        store.save({
          request: storedRequest({ revision: 2, state: "pending", reason: `saver ${saver}` }),
          events: [anEvent("request.prepared", "req_1", { saver })],
        }),
      );

      const outcomes = await Promise.all(savers);

      const winners = outcomes.flatMap((saved, saver) => (saved.outcome === "saved" ? [saver] : []));
      expect(winners).toHaveLength(1);
      expect(outcomes.filter(({ outcome }) => outcome === "stale")).toHaveLength(49);
      expect((await store.load("req_1"))?.reason).toBe(`saver ${winners[0]}`);
      expect((await audit.ofRequest("req_1"))[1]?.details).toMatchObject({ saver: winners[0] });
    });

    it("checkpoints come back oldest first, and the last about a number stands: what stood there before may be lost", async () => {
      const about = (seq: number, kid: string) => ({ seq, hash: "h", atMs: seq, previousSeq: 0, kid, signature: "s" });
      await audit.addCheckpoint(about(10, "k1"));
      await audit.addCheckpoint(about(9, "k1"));
      await audit.addCheckpoint(about(10, "k2"));

      expect(await audit.checkpoints()).toEqual([about(9, "k1"), about(10, "k2")]);
    });

    it("what arrives twice is handled once", async () => {
      const claims = await Promise.all(Array.from({ length: 10 }, () => once.claim("trigger-1", 60_000)));

      expect(claims.filter(Boolean)).toHaveLength(1);
      expect(await once.claim("trigger-2", 60_000)).toBe(true);
    });

    it("what is shown is remembered, the last word counts", async () => {
      await viewState.write("req_1", { place: null, revision: 0, seq: 0, toldState: null });
      const shown = { place: { channel: "C1", message: "1.2" }, revision: 3, seq: 7, hash: "a7", toldState: "pending" };
      await viewState.write("req_1", shown);

      expect(await viewState.read("req_1")).toEqual(shown);
      expect(await viewState.read("req_2")).toBeUndefined();
    });
  });
}
