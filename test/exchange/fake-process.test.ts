import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, it, onTestFinished } from "vitest";
import { z } from "zod";
import { aKey, atFake, kinds, probesOf } from "./arrange.ts";

it("the fake runs as a process of its own that takes keys over HTTP, never as arguments, and ends when told", async () => {
  const main = fileURLToPath(new URL("../../demo/parts/fake-exchange/main.ts", import.meta.url));
  const child = spawn(process.execPath, ["--import", "tsx", main], { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  const [line] = await once(child.stdout.setEncoding("utf8"), "data");
  const { url, controlUrl } = z.object({ url: z.url(), controlUrl: z.url() }).parse(JSON.parse(line));

  const seen = [];
  for (const exchange of kinds) {
    const key = aKey(exchange);
    await fetch(`${controlUrl}/key`, { method: "POST", body: JSON.stringify({ exchange, ...atFake(key) }) });
    seen.push(await probesOf(url).probe(exchange, key));
  }
  child.kill("SIGTERM");
  const [code] = await once(child, "exit");

  expect(seen).toMatchObject([{ isValid: true }, { isValid: true }]);
  expect(code).toBe(0);
});
