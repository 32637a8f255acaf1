import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ConflictError, InputError } from "../../src/domain/errors.ts";
import { Secret } from "../../src/domain/secret.ts";
import type { SecretSubmission, WaitingValues } from "../../src/ports/waiting-values.ts";
import { fields } from "./kv-entries.ts";

/** An implementation as its two users have it: who hears people puts, who acts reads and removes. */
export interface WaitingValuesWorld {
  readonly ingress: WaitingValues;
  readonly worker: WaitingValues;
  stop(): Promise<void>;
}

const opened = (value: SecretSubmission | undefined) => {
  if (value === undefined) return undefined;
  return "fields" in value
    ? [...value.fields].map(([name, secret]) => [name, secret.reveal()])
    : { wrappingToken: value.wrappingToken.reveal() };
};

/** What every implementation of `WaitingValues` does. */
export function describeWaitingValues(name: string, make: () => Promise<WaitingValuesWorld>): void {
  describe(`WaitingValues: ${name}`, () => {
    let world: WaitingValuesWorld;
    beforeAll(async () => {
      world = await make();
    }, 60_000);
    afterAll(() => world?.stop());
    let count = 0;
    const newId = () => `req_${String(count++).padStart(12, "0")}`;

    it("gives back names and values exactly, in their order", async () => {
      const id = newId();
      const values = { secret_key: "canary\n 鍵 \"'\\\u0000 \u2028", api_key: "", "": "no name", z: "x".repeat(20_000), a: "1" };

      await world.ingress.put(id, { fields: fields(values) });

      expect(opened(await world.worker.read(id))).toEqual(Object.entries(values));
    });

    it("gives back names that JavaScript has for itself", async () => {
      const id = newId();
      const odd: readonly (readonly [string, Secret])[] = ["__proto__", "constructor", "toString"].map((each) => [
        each,
        new Secret(`canary ${each}`),
      ]);

      await world.ingress.put(id, { fields: new Map(odd) });

      expect(opened(await world.worker.read(id))).toEqual(odd.map(([each]) => [each, `canary ${each}`]));
    });

    it("gives back a wrapping token", async () => {
      const id = newId();

      await world.ingress.put(id, { wrappingToken: new Secret("canary-token") });

      expect(opened(await world.worker.read(id))).toEqual({ wrappingToken: "canary-token" });
    });

    it("never replaces what waits", async () => {
      const id = newId();
      await world.ingress.put(id, { fields: fields({ a: "first" }) });

      const putting = world.ingress.put(id, { fields: fields({ a: "second" }) });

      await expect(putting).rejects.toThrow(ConflictError);
      await expect(putting).rejects.toMatchObject({ code: "kv.waits-already" });
      expect(opened(await world.worker.read(id))).toEqual([["a", "first"]]);
    });

    it("knows nothing where nothing waits", async () => {
      expect(await world.worker.read(newId())).toBeUndefined();
    });

    it("removes what waited, and again without complaint", async () => {
      const id = newId();
      await world.ingress.put(id, { fields: fields({ a: "b" }) });

      await world.worker.remove(id);
      await world.worker.remove(id);
      await world.worker.remove(newId());

      expect(await world.worker.read(id)).toBeUndefined();
      expect((await world.worker.list()).map(({ requestId }) => requestId)).not.toContain(id);
    });

    it("lists what waits, with the time since when", async () => {
      const ids = [newId(), newId(), newId()];
      for (const id of ids) await world.ingress.put(id, { fields: fields({ a: "b" }) });
      const [, gone = ""] = ids;
      await world.worker.remove(gone);

      const listed = (await world.worker.list()).filter(({ requestId }) => ids.includes(requestId));

      expect(listed.map(({ requestId }) => requestId)).toEqual(ids.filter((id) => id !== gone));
      for (const { sinceMs } of listed) expect(Math.abs(Date.now() - sinceMs)).toBeLessThan(30_000);
    });

    it.each([
      "",
      "..",
      "req_",
      "req_../../sys",
      "req_0123456789ab/x",
      "REQ_0123456789AB",
      "req_0123456789ab ",
      "other",
      "req_%2e%2e%2e%2e",
    ])("T9 refuses %j as a request's id", async (id) => {
      await expect(world.ingress.put(id, { fields: fields({ a: "b" }) })).rejects.toThrow(InputError);
      await expect(world.worker.read(id)).rejects.toThrow(InputError);
      await expect(world.worker.remove(id)).rejects.toThrow(InputError);
    });
  });
}
