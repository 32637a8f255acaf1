import { beforeEach, describe, expect, it } from "vitest";
import type { Answer } from "../../src/domain/answer.ts";
import { InputError, NotFoundError, UpstreamError } from "../../src/domain/errors.ts";
import { type Sentence, say } from "../../src/domain/sentence.ts";
import { createTranslators } from "../../src/locale/translator.ts";
import { list } from "../../src/queries/list.ts";
import { answerMessage } from "../../src/slack/messages/answer.ts";
import { upstream } from "../app/a-bot.ts";
import { fields } from "../ports/kv-entries.ts";
import { expectToFit } from "../slack/limits.ts";
import { hour, noon } from "../support/builders.ts";
import { createMemoryEntries, type MemoryEntries } from "../support/memory-entries.ts";
import { ask, keysOf, linesOf } from "./asking.ts";

const day = 24 * hour;
const translators = createTranslators("Asia/Tokyo");
let nowMs: number;
let memory: MemoryEntries;
beforeEach(() => {
  nowMs = noon - 3 * day;
  memory = createMemoryEntries({ now: () => nowMs });
});

const put = async (path: string, about: Readonly<Record<string, string>> = {}, versions = 1): Promise<void> => {
  await memory.entries.describe(path, about);
  for (let at = 0; at < versions; at += 1)
    await memory.entries.write({ path, fields: fields({ api_key: "canary" }), replaces: at });
};
const asked = async (words = ""): Promise<Answer> => ask(list, words, { entries: memory.entries });
const wordsOf = ({ heading, sections }: Answer): string =>
  [heading, ...sections.flatMap((section) => [...(section.heading ? [section.heading] : []), ...section.lines])]
    .map((sentence) => translators.en.plain(sentence))
    .join("\n");
const pathsOf = (answer: Answer): readonly unknown[] => linesOf(answer).flatMap(({ params }) => params["path"] ?? []);
const statesOf = (answer: Answer): readonly unknown[] => linesOf(answer).flatMap(({ params }) => params["state"] ?? []);
const stateOf = (answer: Answer): Sentence | undefined => {
  const state = linesOf(answer)[0]?.params["state"];
  return typeof state === "object" && "key" in state ? state : undefined;
};

