import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Anchor, AnchoredHead, Beginning } from "../../src/ports/anchor.ts";
import { createAnchor } from "../../src/vault/anchor.ts";
import type { VaultClient } from "../../src/vault/transport.ts";
import { createMemoryAnchor } from "../support/memory-anchor.ts";
import { type AVault, aVault } from "./a-vault.ts";
import { botIdentities } from "./bot-identities.ts";

const hash = (letter: string): string => letter.repeat(64);
const head = { seq: 3, hash: hash("a"), atMs: 1 };
const first: AnchoredHead = { ...head, continuations: [] };
const aBeginning = (changes: Partial<Beginning> = {}): Beginning => ({
  ...{ requestId: "req_00000001", start: "s1", digest: "d", head: { seq: 5, hash: hash("b") }, atMs: 2 },
  ...changes,
});
const aContinuation = {
  ...{ lost: { seq: 9, hash: hash("c") }, from: { seq: 4, hash: hash("d") }, by: "U0BOB", atMs: 3, reason: "a backup" },
  ...{ kid: "k1", signature: "c2ln" },
};

/** One worker's, another worker's, and where one process may only read, that of the other half. */
interface Anchors {
  readonly worker: Anchor;
  readonly other: Anchor;
  readonly ingress: Anchor;
}

let vault: AVault;
beforeAll(async () => {
  vault = await aVault();
  await botIdentities(vault);
}, 120_000);
afterAll(() => vault?.stop());

let folders = 0;
const inVault = async (): Promise<Anchors> => {
  folders += 1;
  const kvBase = `profinaut${folders}`;
  const { sessionWith } = await botIdentities(vault);
  const at = `secret/data/${kvBase}-anchor`;
  const worker = `path "${at}/head" { capabilities = ["create", "read", "update"] }
    path "${at}/requests/*" { capabilities = ["create", "read"] }`;
  const reader = `path "${at}/*" { capabilities = ["read"] }`;
  const anchor = async (name: string, policy: string) =>
    createAnchor({ session: await sessionWith(`${name}-${folders}`, policy), mount: "secret", kvBase });
  return { worker: await anchor("a", worker), other: await anchor("b", worker), ingress: await anchor("c", reader) };
};
const inMemory = async (): Promise<Anchors> => {
  const one = createMemoryAnchor();
  return { worker: one, other: one, ingress: one };
};

describe.each([
  ["Vault, under the rights of the bot's two halves", inVault],
  ["memory", inMemory],
])("T24 the anchor in %s", (_, make) => {
  it("has no head before somebody notes the first one", async () => {
    const { worker, ingress } = await make();
    expect(await ingress.head()).toBeUndefined();

    await worker.note(head);

    expect(await ingress.head()).toEqual(first);
  });

  it("knows from when on everything is signed: the first word of it stands", async () => {
    const { worker, other, ingress } = await make();

    expect(await worker.sign({ ...head, signedFrom: 4 })).toBe(4);
    expect(await other.sign({ ...head, seq: 7, signedFrom: 8 })).toBe(4);
    await other.note({ ...head, seq: 9 });
    expect(await ingress.head()).toEqual({ ...first, seq: 9, signedFrom: 4 });
  });

  it("keeps where it stood when signing begins behind that", async () => {
    const { worker, ingress } = await make();
    await worker.note({ ...head, seq: 9 });

    expect(await worker.sign({ ...head, signedFrom: 4 })).toBe(4);

    expect(await ingress.head()).toEqual({ ...first, seq: 9, signedFrom: 4 });
  });

  it("moves forward and never back, whoever writes", async () => {
    const { worker, other, ingress } = await make();
    await worker.note(head);
    await other.head();

    await worker.note({ seq: 5, hash: hash("b"), atMs: 2 });
    await other.note({ seq: 7, hash: hash("c"), atMs: 3 });
    await worker.note({ seq: 6, hash: hash("d"), atMs: 4 });

    expect(await ingress.head()).toEqual({ ...first, seq: 7, hash: hash("c"), atMs: 3 });
  });

  it("goes to where a person lets the log go on, and keeps that word", async () => {
    const { worker, ingress } = await make();
    await worker.note({ ...head, seq: 9 });

    await worker.note({ seq: 5, hash: hash("b"), atMs: 2, continuations: [aContinuation] });

    expect(await ingress.head()).toMatchObject({ seq: 5, continuations: [aContinuation] });
  });

  it("lets a request begin once", async () => {
    const { worker, other } = await make();

    expect(await worker.begin(aBeginning())).toEqual(aBeginning());
    expect(await worker.begin(aBeginning({ start: "s2" }))).toEqual(aBeginning());
    expect(await other.begin(aBeginning({ start: "s3" }))).toEqual(aBeginning());
    expect(await other.begin(aBeginning({ requestId: "req_00000002" }))).toMatchObject({ requestId: "req_00000002" });
  });
});

describe("T24 the anchor in Vault", () => {
  it("cannot be written by the half that hears people", async () => {
    const { ingress } = await inVault();

    await expect(ingress.note(head)).rejects.toMatchObject({ code: "vault.denied" });
    await expect(ingress.begin(aBeginning())).rejects.toMatchObject({ code: "vault.anchor-unreadable" });
  });

  it("is not believed when it is something else, and asks for no odd name", async () => {
    const { worker } = await inVault();
    await vault.ok("POST", `secret/data/profinaut${folders}-anchor/head`, { data: { json: "{" } });

    await expect(worker.head()).rejects.toMatchObject({ code: "vault.anchor-unreadable" });
    await expect(worker.begin(aBeginning({ requestId: "../head" }))).rejects.toMatchObject({ code: "vault.bad-name" });
  });

  it("that others write every time is tried again later, and is nothing that somebody has to look at", async () => {
    const { worker } = await inVault();
    await worker.note(head);
    const { sessionWith } = await botIdentities(vault);
    const [kvBase, path] = [`profinaut${folders}`, `secret/data/profinaut${folders}-anchor/head`];
    const session = await sessionWith(`d-${folders}`, `path "${path}" { capabilities = ["create", "read", "update"] }`);
    const overtaken: VaultClient = {
      request: async (call) => {
        const { body } = await vault.ok("GET", path);
        if (call.kind === "write") await vault.ok("POST", path, { data: body.data?.["data"] });
        return session.request(call);
      },
    };

    const noting = createAnchor({ session: overtaken, mount: "secret", kvBase }).note({ ...head, seq: 9 });

    await expect(noting).rejects.toMatchObject({ code: "vault.anchor-contended", effect: "none", retryable: true });
    expect(await worker.head()).toEqual(first);
  });

  it("costs one call to begin, and one to note what comes next", async () => {
    const { worker } = await inVault();
    await worker.note(head);
    expect(await worker.begin(aBeginning())).toEqual(aBeginning());
    await Promise.all([worker.note({ seq: 20, hash: hash("e"), atMs: 5 }), worker.note({ seq: 21, hash: hash("f"), atMs: 6 })]);

    expect(await worker.head()).toMatchObject({ seq: 21 });
  });
});
