import { readdir } from "node:fs/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type ContainerEngine, startEngine } from "../support/container-engine/engine.ts";
import { importImage } from "../support/container-engine/images.ts";

let engine: ContainerEngine;
beforeAll(async () => {
  engine = await startEngine();
});
afterAll(() => engine?.stop());

it("runs containers and Compose, reached from its own network alone, and leaves nothing behind", async () => {
  await importImage(engine, "shell:1");
  const { code, stderr } = await engine.docker(["run", "-d", "-p", "127.0.0.1:8080:80", "shell:1", "httpd", "-f", "-h", "/etc"]);
  expect(stderr).toBe("");
  expect(code).toBe(0);

  await expect
    .poll(async () => (await engine.inside("busybox", ["wget", "-S", "-O", "-", "http://127.0.0.1:8080/"])).stderr)
    .toContain("404");
  expect((await engine.docker(["compose", "version"])).stdout).toMatch(/v2\.\d+/);

  await engine.stop();
  for (const hierarchy of await readdir("/sys/fs/cgroup"))
    expect(
      (await readdir(`/sys/fs/cgroup/${hierarchy}`).catch(() => [])).filter((name) =>
        name.startsWith(`profinaut-${process.pid}`),
      ),
    ).toEqual([]);
  expect((await engine.docker(["version"])).code).toBe(1);
});
