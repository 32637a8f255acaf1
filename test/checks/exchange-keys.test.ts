import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isFailing, type Said, type Standing, standingAfter } from "../../src/checks/exchange-keys/standing.ts";
import { exchangeKeys } from "../../src/checks/exchange-keys.ts";
import { type ErrorCode, UpstreamError } from "../../src/domain/errors.ts";
import type { Json } from "../../src/domain/json.ts";
import { say } from "../../src/domain/sentence.ts";
import type { KeyHealth } from "../../src/ports/key-probes.ts";
import { noon } from "../support/builders.ts";
import { checkPorts } from "../support/check-ports.ts";
import { createMemoryEntries } from "../support/memory-entries.ts";

const day = 24 * 3_600_000;
const healthy: KeyHealth = {
  isValid: true,
  canRead: true,
  canTrade: true,
  canWithdraw: false,
  transferRights: [],
  isIpRestricted: true,
  expiresAtMs: null,
};
const dead: KeyHealth = { ...healthy, isValid: false, canRead: false, canTrade: false, isIpRestricted: false };
const failure = (code: ErrorCode, service: "exchange" | "vault" = "exchange", retryable = true) =>
  new UpstreamError(code, say("vault.sealed", {}), { service, effect: "none", retryable });
const silent = failure("exchange.limited");
const eitherReason = failure("exchange.key-or-address-refused");
const refusedByVault = failure("vault.denied", "vault", false);

/** An exchange that says what a story lets it say, by the key's id, and values in memory. */
function anExchange(exchange = "binance") {
  const { entries, byHand } = createMemoryEntries({ now: () => noon });
  const says = new Map<string, KeyHealth | UpstreamError>();
  const asked: string[] = [];
  const ports = checkPorts({
    entries,
    exchanges: new Map([[exchange, { kind: "binance" }]]),
    keyProbes: {
      probe: async (_, { apiKey }) => {
        asked.push(apiKey.reveal());
        const said = says.get(apiKey.reveal()) ?? dead;
        if (said instanceof Error) throw said;
        return said;
      },
    },
  });
  let remembered: Json | undefined;
  return {
    ports,
    asked,
    says: (apiKey: string, said: KeyHealth | UpstreamError): void => void says.set(apiKey, said),
    byHand,
    put: (path: string, apiKey: string) => byHand(path, { api_key: apiKey, secret_key: `half of ${apiKey}` }),
    look: async (changed: Partial<typeof ports> = {}) => {
      const context = { ports: { ...ports, ...changed }, nowMs: noon, signal: new AbortController().signal, remembered };
      const result = await exchangeKeys.run(context);
      remembered = result.remember;
      return result;
    },
  };
}

type Looked = Awaited<ReturnType<ReturnType<typeof anExchange>["look"]>>;
const found = ({ findings }: Looked) => findings.map(({ about, severity, what }) => [severity, about, what.key]);

