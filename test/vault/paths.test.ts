import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InputError } from "../../src/domain/errors.ts";
import { Secret } from "../../src/domain/secret.ts";
import { vaultPath } from "../../src/vault/paths.ts";
import { createTransport } from "../../src/vault/transport.ts";
import { aListener, statuses } from "./a-listener.ts";

const allowed = /^\/v1\/auth\/approle\/role\/[a-z0-9][a-z0-9_.-]{0,63}\/secret-id$/;
const pathOf = (role: string) => vaultPath("auth/approle/role", { role }, "secret-id");

/** Where a client would really go, or `undefined` when the name is refused. */
const destinationOf = (role: string): string | undefined => {
  try {
    return new URL(`https://vault.example.com/v1/${pathOf(role).path}`).pathname;
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
};

describe("T9 paths of Vault's API", () => {
  it("builds a path, and a template without what people named", () => {
    expect(pathOf("profinaut-db")).toEqual({
      path: "auth/approle/role/profinaut-db/secret-id",
      template: "auth/approle/role/<role>/secret-id",
    });
  });

  it.each([
    ...["..", ".", "../sys/seal", "a/../../sys/seal", "a..b", "%2e%2e", "%2E%2E/sys", "..%2f", "a%2fb", "a%00", "\\..\\sys"],
    ...[
      "a\\b",
      "a/b",
      "a//b",
      "/a",
      "a/",
      "a?list=true",
      "a#b",
      "a;b",
      "a b",
      " a",
      "a\n",
      "\ta",
      "a\u0000",
      "",
      "-a",
      ".a",
      "_a",
    ],
    ...["Profinaut-DB", "PROFINAUT", "ｐrofinaut", "profinaut\u200b", "İ", "K", "．．", "。", "a&#x2F;b", "a+b", "*", "a{{b}}"],
    "a".repeat(65),
  ])("refuses %j and does not repeat it", (role) => {
    expect(() => pathOf(role)).toThrow(InputError);
    try {
      pathOf(role);
    } catch (error) {
      if (role.length > 4) expect(JSON.stringify(error)).not.toContain(JSON.stringify(role).slice(1, -1));
    }
  });

  it("never leaves the allow-list: 100 000 fuzzed names", () => {
    const piece = fc.constantFrom(
      ...[
        "..",
        ".",
        "/",
        "\\",
        "%2e",
        "%2F",
        "%5c",
        "%00",
        "?",
        "#",
        "&",
        ";",
        " ",
        "\n",
        "\u0000",
        "\u2024",
        "\u2215",
        "&#x2F;",
        "{{",
        "a",
        "A",
      ],
      ...["profinaut-db", "secret-id", "sys", "policies", "０", "é", "🔑", "@", ":", "//", "~", "*", "+", "-", "_", "|"],
    );
    const likeAttacks = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(""));
    const nearlyGood = fc.stringMatching(/^[a-zA-Z0-9_.\-/%]{0,70}$/);
    const anything = fc.string({ unit: "binary", maxLength: 70 });
    let accepted = 0;
    let refused = 0;

    fc.assert(
      fc.property(fc.oneof(likeAttacks, nearlyGood, anything), (role) => {
        const destination = destinationOf(role);
        if (destination === undefined) refused += 1;
        else accepted += 1;
        return destination === undefined || (allowed.test(destination) && destination.includes(`/${role}/`));
      }),
      { numRuns: 100_000 },
    );

    expect(accepted).toBeGreaterThan(1000);
    expect(refused).toBeGreaterThan(1000);
  }, 60_000);

  it.each([
    "auth/approle/role/../../sys/seal",
    "sys/%2e%2e/seal",
    "sys/seal?x=1",
    "sys/seal#x",
    "sys\\seal",
    "a//b/./c",
    "&#x2F;sys",
  ])("sends nothing to a path that was not built by the rules and would end elsewhere: %j", async (path) => {
    const listener = await aListener(statuses(200));
    const client = createTransport({ address: listener.address, timeoutMs: 1000, now: Date.now }).client(new Secret("t"));

    const request = client.request({ method: "GET", path: { path, template: "x" }, kind: "read" });

    await expect(request).rejects.toThrow(InputError);
    expect(listener.connections()).toBe(0);
    await listener.stop();
  });
});