describe("list", () => {
  it("says that there is nothing yet", async () => {
    const answer = await asked();

    expect(answer).toEqual({ heading: say("list.none", {}), sections: [] });
  });

  it("shows a tree: versions, ages, owners, expiry; staging apart, and no value", async () => {
    await put("binance", { owner: "trading", expires: "2027-06-30" }, 3);
    await put("binance/key1", { owner: "trading" });
    await put("binance-old", {});
    await put("db/credentials", { owner: "platform" });
    await put("staging/binance", { owner: "trading" });

    const words = wordsOf(await asked());

    expect(words.split("\n")).toEqual([
      "*5 values*",
      "Production",
      "binance – version 3, 3 d old · owner trading · expires 2027-06-30, in 218 d 21 h",
      "\u2003binance/key1 – version 1, 3 d old · owner trading",
      "binance-old – version 1, 3 d old",
      "📁 db/",
      "\u2003db/credentials – version 1, 3 d old · owner platform",
      "Staging",
      "📁 staging/",
      "\u2003staging/binance – version 1, 3 d old · owner trading",
      "/profinaut list <path> shows what is below a folder, or one value with its versions. Values themselves are never shown.",
    ]);
    expect(JSON.stringify(await asked())).not.toContain("canary");
    expect([memory.calls.get("read"), memory.calls.get("readWrapped")]).toEqual([undefined, undefined]);
  });

  it("shows one value with every version and what is noted, and what is below it", async () => {
    await put("binance", { owner: "trading", requester: "U0ALICE" }, 2);
    await memory.entries.deleteVersion("binance", 1);
    await put("binance/key1");

    const answer = await asked("BINANCE/");

    expect(answer.sections.map(({ heading }) => heading?.key)).toEqual([
      undefined,
      "list.versions",
      "list.notes",
      "list.below",
      undefined,
    ]);
    expect(linesOf(answer)).toEqual([
      say("list.line", {
        path: "binance",
        depth: 0,
        state: say("list.live", { version: 2, ageMs: 3 * day, owner: "trading", expiry: say("list.no-expiry", {}) }),
      }),
      say("list.version", { version: 2, createdAtMs: noon - 3 * day }),
      say("list.version-deleted", { version: 1, createdAtMs: noon - 3 * day, deletedAtMs: noon - 3 * day }),
      say("list.noted", { name: "owner", text: "trading" }),
      say("list.noted", { name: "requester", text: "U0ALICE" }),
      say("list.line", {
        path: "binance/key1",
        depth: 0,
        state: say("list.live", { version: 1, ageMs: 3 * day, owner: "", expiry: say("list.no-expiry", {}) }),
      }),
      say("list.more", {}),
    ]);
    expect(answer.heading).toEqual(say("list.heading-entry", { path: "binance" }));
    expect((await asked("binance/key1")).heading).toEqual(say("list.heading-entry", { path: "binance/key1" }));
  });

  it.each([
    ["2027-06-30", "list.expires"],
    ["2026-12-01", "list.expires-soon"],
    ["2026-12-01T10:00:00+09:00", "list.expires-soon"],
    ["2026-11-22", "list.expired"],
    ["next year", "list.odd-expiry"],
    ["2027-02-31", "list.odd-expiry"],
  ])("reads %s as an expiry: %s", async (expires, key) => {
    await put("binance", { expires });

    expect(stateOf(await asked("binance"))?.params["expiry"]).toMatchObject({ key, params: { on: expires } });
  });

  it("marks what was deleted, destroyed, or never written", async () => {
    for (const path of ["deleted", "destroyed"]) await put(path, { owner: "me" }, 2);
    await memory.entries.deleteVersion("deleted", 2);
    await memory.destroy("destroyed", 2);
    await memory.entries.describe("empty", {});

    expect(stateOf(await asked("deleted"))).toEqual(say("list.deleted", { version: 2, agoMs: 3 * day, owner: "me" }));
    expect(stateOf(await asked("destroyed"))).toEqual(say("list.destroyed", { version: 2, owner: "me" }));
    expect(keysOf(await asked("destroyed"))).toContain("list.version-destroyed");
    expect(stateOf(await asked("empty"))).toEqual(say("list.unwritten", { owner: "" }));
  });

  it("says when a version deletes itself", async () => {
    await put("short-lived");
    nowMs = noon + hour;
    await memory.entries.deleteVersion("short-lived", 1);

    expect(stateOf(await asked("short-lived"))?.params["expiry"]).toEqual(say("list.vanishes", { inMs: hour }));
  });

  it("names what was made by hand outside of the grammar, and asks nothing about it", async () => {
    await put("binance");
    const entries = { ...memory.entries, children: async () => ["binance", "Foo Bar", "Odd/"] };

    const answer = await ask(list, "", { entries });

    expect(pathsOf(answer)).toEqual(["Foo Bar", "Odd/", "binance"]);
    expect(statesOf(answer)).toMatchObject([{ key: "list.odd-name" }, { key: "list.odd-name" }, { key: "list.live" }]);
  });

  it("T18 shows odd names, owners and notes as they are: no mention, no markup, no second line", async () => {
    const odd = "<!everyone> *x*";
    await put("binance", { owner: `${odd} <@U0ALICE>`, note: "`<https://x|y>`", [odd]: "txt" });
    const entries = { ...memory.entries, children: async () => ["binance", `${odd}\nline \u202e`] };

    const texts = [await ask(list, "", { entries }), await asked("binance")].map((answer) =>
      JSON.stringify(answerMessage(answer, translators.en).blocks),
    );

    for (const text of texts) {
      expect(text).toContain("&lt;!everyone&gt; *x*");
      expect(text).not.toMatch(/<!|<@U0ALICE>|<https|\u202e|xline/);
    }
  });

  it("says what was removed meanwhile or is denied, and hides nothing else", async () => {
    for (const path of ["binance", "bybit", "kafka"]) await put(path);
    const denied = new UpstreamError("vault.denied", say("vault.denied", { path: "x" }), {
      service: "vault",
      effect: "none",
      retryable: false,
      status: 403,
    });
    const look: MemoryEntries["entries"]["look"] = async (path, signal) => {
      if (path === "bybit") return undefined;
      if (path === "kafka") throw denied;
      return memory.entries.look(path, signal);
    };

    const answer = await ask(list, "", { entries: { ...memory.entries, look } });

    expect(statesOf(answer)).toMatchObject([{ key: "list.live" }, { key: "list.gone" }, { key: "list.denied" }]);
  });

  it.each(["look", "children"] as const)("says that Vault is sealed when %s says so", async (method) => {
    await put("binance");
    const sealed = upstream();
    const entries = { ...memory.entries, [method]: () => Promise.reject(sealed) };

    await expect(ask(list, "", { entries })).rejects.toBe(sealed);
  });

  it.each([
    ["binanc", ["binance", "binance/key1"]],
    ["binance/kee1", ["binance/key1"]],
    ["stagin", ["staging", "staging/db"]],
    ["nothing-like-it", []],
  ])("does not know %s, and names what is near", async (path, nearest) => {
    for (const known of ["binance", "binance/key1", "staging/db"]) await put(known);

    const failure: unknown = await asked(path).catch((error: unknown) => error);

    expect(failure).toBeInstanceOf(NotFoundError);
    expect(failure).toMatchObject({ sentence: say("list.unknown", { path, nearest }) });
  });

  it.each(["../sys", "a//b", "a b", "x --all", "a/b/c/d/e/f", "%2e%2e", "binance 1 2"])(
    "T9 refuses %j and asks Vault nothing",
    async (words) => {
      await expect(asked(words)).rejects.toThrow(InputError);

      expect(memory.calls.size).toBe(0);
    },
  );
});