describe("the main key of an exchange", () => {
  it("is in order when the exchange takes it and it can only trade, bound to addresses", async () => {
    const { look, put, says } = anExchange();
    await put("binance", "main");
    says("main", healthy);

    expect(found(await look())).toEqual([]);
  });

  it("is nothing to speak of where none was registered", async () => {
    const { look, asked } = anExchange();

    expect(await look()).toEqual({ findings: [], remember: {} });
    expect(asked).toEqual([]);
  });

  it.each(["binance", "staging/binance"])(
    "at %s is an alarm when it is refused twice in a row; once is a hiccup",
    async (path) => {
      const { look, put } = anExchange();
      await put(path, "main-1234");

      const [once, twice, still] = [await look(), await look(), await look()];

      expect(found(once)).toEqual([]);
      expect(found(twice)).toEqual([["alarm", `exchange-keys/main/${path}`, "exchange-keys.refused"]]);
      expect(twice.findings[0]?.what.params).toEqual({ exchange: "binance", path, lastFour: "1234" });
      expect(found(still)).toEqual(found(twice));
    },
  );

  it("offers what takes its place: the first other key that the exchange takes and that moves no money", async () => {
    const { look, put, says } = anExchange();
    await put("binance", "main");
    for (const name of ["again", "broken", "rich", "good-5678", "late"])
      await put(`binance/${name}`, name === "again" ? "main" : name);
    await put("binance/folder/deep", "deep");
    says("rich", { ...healthy, canWithdraw: true, transferRights: ["enableWithdrawals"] });
    says("good-5678", healthy);
    says("late", healthy);

    await look();
    const [finding] = (await look()).findings;

    expect(finding?.mend).toEqual(
      say("exchange-keys.fail-over", { path: "binance", spare: "binance/good-5678", lastFour: "5678" }),
    );
    expect(finding?.action?.command).toBe("failover binance main key refused");
  });

  it("offers to register a new one when no other key is healthy, or none can be judged", async () => {
    const { look, put, says } = anExchange();
    await put("staging/binance", "main");
    await put("staging/binance/key2", "spare");
    says("spare", silent);

    await look();
    const [finding] = (await look()).findings;

    expect(finding?.mend.key).toBe("exchange-keys.register");
    expect(finding?.action?.command).toBe("register staging/binance main key refused");
  });

  it("asks about no other key while the main one works", async () => {
    const { look, put, says, asked } = anExchange();
    await put("binance", "main");
    await put("binance/key2", "spare");
    says("main", healthy);

    await look();

    expect(asked).toEqual(["main"]);
  });

  it("is over when the exchange takes it again, or another version takes its place", async () => {
    const { look, put, says } = anExchange();
    await put("binance", "main");
    await look();
    await look();
    says("main", healthy);
    const mended = await look();
    says("main", dead);
    await look();
    await look();
    await put("binance", "newer");

    expect(found(mended)).toEqual([]);
    expect(found(await look())).toEqual([]);
  });

  it("that cannot be judged from here is neither healthy nor failing: it stands as it did", async () => {
    const { look, put, says } = anExchange();
    await put("binance", "main");
    says("main", silent);
    const never = await look();
    says("main", dead);
    await look();
    await look();
    says("main", silent);

    expect([found(never), found(await look()).length]).toEqual([[], 1]);
  });

  it("is no alarm when one answer means a dead key or an address, unless it was taken from here before", async () => {
    const { look, put, says } = anExchange();
    await put("binance", "main");
    says("main", eitherReason);
    const [unknown, still] = [await look(), await look()];
    says("main", healthy);
    await look();
    says("main", eitherReason);
    const [once, twice] = [await look(), await look()];

    expect([unknown, still, once].map(found)).toEqual([[], [], []]);
    expect(found(twice)).toEqual([["alarm", "exchange-keys/main/binance", "exchange-keys.no-longer-taken"]]);
  });

  it.each([
    ["lacks a half", { api_key: "main" }],
    ["is no text", { api_key: "main", secret_key: 7 }],
  ])("that %s is one that nothing can trade with", async (_, data) => {
    const { look, byHand, asked } = anExchange();
    await byHand("binance", data);

    await look();

    expect(found(await look())).toEqual([["alarm", "exchange-keys/main/binance", "exchange-keys.incomplete"]]);
    expect(asked).toEqual([]);
  });

  it.each<[string, Partial<KeyHealth>, string]>([
    ["may move money out", { canWithdraw: true, transferRights: ["enableWithdrawals"] }, "moves-money"],
    ["is bound to no address", { isIpRestricted: false }, "unbound"],
    ["ends within two weeks", { expiresAtMs: noon + 13 * day }, "ends"],
  ])("that %s is a warning", async (_, health, what) => {
    const { look, put, says } = anExchange();
    await put("binance", "main");
    says("main", { ...healthy, ...health });

    expect(found(await look())).toEqual([["warning", `exchange-keys/${what}/binance`, `exchange-keys.${what}`]]);
  });

  it("that ends later is none", async () => {
    const { look, put, says } = anExchange();
    await put("binance", "main");
    says("main", { ...healthy, expiresAtMs: noon + 15 * day });

    expect(found(await look())).toEqual([]);
  });

  it("that Vault does not let us read is a warning about its path; what time heals is told by the whole check", async () => {
    const { look, put, ports } = anExchange();
    await put("binance", "main");
    const read = (because: UpstreamError) => ({ entries: { ...ports.entries, read: () => Promise.reject(because) } });

    const denied = await look(read(refusedByVault));

    expect(found(denied)).toContainEqual(["warning", "exchange-keys/unreadable/binance", "exchange-keys.unreadable"]);
    await expect(look(read(failure("vault.sealed", "vault")))).rejects.toMatchObject({ code: "vault.sealed" });
  });

  it("T13 is known by its last four characters alone in all that is found and remembered", async () => {
    const { look, put, says } = anExchange();
    const canary = "canary-of-a-key-id";
    await put("binance", canary);
    says(canary, { ...healthy, isIpRestricted: false });
    const warned = await look();
    says(canary, dead);
    const looks = [warned, await look(), await look()];

    const text = JSON.stringify(looks);
    expect(looks.map(({ findings }) => findings.length)).toEqual([1, 1, 1]);
    expect(text).not.toContain(canary);
    expect(text).not.toContain("half of");
    expect(text).toContain(canary.slice(-4));
  });
});

describe("how a key stands", () => {
  const rights = { transferRights: [], isIpRestricted: true, expiresAtMs: null };
  const said = fc.constantFrom<Said>(
    { is: "taken", rights },
    { is: "refused" },
    { is: "refused-or-elsewhere" },
    { is: "silent" },
  );

  it("is failing exactly when the last two things that were said of it are refusals", () => {
    fc.assert(
      fc.property(fc.array(said, { maxLength: 12 }), (all) => {
        const standing = all.reduce<Standing | undefined>((before, each) => standingAfter(before, 1, each), undefined);
        const firstTaken = all.findIndex(({ is }) => is === "taken");
        const telling = all.filter(
          ({ is }, at) => is !== "silent" && (is !== "refused-or-elsewhere" || (firstTaken !== -1 && at > firstTaken)),
        );
        const isRefusedTwice = telling.length > 1 && telling.slice(-2).every(({ is }) => is !== "taken");

        expect(standing !== undefined && isFailing(standing)).toBe(isRefusedTwice);
      }),
    );
  });

  it("begins anew with every version", () => {
    const failing = [1, 2, 3].reduce<Standing | undefined>((before) => standingAfter(before, 7, { is: "refused" }), undefined);

    expect(standingAfter(failing, 8, { is: "silent" })).toMatchObject({ version: 8, refusals: 0, taken: null });
  });
});
