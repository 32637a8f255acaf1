import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AppError, ConflictError, InputError } from "../../src/domain/errors.ts";
import { Secret } from "../../src/domain/secret.ts";
import type { Wrapping } from "../../src/ports/wrapping.ts";
import { revealed } from "./kv-entries.ts";

/** An implementation with the people who wrap things beside it. */
export interface WrappingWorld {
  readonly wrapping: Wrapping;
  /** As `vault write sys/wrapping/wrap …` does. */
  wrap(data: object, ttlS: number): Promise<Secret>;
  /** The wrapped answer of another call: a value that was read, not one that a person wrapped. */
  wrapRead(ttlS: number): Promise<Secret>;
  /** A token that is valid and wraps nothing. */
  plainToken(): Promise<Secret>;
  /** Ends a wrapping token unopened. */
  end(token: Secret): Promise<void>;
  stop(): Promise<void>;
}

/** What every implementation of `Wrapping` does. */
export function describeWrapping(name: string, make: () => Promise<WrappingWorld>): void {
  describe(`Wrapping: ${name}`, () => {
    let world: WrappingWorld;
    beforeAll(async () => {
      world = await make();
    }, 60_000);
    afterAll(() => world?.stop());

    it("looks at a token as often as it likes, and opens it once", async () => {
      const token = await world.wrap({ api_key: "canary 鍵", secret_key: "line\nline\n" }, 300);

      const [first, second] = [await world.wrapping.look(token), await world.wrapping.look(token)];
      const opened = await world.wrapping.open(token);

      expect(first?.creationPath).toBe("sys/wrapping/wrap");
      expect((first?.expiresAtMs ?? 0) - (first?.createdAtMs ?? 0)).toBe(300_000);
      expect(Math.abs((first?.createdAtMs ?? 0) - Date.now())).toBeLessThan(30_000);
      expect(second).toEqual(first);
      expect(revealed(opened)).toEqual({ api_key: "canary 鍵", secret_key: "line\nline\n" });
      expect(await world.wrapping.look(token)).toBeUndefined();
      await expect(world.wrapping.open(token)).rejects.toMatchObject({ code: "kv.wrap-gone" });
    });

    it("opens what a wrapped read of an entry handed out", async () => {
      const token = await world.wrap({ data: { password: "canary" }, metadata: { version: 3 } }, 60);

      const opened = await world.wrapping.openEntry(token);

      expect(revealed(opened)).toEqual({ password: "canary" });
      await expect(world.wrapping.openEntry(token)).rejects.toMatchObject({ code: "kv.wrap-gone" });
    });

    it("lets one of many open it", async () => {
      const token = await world.wrap({ api_key: "canary" }, 300);

      const results = await Promise.allSettled(Array.from({ length: 6 }, () => world.wrapping.open(token)));

      expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
      // Vault tells most of the others that it is gone; one that comes in the very moment it may answer with an error of its own.
      const refusals = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
      expect(refusals).toHaveLength(5);
      for (const refusal of refusals) expect(refusal).toBeInstanceOf(AppError);
    });

    it("tells a value that was read from one that a person wrapped", async () => {
      const token = await world.wrapRead(300);

      expect((await world.wrapping.look(token))?.creationPath).not.toBe("sys/wrapping/wrap");
    });

    it.each([
      ["a number of too many digits", { port: 1e18 }],
      ["a text and a list", { api_key: "canary", ports: [1] }],
      ["a list", { keys: ["canary"] }],
      ["an object", { data: { api_key: "canary" } }],
      ["null", { api_key: null }],
    ])("refuses %s in it, and repeats nothing of it", async (_, data) => {
      const token = await world.wrap(data, 300);

      const failure: unknown = await world.wrapping.open(token).catch((error: unknown) => error);

      expect(failure).toBeInstanceOf(InputError);
      expect(failure).toMatchObject({ code: "kv.wrap-not-text" });
      expect(JSON.stringify(failure)).not.toContain("canary");
    });

    it("takes numbers and booleans in it as JSON writes them", async () => {
      const token = await world.wrap({ port: 5432, ratio: -0.25, tls: true, debug: false, none: 0 }, 300);

      const opened = await world.wrapping.open(token);

      expect(revealed(opened)).toEqual({ port: "5432", ratio: "-0.25", tls: "true", debug: "false", none: "0" });
    });

    it("knows neither a token that was ended nor one that never existed, and does not say which", async () => {
      const ended = await world.wrap({ a: "b" }, 300);
      await world.end(ended);
      const others = [
        ["hvs", "never-existed-at-all"].join("."),
        "x".repeat(40),
        "",
        "two words",
        "line\nbreak: x",
        "ünicode-token",
        "x".repeat(5_000),
      ];

      for (const token of [ended, ...others.map((each) => new Secret(each))]) {
        expect(await world.wrapping.look(token)).toBeUndefined();
        await expect(world.wrapping.open(token)).rejects.toMatchObject({ code: "kv.wrap-gone" });
      }
    });

    it("does not take any other token for a wrapping token", async () => {
      const token = await world.plainToken();

      expect(await world.wrapping.look(token)).toBeUndefined();
      await expect(world.wrapping.open(token)).rejects.toThrow(ConflictError);
    });

    it("knows a token that somebody could log in with from one that is good for nothing", async () => {
      const [login, ended] = [await world.plainToken(), await world.wrap({ a: "b" }, 300)];
      await world.end(ended);

      expect(await world.wrapping.isLogin(login)).toBe(true);
      expect(await world.wrapping.isLogin(ended)).toBe(false);
      expect(await world.wrapping.isLogin(new Secret("two words"))).toBe(false);
    });

    it("gives up at once when it is told to, and spends nothing", async () => {
      const token = await world.wrap({ a: "b" }, 300);

      await expect(world.wrapping.open(token, AbortSignal.abort())).rejects.toMatchObject({ effect: "none" });

      expect(revealed(await world.wrapping.open(token))).toEqual({ a: "b" });
    });
  });
}