describe("list of thousands", () => {
  const many = async (count: number, folder = "many"): Promise<void> => {
    for (let at = 0; at < count; at += 1)
      await put(`${folder}/key${String(at).padStart(4, "0")}`, { owner: "trading", expires: "2027-06-30" });
    memory.calls.clear();
  };

  it("closes folders that do not fit, with how much is in each", async () => {
    await many(2_000);
    await put("binance", { owner: "trading" });
    await put("staging/binance", { owner: "trading" });
    memory.calls.clear();

    const answer = await asked();

    expect(answer.heading).toEqual(say("list.heading", { count: 2_002 }));
    expect(linesOf(answer).slice(1, -1)).toEqual([
      say("list.folder-closed", { path: "many/", count: 2_000 }),
      say("list.folder-closed", { path: "staging/", count: 1 }),
    ]);
    expect(answer.sections.map(({ heading }) => heading?.key)).toEqual(["list.production", "list.staging", undefined]);
    expect(memory.calls.get("look")).toBe(1);
  });

  it("turns pages: each value on one of them, a look for each line and no more", async () => {
    await many(2_000);
    const seen: unknown[] = [];
    let pages = 1;

    for (let page = 1; page <= pages; page += 1) {
      memory.calls.clear();
      const answer = await asked(page === 1 ? "many" : `many ${page}`);
      const paths = pathsOf(answer);
      const foot = linesOf(answer).find(({ key }) => key === "list.page");
      pages = Number(foot?.params["pages"]);
      seen.push(...paths);
      expect(foot?.params["next"]).toBe(page < pages ? `list many ${page + 1}` : "");
      expect(memory.calls.get("look")).toBe(paths.length + 1);
      for (const translator of [translators.en, translators.ja]) {
        const message = answerMessage(answer, translator);
        expectToFit(message);
        expect(JSON.stringify(message.blocks).match(/many\/key\d{4}/g)).toHaveLength(paths.length);
      }
    }

    expect(seen).toEqual(Array.from({ length: 2_000 }, (_, at) => `many/key${String(at).padStart(4, "0")}`));
    expect(pages).toBeGreaterThan(20);
    await expect(asked(`many ${pages + 1}`)).rejects.toMatchObject({ sentence: say("list.no-page", { pages }) });
    await expect(asked("nowhere 2")).rejects.toThrow(NotFoundError);
  });

  it("loses no line to Slack's limits, however long names and owners are", async () => {
    const long = (letter: string) => `${letter.repeat(48)}`;
    for (let at = 0; at < 120; at += 1)
      await put([long("a"), long("b"), long("c"), `${String(at).padStart(3, "0")}${"d".repeat(40)}`].join("/"), {
        owner: '取引チーム & <owner> "quoted" of a very long name indeed',
        expires: "2026-11-25T00:00:00+09:00",
      });

    for (const translator of [translators.en, translators.ja])
      for (let page = 1; page <= 5; page += 1) {
        const answer = await asked(`${[long("a"), long("b"), long("c")].join("/")} ${page}`);
        const message = answerMessage(answer, translator);

        expectToFit(message);
        expect(JSON.stringify(message.blocks).match(/\d{3}d{40}/g)).toHaveLength(pathsOf(answer).length);
      }
  });

  it("does not look into too many folders: it shows one level, uncounted", async () => {
    for (let at = 0; at < 450; at += 1) await put(`folder${String(at).padStart(3, "0")}/key`);
    memory.calls.clear();

    const answer = await asked();

    expect(answer.heading).toEqual(say("list.heading-many", { path: "" }));
    expect(linesOf(answer)[0]).toEqual(say("list.folder", { path: "folder000/", depth: 0 }));
    expect(memory.calls.get("children")).toBe(1);
    expect((await asked("2")).sections[0]?.lines[0]).not.toEqual(linesOf(answer)[0]);
    expect(linesOf(await asked("folder007"))[0]).toMatchObject({ params: { path: "folder007/key" } });
  });

  it("takes a number for a page, and with a slash for a folder", async () => {
    await put("7");
    await put("binance");

    await expect(asked("7")).rejects.toMatchObject({ sentence: say("list.no-page", { pages: 1 }) });
    expect((await asked("7/")).heading).toEqual(say("list.heading-entry", { path: "7" }));
    expect((await asked("1")).heading).toEqual(say("list.heading", { count: 2 }));
  });
});
