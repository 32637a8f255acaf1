import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { expect, it, onTestFinished } from "vitest";
import { packageAdvisories } from "../../tools/package-advisories.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

async function askedOf(answer: RequestListener) {
  const server = createServer(answer).listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return packageAdvisories(root, `http://127.0.0.1:${port}/`);
}

/** As the registry's bulk endpoint answers; it is told names and versions. */
const advisoriesOf =
  (advisories: { readonly [name: string]: readonly object[] }): RequestListener =>
  (request, response) => {
    response.statusCode = request.method === "POST" ? 200 : 404;
    response.setHeader("content-type", "application/json").end(JSON.stringify(request.method === "POST" ? advisories : {}));
  };
const aboutZod = {
  id: 1,
  url: "https://github.com/advisories/GHSA-0000-0000-0000",
  title: "It parses what it must not",
  severity: "high",
  vulnerable_versions: "<99.0.0",
};

it("an advisory that holds for a package is said, with where it is written", async () => {
  const verdict = await askedOf(advisoriesOf({ zod: [aboutZod] }));

  expect(verdict).toEqual({
    state: "some-hold",
    lines: ["zod <99.0.0: It parses what it must not (high, https://github.com/advisories/GHSA-0000-0000-0000)"],
  });
});

it("none holds where the registry names none, or other versions", async () => {
  expect(await askedOf(advisoriesOf({}))).toEqual({ state: "none-holds" });
  expect(await askedOf(advisoriesOf({ zod: [{ ...aboutZod, vulnerable_versions: "<1.0.0" }] }))).toEqual({ state: "none-holds" });
});

it("a registry that keeps no advisories is not taken for one that knows of none", async () => {
  const verdict = await askedOf((_, response) => void response.writeHead(405).end());

  expect(verdict).toEqual({ state: "not-asked", because: expect.stringMatching(/405 Method Not Allowed/) });
});

it("nor is one that nobody reaches, or npm's setting to be offline", async () => {
  process.env["npm_config_offline"] = "true";
  onTestFinished(() => void delete process.env["npm_config_offline"]);

  expect(await packageAdvisories(root, "http://127.0.0.1:9/")).toEqual({
    state: "not-asked",
    because: expect.stringMatching(/ECONNREFUSED/),
  });
});
