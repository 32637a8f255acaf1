import { describe, expect, it } from "vitest";
import { planLines } from "../../src/cli/bootstrap/plan-lines.ts";
import type { Setting, Settings, Thing } from "../../src/domain/declared-thing.ts";
import { idOf } from "../../src/domain/declared-thing.ts";
import { planOf } from "../../src/domain/platform-plan.ts";
import { createTranslators } from "../../src/locale/translator.ts";

const { plain } = createTranslators("UTC").en;
const lines = (things: readonly Thing[], there: ReadonlyMap<string, Settings> = new Map()) =>
  planLines(planOf(things, { settings: there, names: [] }), plain);
const policy = (text: string, name = "profinaut-db"): Thing => ({ kind: "policy", name, settings: { policy: text } });
const instead = (thing: Thing, settings: Settings) => new Map([[idOf(thing), settings]]);

describe("the plan, as it is read", () => {
  it("has the settings of what is new that are worth reading, spans as people write them", () => {
    const role: Thing = {
      kind: "app-role",
      name: "profinaut-db",
      settings: {
        token_policies: ["profinaut-db"],
        secret_id_ttl: 31_536_000,
        token_ttl: 90,
        token_max_ttl: 14_400,
        token_period: 0,
      },
    };

    expect(lines([role])).toEqual([
      "To create (1):",
      "  + AppRole profinaut-db (token_policies profinaut-db; secret_id_ttl 365d; token_ttl 90s; token_max_ttl 4h)",
    ]);
  });

  it.each<[setting: string, from: Setting, to: Setting, line: string]>([
    ["token_ttl", 1_200, 1_800, "token_ttl: 20m → 30m"],
    ["token_bound_cidrs", ["10.0.0.0/8"], [], "token_bound_cidrs: 10.0.0.0/8 → —"],
    ["secret_id_num_uses", 5, 0, "secret_id_num_uses: 5 → 0"],
    ["token_ttl", 0, 60, "token_ttl: 0 → 1m"],
    ["token_type", "batch\u001b[31m", "default", "token_type: batch[31m → default"],
  ])("says of %s what it is and what it will be", (setting, from, to, line) => {
    const role: Thing = { kind: "app-role", name: "profinaut-db", settings: { [setting]: to } };

    expect(lines([role], instead(role, { [setting]: from }))).toEqual([
      "To change (1):",
      "  ~ AppRole profinaut-db",
      `      ${line}`,
    ]);
  });

  it.each([
    ["spaces at the end of a line", 'path "a" {  \n  capabilities = ["read"]\n}\n'],
    ["another indent, and an empty line", 'path "a" {\n\n\tcapabilities = ["read"]\n}'],
    ["line ends of another system", 'path "a" {\r\n  capabilities = ["read"]\r\n}\r\n'],
  ])("says so where nothing differs that could be seen: %s", (_, before) => {
    const declared = policy('path "a" {\n  capabilities = ["read"]\n}\n');

    expect(lines([declared], instead(declared, { policy: before }))).toEqual([
      "To change (1):",
      "  ~ policy profinaut-db",
      "      only spaces, empty lines or line ends differ",
    ]);
  });

  it("shows the lines of a policy that go and come, where they are", () => {
    const [before, after] = ['path "a" {\n  capabilities = ["read"]\n}\n', 'path "a" {\n  capabilities = ["list"]\n}\n'];

    expect(lines([policy(after)], instead(policy(after), { policy: before }))).toEqual([
      "To change (1):",
      "  ~ policy profinaut-db",
      '      -   capabilities = ["read"]',
      '      +   capabilities = ["list"]',
    ]);
  });

  it("stays readable when a policy is another one altogether, and when much is left alone", () => {
    const long = Array.from({ length: 100 }, (_, at) => `line ${at}`).join("\n");
    const many = Array.from({ length: 23 }, (_, at) => policy("same", `profinaut-${at}`));

    const changed = lines([policy(long)], instead(policy(long), { policy: "other" }));
    const left = lines(many, new Map(many.map((thing) => [idOf(thing), thing.settings])));

    expect(changed).toHaveLength(43);
    expect(changed.at(-1)).toBe("      … and 61 more lines");
    expect(left[0]).toBe("As declared, left alone (23):");
    expect(left.slice(1).map((line) => line.split(", ").length)).toEqual([10, 10, 3]);
  });
});
