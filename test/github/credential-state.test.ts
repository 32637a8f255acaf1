import { generateKeyPairSync } from "node:crypto";
import { expect, it } from "vitest";
import { Secret } from "../../src/domain/secret.ts";
import { createDestinationCredential } from "../../src/github/credential-state.ts";
import { aClient, aFake } from "./arrange.ts";

const repository = "acme/profinaut";

it.each([
  ["2027-01-31 09:00:00 UTC", Date.UTC(2027, 0, 31, 9)],
  ["2027-01-31 09:00:00 -0800", Date.UTC(2027, 0, 31, 17)],
  ["one day", null],
  [undefined, null],
])("a token that ends at %s", async (tokenExpires, expiresAtMs) => {
  const client = aClient(await aFake(tokenExpires === undefined ? {} : { tokenExpires }));

  expect(await createDestinationCredential({ client, repository }).look()).toEqual({ kind: "token", expiresAtMs });
});

it("the key of an App, of which GitHub tells nothing", async () => {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const app = { appId: "7", installationId: 11, permissions: { secrets: "write" as const } };
  const publicKeyPem = publicKey.export({ type: "spki", format: "pem" }).toString();
  const fake = await aFake({ tokenExpires: "2027-01-31 09:00:00 UTC", app: { ...app, publicKeyPem } });
  const key = new Secret(privateKey.export({ type: "pkcs8", format: "pem" }).toString());
  const client = aClient(fake, {
    auth: { appId: app.appId, installationId: app.installationId, privateKey: key },
    timeoutMs: 5_000,
  });

  expect(await createDestinationCredential({ client, repository }).look()).toEqual({ kind: "app-key" });
});

it("a credential that does not work is said", async () => {
  const client = aClient(await aFake(), { auth: { token: new Secret("another") } });

  await expect(createDestinationCredential({ client, repository }).look()).rejects.toMatchObject({ code: "github.unauthorised" });
});
