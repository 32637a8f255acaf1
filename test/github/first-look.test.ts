import { createPublicKey, generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import { describe, expect, it, onTestFinished } from "vitest";
import type { FakeGitHubOptions } from "../../demo/parts/fake-github/options.ts";
import type { FakeGitHub } from "../../demo/parts/fake-github/server.ts";
import { Secret } from "../../src/domain/secret.ts";
import { lookAtGitHub } from "../../src/github/first-look.ts";
import { createTranslators } from "../../src/locale/translator.ts";
import { anAppKey } from "../configuration/a-folder.ts";
import { aClient, aFake } from "./arrange.ts";

const { plain } = createTranslators("UTC").en;
const repository = "acme/profinaut";

/** What the first look says; `undefined` when all is well. */
async function said(
  change: (fake: FakeGitHub) => Parameters<typeof aClient>[1] = () => ({}),
  options: Partial<FakeGitHubOptions> = {},
  at = repository,
) {
  const fake = await aFake(options);
  const client = aClient(fake, change(fake));
  try {
    await lookAtGitHub(client, at);
    return undefined;
  } catch (error) {
    const { sentence } = Object(error);
    return plain(sentence);
  }
}

describe("the first look at GitHub", () => {
  it("is content with the API, a credential and the repository", async () => {
    expect(await said()).toBeUndefined();
  });

  it.each([
    ["a token that GitHub does not know", "unauthorised", /GITHUB_TOKEN`.*mistyped, has ended or was revoked/],
    ["single sign-on", "sso-required", /single sign-on.*GITHUB_TOKEN.*Configure SSO/],
    ["an address that is not allowed", "address-not-allowed", /lets only some addresses in.*IP allow list/],
    ["a missing permission", "missing-permission", /needs Metadata: read/],
    ["a web page", "garbage", /GITHUB_API_URL` is not GitHub's API.*\/api\/v3/],
    ["a page that is not found", "sign-in-page", /GITHUB_API_URL` is not GitHub's API/],
  ] as const)("says the cause and the cure of %s", async (_, mode, words) => {
    expect(
      await said((fake) => {
        fake.mode({ mode });
        return {};
      }),
    ).toMatch(words);
  });

  it("takes a redirect to a sign-in page for what it is", async () => {
    expect(
      await said((fake) => {
        fake.mode({ mode: "sign-in-page", location: "https://github.example/login" });
        return {};
      }),
    ).toMatch(/not GitHub's API/);
  });

  it("says that a path below the API is not the API", async () => {
    expect(await said((fake) => ({ apiUrl: `${fake.url}/api/v3` }))).toMatch(/GITHUB_API_URL` is not GitHub's API/);
  });

  it("says that something else answers there", async () => {
    const other = createServer((_, response) => void response.setHeader("content-type", "application/json").end('{"hello":1}'));
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void other.close());

    expect(await said(() => ({ apiUrl: `http://127.0.0.1:${Object(other.address()).port}` }))).toMatch(/is not GitHub's API/);
  });

  it("says that the repository is not there or not visible", async () => {
    expect(await said(undefined, {}, "acme/elsewhere")).toMatch(/acme\/elsewhere does not exist at GitHub, or our credential/);
  });

  it.each([
    [
      "a key of another App",
      { installationId: 678, isOwnKey: false },
      /GITHUB_APP_PRIVATE_KEY` for the App `GITHUB_APP_ID.*clock/,
    ],
    ["another installation", { installationId: 1, isOwnKey: true }, /no installation `GITHUB_APP_INSTALLATION_ID/],
  ])("says of an App that it has %s", async (_, { installationId, isOwnKey }, words) => {
    const key = anAppKey("pkcs8");
    const other = generateKeyPairSync("rsa", {
      modulusLength: 2048,
      publicKeyEncoding: { type: "spki", format: "pem" },
      privateKeyEncoding: { type: "pkcs8", format: "pem" },
    });
    const publicKeyPem = isOwnKey ? createPublicKey(key).export({ type: "spki", format: "pem" }).toString() : other.publicKey;
    const app = { appId: "12345", installationId: 678, publicKeyPem, permissions: { secrets: "write" as const } };

    expect(await said(() => ({ auth: { appId: "12345", privateKey: new Secret(key), installationId } }), { app })).toMatch(words);
  });
});
