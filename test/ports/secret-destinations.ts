import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ConflictError, NotFoundError, UpstreamError } from "../../src/domain/errors.ts";
import { Secret } from "../../src/domain/secret.ts";
import { say } from "../../src/domain/sentence.ts";
import type { Destination, SecretDestinations } from "../../src/ports/secret-destinations.ts";

/** An implementation with the world around it that the suite needs to see and to break. */
export interface SecretDestinationsWorld {
  readonly destinations: SecretDestinations;
  /** One of each kind the implementation knows; all empty, all writable. */
  readonly places: readonly Destination[];
  /** Its place does not exist. */
  readonly nowhere: Destination;
  /** The value a consumer would get, `undefined` when there is none. */
  seen(destination: Destination): Promise<string | undefined>;
  /** How many writes have arrived. */
  writes(): Promise<number>;
  /** From now on writes take effect and nobody says so. */
  loseAnswers(): Promise<void>;
  /** From now on nothing can be reached. */
  disconnect(): Promise<void>;
  stop(): Promise<void>;
}

/** What every implementation of the port owes, whatever is behind it. */
export function describeSecretDestinations(name: string, make: () => Promise<SecretDestinationsWorld>): void {
  describe(`secret destinations: ${name}`, () => {
    let world: SecretDestinationsWorld;
    beforeEach(async () => {
      world = await make();
    });
    afterEach(() => world.stop());

    const firstPlace = (): Destination => {
      const [place] = world.places;
      if (place === undefined) throw new Error("the world has no place");
      return place;
    };
    const failureOf = (act: Promise<unknown>): Promise<unknown> =>
      act.then(
        () => undefined,
        (error: unknown) => error,
      );

    it("sees an empty place, delivers there, and sees when it last changed", async () => {
      expect(world.places).not.toHaveLength(0);

      for (const place of world.places) {
        expect(await world.destinations.look(place)).toEqual({ updatedAtMs: null });

        const delivered = await world.destinations.put(place, new Secret("first value"));

        expect(delivered.updatedAtMs).toBeTypeOf("number");
        expect(await world.destinations.look(place)).toEqual(delivered);
        expect(await world.seen(place)).toBe("first value");
      }
    });

    it("replaces a value, whatever characters it is made of", async () => {
      const place = firstPlace();
      await world.destinations.put(place, new Secret("before"));

      await world.destinations.put(place, new Secret('後 with ünicode,\nlines and "quotes"'));

      expect(await world.seen(place)).toBe('後 with ünicode,\nlines and "quotes"');
    });

    it("looking writes nothing", async () => {
      await world.destinations.look(firstPlace());

      expect(await world.writes()).toBe(0);
    });

    it("a place that does not exist is not found, and nothing is written", async () => {
      expect(await failureOf(world.destinations.look(world.nowhere))).toBeInstanceOf(NotFoundError);
      expect(await failureOf(world.destinations.put(world.nowhere, new Secret("lost")))).toBeInstanceOf(NotFoundError);
      expect(await world.writes()).toBe(0);
    });

    it("a write whose answer is lost may have happened: its effect is unknown and it is not repeated", async () => {
      await world.loseAnswers();

      const failure = await failureOf(world.destinations.put(firstPlace(), new Secret("maybe")));

      expect(failure).toBeInstanceOf(UpstreamError);
      expect(failure).toMatchObject({ effect: "unknown" });
      expect(await world.writes()).toBe(1);
    });

    it("what cannot be reached was not changed", async () => {
      await world.disconnect();

      const failures = [
        await failureOf(world.destinations.look(firstPlace())),
        await failureOf(world.destinations.put(firstPlace(), new Secret("never"))),
      ];

      for (const failure of failures) {
        expect(failure).toBeInstanceOf(UpstreamError);
        expect(failure).toMatchObject({ effect: "none", retryable: true });
      }
    });

    it("a cancelled call ends at once and has changed nothing", async () => {
      const signal = AbortSignal.abort();

      expect(await failureOf(world.destinations.put(firstPlace(), new Secret("never"), signal))).toMatchObject({
        effect: "none",
      });
      expect(await world.writes()).toBe(0);
    });

    it("says when the write is about to leave, once, after every wait, and not when it never leaves", async () => {
      const heard: number[] = [];
      const beforeWrite = async (): Promise<void> => void heard.push(await world.writes());

      await world.destinations.put(firstPlace(), new Secret("a value"), undefined, beforeWrite);
      await failureOf(world.destinations.put(world.nowhere, new Secret("lost"), undefined, beforeWrite));

      expect(heard).toEqual([0]);
    });

    it("what could not be noted before the write is not written", async () => {
      const noRecord = new ConflictError("request.lock-lost", say("rotate.pending-lost", {}));

      const failure = await failureOf(
        world.destinations.put(firstPlace(), new Secret("never"), undefined, () => Promise.reject(noRecord)),
      );

      expect(failure).toBe(noRecord);
      expect(await world.writes()).toBe(0);
    });

    it("says when it changed, and nothing of what was never there", async () => {
      const place = firstPlace();
      const before = await world.destinations.changed(place);
      const { updatedAtMs } = await world.destinations.put(place, new Secret("a value"));

      expect([before, await world.destinations.changed(place)]).toEqual([{ updatedAtMs: null }, { updatedAtMs }]);
    });

    it("says how long a lost write can still arrive", () => {
      expect(world.destinations.settleMs).toBeGreaterThan(0);
    });
  });
}
