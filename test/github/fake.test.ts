import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { z } from "zod";
import { aFake, theToken } from "./arrange.ts";
import { ask, putLikeGh } from "./gh.ts";

const theSecrets = "/repos/acme/profinaut/actions/secrets";

it("opens what was sealed for it, counts the writes, and forgets on reset", async () => {
  const fake = await aFake();

  const created = await putLikeGh(fake, theSecrets, "A_SECRET", "first");
  const updated = await putLikeGh(fake, theSecrets, "A_SECRET", "second");

  const seen: unknown = await (await fetch(fake.secretsUrl)).json();
  expect([created.status, updated.status]).toEqual([201, 204]);
  expect(seen).toMatchObject([{ repository: "acme/profinaut", name: "A_SECRET", value: "second", puts: 2 }]);
  fake.reset();
  expect(fake.secrets()).toEqual([]);
});

it("keeps names in upper case and finds repositories in any", async () => {
  const fake = await aFake();

  await putLikeGh(fake, "/repos/Acme/PROFINAUT/actions/secrets", "a_secret", "value");

  expect(fake.secrets()).toMatchObject([{ repository: "acme/profinaut", name: "A_SECRET" }]);
});

describe("refuses what GitHub refuses", () => {
  const sealed = "c2VhbGVk";
  const refusals: readonly (readonly [string, number, string, string, object | undefined, string])[] = [
    ["a bad token", 401, "GET", `${theSecrets}/public-key`, undefined, "another-token"],
    ["an unknown repository", 404, "GET", "/repos/acme/nowhere", undefined, theToken],
    ["an unknown environment", 404, "GET", "/repos/acme/platform/environments/nowhere/secrets/public-key", undefined, theToken],
    ["an unknown secret", 404, "GET", `${theSecrets}/NONE`, undefined, theToken],
    ["an unknown path", 404, "GET", "/repos/acme/profinaut/elsewhere", undefined, theToken],
    ["an unknown key", 422, "PUT", `${theSecrets}/A`, { encrypted_value: sealed, key_id: "1" }, theToken],
    ["a body without a key", 422, "PUT", `${theSecrets}/A`, { encrypted_value: sealed }, theToken],
    ["a name of GitHub's own", 422, "PUT", `${theSecrets}/GITHUB_A`, { encrypted_value: sealed, key_id: "1" }, theToken],
    [
      "an organisation secret without readers",
      422,
      "PUT",
      "/orgs/acme/actions/secrets/A",
      { encrypted_value: sealed, key_id: "1" },
      theToken,
    ],
  ];
  it.each(refusals)("%s: %i", async (_, status, method, path, body, token) => {
    const fake = await aFake();

    const answer = await ask(fake, method, path, body, token);

    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ status: String(status) });
    expect(fake.secrets()).toEqual([]);
  });

  it.each(["not base64!", "", "c2VhbGVk"])("a value that was not sealed for it: %j", async (encrypted_value) => {
    const fake = await aFake();
    const { key_id } = z.object({ key_id: z.string() }).parse(await (await ask(fake, "GET", `${theSecrets}/public-key`)).json());

    const answer = await ask(fake, "PUT", `${theSecrets}/A`, { encrypted_value, key_id });

    expect(answer.status).toBe(422);
    expect(fake.secrets()).toEqual([]);
  });

  it("a value of more than 48 KB, and a secret too many", async () => {
    const fake = await aFake();
    const tooLong = await putLikeGh(fake, theSecrets, "LONG", "x".repeat(48 * 1024 + 1));
    const filling = await Promise.all(
      Array.from({ length: 100 }, (_, index) => putLikeGh(fake, theSecrets, `S_${index}`, "value")),
    );

    const tooMany = await putLikeGh(fake, theSecrets, "ONE_MORE", "value");

    expect(tooLong.status).toBe(422);
    expect(new Set(filling.map(({ status }) => status))).toEqual(new Set([201]));
    expect(tooMany.status).toBe(422);
  });
});

it("tells the allowance in every answer", async () => {
  const fake = await aFake();

  const first = await ask(fake, "GET", "/repos/acme/profinaut");
  const second = await ask(fake, "GET", "/repos/acme/nowhere");

  expect(first.headers.get("x-ratelimit-limit")).toBe("5000");
  expect(Number(first.headers.get("x-ratelimit-remaining")) - Number(second.headers.get("x-ratelimit-remaining"))).toBe(1);
});

it("is controlled over HTTP, and shows requests without their values", async () => {
  const fake = await aFake();
  const control = (path: string, body: object) => ask(fake, "POST", `/_double/${path}`, body);

  await control("mode", { mode: "secondary-limit-429", retryAfterS: 7, times: 1 });
  const limited = await ask(fake, "GET", "/repos/acme/profinaut?secret=in-the-query");
  await control("archive", { repository: "acme/profinaut", archived: true });
  const archived = await (await ask(fake, "GET", "/repos/acme/profinaut")).json();
  const badMode = await control("mode", { mode: "nonsense" });

  const requests: unknown = await (await fetch(`${fake.url}/_double/requests`)).json();
  expect(limited.status).toBe(429);
  expect(limited.headers.get("retry-after")).toBe("7");
  expect(archived).toMatchObject({ archived: true });
  expect(badMode.status).toBe(400);
  expect(requests).toEqual([
    { method: "GET", path: "/repos/acme/profinaut" },
    { method: "GET", path: "/repos/acme/profinaut" },
  ]);
});

it("a new key pair refuses what was sealed for the old one", async () => {
  const fake = await aFake();
  const before: unknown = await (await ask(fake, "GET", `${theSecrets}/public-key`)).json();

  await ask(fake, "POST", "/_double/rotate-key");

  expect(await (await ask(fake, "GET", `${theSecrets}/public-key`)).json()).not.toEqual(before);
});

it("runs as a process of its own that says where it is and ends when told", async () => {
  const main = fileURLToPath(new URL("../../demo/parts/fake-github/main.ts", import.meta.url));
  const options = { repositories: ["acme/profinaut"], token: theToken };
  const child = spawn(process.execPath, ["--import", "tsx", main, JSON.stringify(options)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));

  const [line] = await once(child.stdout.setEncoding("utf8"), "data");
  const { secretsUrl } = z.object({ secretsUrl: z.url() }).parse(JSON.parse(line));
  const secrets: unknown = await (await fetch(secretsUrl)).json();
  child.kill("SIGTERM");
  const [code] = await once(child, "exit");

  expect(secrets).toEqual([]);
  expect(code).toBe(0);
});
