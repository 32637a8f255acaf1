import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ConflictError, InputError, NotFoundError } from "../../src/domain/errors.ts";
import { Secret } from "../../src/domain/secret.ts";
import type { AppRoles } from "../../src/ports/app-roles.ts";

/** The world behind an implementation of the port, for arranging and asserting. */
export interface AppRolesWorld {
  readonly appRoles: AppRoles;
  /** Creates or changes a role. */
  role(
    name: string,
    settings?: {
      readonly policies?: readonly string[];
      readonly secretIdTtlS?: number;
      readonly tokenTtlS?: number;
      readonly tokenMaxTtlS?: number;
    },
  ): Promise<void>;
  removeRole(name: string): Promise<void>;
  logsIn(role: string, secretId: Secret): Promise<boolean>;
  /** Time passes for the implementation alone. */
  advance(ms: number): void;
  stop(): Promise<void>;
}

/** What every implementation of `AppRoles` does. */
export function describeAppRoles(name: string, make: () => Promise<AppRolesWorld>): void {
  describe(`AppRoles: ${name}`, () => {
    let world: AppRolesWorld;
    const role = "profinaut-db";
    const metadata = { request: "req_1", generation: "7" };

    beforeAll(async () => {
      world = await make();
      await world.role(role, { policies: ["profinaut-db"], secretIdTtlS: 7200, tokenTtlS: 60, tokenMaxTtlS: 600 });
      await world.role("profinaut-kafka");
    }, 60_000);
    afterAll(() => world?.stop());

    const issue = (changes: { readonly ttlS?: number } = {}) =>
      world.appRoles.issueWrapped({ role, ttlS: 3600, metadata, wrapTtlS: 120, ...changes });

    it("reads a role and the longest life its mount grants", async () => {
      expect(await world.appRoles.role(role)).toEqual({
        role,
        policies: ["profinaut-db"],
        secretIdTtlS: 7200,
        secretIdNumUses: 0,
        bindSecretId: true,
        secretIdBoundCidrs: [],
        tokenBoundCidrs: [],
        tokenTtlS: 60,
        tokenMaxTtlS: 600,
        mountMaxTtlS: 2_764_800,
      });
    });

    it("says that an unknown role does not exist", async () => {
      const issuing = world.appRoles.issueWrapped({ role: "profinaut-nobody", ttlS: 60, metadata, wrapTtlS: 60 });

      await expect(issuing).rejects.toThrow(NotFoundError);
      await expect(world.appRoles.role("profinaut-nobody")).rejects.toThrow(NotFoundError);
      await expect(world.appRoles.accessors("profinaut-nobody")).rejects.toThrow(NotFoundError);
    });

    it.each(["", "..", "a/b", "A", "profinaut-db/secret-id", "x%2e", "x?y", "x#y", "x\\y", " x", "ロール"])(
      "refuses %j as the name of a role",
      async (odd) => {
        await expect(world.appRoles.role(odd)).rejects.toThrow(InputError);
      },
    );

    it("lists no accessors for a role that has none, and those there are", async () => {
      const { accessor } = await issue();

      expect(await world.appRoles.accessors("profinaut-kafka")).toEqual([]);
      expect(await world.appRoles.accessors(role)).toContain(accessor);
    });

    it("issues a SecretID that can be looked up, with its tags and its end, before anybody holds it", async () => {
      const wrapped = await issue();

      const seen = await world.appRoles.lookUp(role, wrapped.accessor);

      expect(wrapped.wrappedForS).toBe(120);
      expect(String(wrapped.wrappingToken)).toBe("[secret]");
      expect(seen).toMatchObject({ accessor: wrapped.accessor, usesLeft: null, metadata });
      expect((seen?.expiresAtMs ?? 0) - (seen?.createdAtMs ?? 0)).toBe(3_600_000);
    });

    it("says null for a SecretID that never expires", async () => {
      const { accessor } = await world.appRoles.issueWrapped({ role: "profinaut-kafka", ttlS: 0, metadata, wrapTtlS: 60 });

      expect((await world.appRoles.lookUp("profinaut-kafka", accessor))?.expiresAtMs).toBeNull();
      await world.appRoles.destroy("profinaut-kafka", accessor);
    });

    it("refuses to issue for longer than the role allows, and issues nothing", async () => {
      const before = await world.appRoles.accessors(role);

      await expect(issue({ ttlS: 7201 })).rejects.toThrow(ConflictError);

      expect(await world.appRoles.accessors(role)).toEqual(before);
    });

    it("unwraps once: a SecretID that logs in and that the look-up by value knows", async () => {
      const wrapped = await issue();

      const secretId = await world.appRoles.unwrap(wrapped);

      expect(await world.logsIn(role, secretId)).toBe(true);
      expect((await world.appRoles.lookUpValue(role, secretId))?.accessor).toBe(wrapped.accessor);
      await expect(world.appRoles.unwrap(wrapped)).rejects.toThrow(ConflictError);
    });

    it("refuses a wrapping token that holds another SecretID than it should", async () => {
      const [one, other] = [await issue(), await issue()];

      await expect(world.appRoles.unwrap({ ...one, wrappingToken: other.wrappingToken })).rejects.toThrow(ConflictError);
    });

    it("refuses a wrapping token that never existed", async () => {
      const unknown = { accessor: "unknown", wrappingToken: new Secret("unknown"), wrappedForS: 60 };

      await expect(world.appRoles.unwrap(unknown)).rejects.toThrow(ConflictError);
    });

    it("knows neither an unknown SecretID nor another role's", async () => {
      const wrapped = await issue();
      const secretId = await world.appRoles.unwrap(wrapped);

      expect(await world.appRoles.lookUp(role, "unknown")).toBeUndefined();
      expect(await world.appRoles.lookUp("profinaut-kafka", wrapped.accessor)).toBeUndefined();
      expect(await world.appRoles.lookUpValue(role, new Secret("unknown"))).toBeUndefined();
      expect(await world.appRoles.lookUpValue("profinaut-kafka", secretId)).toBeUndefined();
    });

    it("does not see an expired SecretID, and still destroys it", async () => {
      const { accessor } = await issue({ ttlS: 1800 });

      world.advance(1_800_001);

      expect(await world.appRoles.lookUp(role, accessor)).toBeUndefined();
      await world.appRoles.destroy(role, accessor);
      world.advance(-1_800_001);
      expect(await world.appRoles.lookUp(role, accessor)).toBeUndefined();
    });

    it("destroys so that it no longer logs in, and again without complaint", async () => {
      const wrapped = await issue();
      const secretId = await world.appRoles.unwrap(wrapped);

      await world.appRoles.destroy(role, wrapped.accessor);

      expect(await world.logsIn(role, secretId)).toBe(false);
      expect(await world.appRoles.lookUp(role, wrapped.accessor)).toBeUndefined();
      await world.appRoles.destroy(role, wrapped.accessor);
    });

    it("leaves a SecretID alone that is asked for under another role (CVE-2023-24999)", async () => {
      const { accessor } = await issue();

      await world.appRoles.destroy("profinaut-kafka", accessor);

      expect(await world.appRoles.lookUp(role, accessor)).toBeDefined();
    });

    it("destroys one SecretID from many sides at once", async () => {
      const { accessor } = await issue();

      await Promise.all(Array.from({ length: 8 }, () => world.appRoles.destroy(role, accessor)));

      expect(await world.appRoles.lookUp(role, accessor)).toBeUndefined();
    });

    it("takes what belonged to a removed role for gone", async () => {
      await world.role("profinaut-removed");
      const request = { role: "profinaut-removed", ttlS: 60, metadata, wrapTtlS: 60 };
      const { accessor } = await world.appRoles.issueWrapped(request);

      await world.removeRole("profinaut-removed");

      expect(await world.appRoles.lookUp("profinaut-removed", accessor)).toBeUndefined();
      expect(await world.appRoles.lookUpValue("profinaut-removed", new Secret("unknown"))).toBeUndefined();
      await world.appRoles.destroy("profinaut-removed", accessor);
    });

    it("lacks nothing to rotate a role it may rotate", async () => {
      expect(await world.appRoles.missingCapabilities(role)).toEqual([]);
    });

    it("gives up at once when it is told to", async () => {
      await expect(world.appRoles.role(role, AbortSignal.abort())).rejects.toMatchObject({ effect: "none" });
    });
  });
}
