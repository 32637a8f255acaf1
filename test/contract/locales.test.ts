import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { RequestState } from "../../src/domain/request.ts";
import { en } from "../../src/locale/en.ts";
import { createFormat } from "../../src/locale/format.ts";
import { ja } from "../../src/locale/ja.ts";
import type { Phrases } from "../../src/locale/locale.ts";

const root = new URL("../../src/", import.meta.url);
const sources = readdirSync(root, { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".ts") && !path.startsWith("locale/"))
  .map((path) => readFileSync(new URL(path, root), "utf8"));

const declaration = /interface Sentences \{([\s\S]*?)\n {2}\}/g;
const declared = sources.flatMap((text) =>
  [...text.matchAll(declaration)].flatMap(([, body = ""]) =>
    [...body.matchAll(/^ +"([\w.-]+)": (.*);$/gm)].map(([, key = "", params = ""]) => ({
      key,
      params: [...params.matchAll(/(\w+)\??:/g)].map(([, name = ""]) => name),
    })),
  ),
);
const code = sources.map((text) => text.replaceAll(declaration, "")).join("\n");

/** What a phrase does with the given parameters, and which of them it looks at. */
function spoken(phrases: Phrases, key: string, language: "en" | "ja", medium: "plain" | "mrkdwn" = "plain") {
  const asked = new Set<string>();
  const param = new Proxy<{ readonly [name: string]: string }>(
    {},
    {
      get: (_, name) => {
        asked.add(String(name));
        return String(name).endsWith("s") && !String(name).endsWith("Ms") ? ["eins", "zwei"] : "eins";
      },
    },
  );
  const format = createFormat({ language, timezone: "UTC", medium });
  const loose = {
    ...format,
    time: String,
    clock: String,
    duration: String,
    codes: String,
    either: String,
    code: String,
    user: String,
    users: String,
    list: String,
  };
  return { text: phrases[key]?.(param, loose) ?? "", asked };
}

describe("the locales", () => {
  it("have exactly the keys that some file declares", () => {
    const keys = declared.map(({ key }) => key).sort();

    expect(keys.length).toBeGreaterThan(200);
    expect(new Set(keys).size).toBe(keys.length);
    expect(Object.keys(en).sort()).toEqual(keys);
    expect(Object.keys(ja).sort()).toEqual(keys);
  });

  it("have no key that nothing says", () => {
    const families = {
      state: RequestState.options,
      "show.line": [],
      "secret-id": [],
      trail: [],
      "bootstrap.what": [],
      "bootstrap.advice": [],
    };
    const isBuilt = (key: string): boolean =>
      Object.keys(families).some((family) => key.startsWith(`${family}.`) && code.includes(`\`${family}.\${`));
    // Stored by older releases in records that are still shown.
    const formerlySaid = new Set([
      ...["rotate.too-many", "checked.versions.no-list", "advisory.axios-no-proxy", "advisory.openpgp-verify"],
    ]);
    const silent = declared
      .map(({ key }) => key)
      .filter((key) => !code.includes(`"${key}"`) && !isBuilt(key) && !formerlySaid.has(key));

    expect(silent).toEqual([]);
    expect(RequestState.options.map((state) => `state.${state}`).filter((key) => !Object.hasOwn(en, key))).toEqual([]);
  });

  it.each(declared)("say $key with parameters it has, the same in both languages", ({ key, params }) => {
    const [english, japanese] = [spoken(en, key, "en"), spoken(ja, key, "ja")];

    for (const name of [...english.asked, ...japanese.asked]) expect(params).toContain(name);
    expect([...japanese.asked].sort()).toEqual([...english.asked].sort());
    expect(`${english.text}${japanese.text}`).not.toMatch(/undefined|\[object|NaN/);
  });

  it.each(declared)("$key leaves no gap for what it knows, and nothing that Slack would take for markup", ({ key, params }) => {
    for (const [phrases, language] of [
      [en, "en"],
      [ja, "ja"],
    ] as const) {
      const gaps = [...spoken(phrases, key, language).text.matchAll(/<([a-z]+)>/g)].map(([, name]) => name);
      expect(gaps.filter((name) => params.includes(name ?? ""))).toEqual([]);
      // What is typed after the command is shown as `‹role›`; only terminals read `--to <file>`.
      const shown = spoken(phrases, key, language, "mrkdwn").text;
      if (!/^(?:audit-|bootstrap|exec|doctor)/.test(key)) expect(shown).not.toMatch(/<[a-z]+>/);
    }
  });

  it("offer what is near as a choice", () => {
    const near = declared.filter(({ params }) => params.includes("nearest"));
    expect(near.length).toBeGreaterThan(4);
    const format = createFormat({ language: "en", timezone: "UTC", medium: "plain" });
    const japanese = createFormat({ language: "ja", timezone: "UTC", medium: "plain" });
    const phrases: { readonly en: Phrases; readonly ja: Phrases } = { en, ja };
    for (const { key, params } of near) {
      const given = Object.fromEntries(params.map((name) => [name, name === "nearest" ? ["eins", "zwei"] : ["drei"]]));
      expect(phrases.en[key]?.(given, { ...format, code: String })).toMatch(/Did you mean eins or zwei\?/);
      expect(phrases.ja[key]?.(given, { ...japanese, code: String })).toContain("einsまたはzwei");
    }
  });

  it("are in their language", () => {
    const wordless = new Set(
      declared
        .filter(
          ({ key }) => !/[a-z]{3}/i.test(spoken(en, key, "en").text.replaceAll(/eins|zwei|\/profinaut.*|AppRole|GitHub/g, "")),
        )
        .map(({ key }) => key),
    );
    const foreign = declared
      .map(({ key }) => key)
      .filter((key) => !wordless.has(key) && !/[\u3040-\u30ff\u4e00-\u9fff]/.test(spoken(ja, key, "ja").text));
    const mixed = declared.map(({ key }) => key).filter((key) => /[\u3040-\u30ff\u4e00-\u9fff]/.test(spoken(en, key, "en").text));

    expect(foreign).toEqual([]);
    expect(mixed).toEqual([]);
    expect(wordless.size).toBeLessThan(declared.length / 4);
  });
});
