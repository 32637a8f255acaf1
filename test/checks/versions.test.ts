import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { advisories } from "../../src/checks/advisories.ts";
import { known, versions } from "../../src/checks/versions.ts";
import { lookWith } from "./looking.ts";

const running = ({ vault = "2.0.4", redis = "7.2.16" }: { readonly vault?: string | undefined; readonly redis?: string }) => ({
  vault: { health: async () => ({ state: "ready" as const, ...(vault === "" ? {} : { version: vault }) }) },
  storeHealth: { isDurabilityRequired: true, look: async () => ({ version: redis, weak: [] }) },
});
const ids = (product: "vault" | "redis", version: string) => known({ product, version }).map(({ advisory }) => advisory.id);

describe("versions", () => {
  it("are in order when no advisory holds for them", async () => {
    expect(await lookWith(versions, running({}))).toEqual([]);
  });

  it("are found by product, with every id, the version that mends them all, and where that is written", async () => {
    const [finding, ...others] = await lookWith(versions, running({ vault: "1.21.4" }));

    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      about: "versions/vault/1.21.4",
      severity: "warning",
      what: { params: { ids: ["CVE-2026-3605", "CVE-2026-5006", "CVE-2026-5807"] } },
      mend: { params: { fixed: "2.0.4" } },
    });
  });

  it("are found in Redis", async () => {
    const findings = await lookWith(versions, running({ redis: "7.0.15" }));

    expect(findings.map(({ about }) => about)).toEqual(["versions/redis/7.0.15"]);
  });

  it.each<["vault" | "redis", string, readonly string[]]>([
    ["vault", "1.12.3", ["CVE-2026-3605", "CVE-2026-5006", "CVE-2026-5807", "CVE-2023-24999"]],
    ["vault", "1.21.5+ent", ["CVE-2026-5006", "CVE-2026-5807"]],
    ["vault", "1.21.4+ent.hsm", ["CVE-2026-3605", "CVE-2026-5006", "CVE-2026-5807"]],
    ["vault", "2.0.4", []],
    ["redis", "7.2.14", ["Redis 2026-07-24"]],
    ["redis", "8.2.1", ["Redis 2026-07-24", "CVE-2025-49844"]],
    ["redis", "8.8.1", []],
    ["vault", "2.0.0-rc1", ["CVE-2026-3605", "CVE-2026-5006", "CVE-2026-5807"]],
    ["vault", "2.0.4-beta1+ent", ["CVE-2026-5006"]],
    ["vault", "1.20.10-rc1+ent", ["CVE-2026-3605", "CVE-2026-5006", "CVE-2026-5807"]],
    ["redis", "8.8.1-rc1", ["Redis 2026-07-24"]],
    ["redis", "8.4.0-rc1", ["Redis 2026-07-24"]],
  ])("%s %s has %j", (product, version, has) => {
    expect(ids(product, version)).toEqual(has);
  });

  it("that cannot be read are said", async () => {
    const findings = await lookWith(versions, running({ redis: "255.255.255" }));

    expect(findings).toMatchObject([{ about: "versions/redis", what: { key: "checked.versions.odd" } }]);
  });

  it("are not known while Vault is silent", async () => {
    await expect(lookWith(versions, running({ vault: "" }))).rejects.toMatchObject({ service: "vault", retryable: true });
  });
});

const Compose = z.object({ services: z.record(z.string(), z.object({ image: z.string().optional() })) });
const textOf = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");

describe("the advisories", () => {
  it("each have a source on https and an id of their own", () => {
    expect(new Set(advisories.map(({ id }) => id)).size).toBe(advisories.length);
    for (const { source } of advisories) expect(source).toMatch(/^https:\/\/[\w./-]+$/);
  });

  it("hold for no Redis in the compose stack", () => {
    const { services } = Compose.parse(parse(textOf("docker-compose.yml")));
    const redis = Object.values(services).flatMap(({ image }) => /^redis:([\d.]+)/.exec(image ?? "")?.[1] ?? []);

    expect(redis).toHaveLength(1);
    expect(redis.flatMap((version) => ids("redis", version))).toEqual([]);
  });
});
