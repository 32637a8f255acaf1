import { describe, expect, it } from "vitest";
import { say } from "../../src/domain/sentence.ts";
import { cardBlockId, digestInHomeBlock } from "../../src/slack/messages/buttons-block.ts";
import { homeView } from "../../src/slack/messages/home.ts";
import { aHome, aPlan, aRequest, atMs, sentence, translators } from "./arrange.ts";
import { expectToFit } from "./limits.ts";

const words = (home: ReturnType<typeof aHome>, language: "en" | "ja" = "en") =>
  JSON.stringify(homeView(home, translators[language]));
const finding = { about: "a", what: sentence, why: sentence, mend: sentence, action: null, sinceMs: atMs, isSaid: true } as const;
const waiting = [{ request: aRequest(), link: "https://acme.slack.example/card" }];
const full = aHome({
  waiting,
  waitingMore: 2,
  mine: [
    { request: aRequest({ state: "running" }), link: "" },
    { request: aRequest({ plan: null, state: "preparing" }), link: "" },
  ],
  findings: [
    { ...finding, severity: "alarm" },
    { ...finding, severity: "warning" },
  ],
  failures: [sentence],
  workerSeenAtMs: null,
});

describe("the Home tab", () => {
  it.each(["en", "ja"] as const)("fits and has everything, in %s", (language) => {
    const { blocks } = homeView(full, translators[language]);

    expect(blocks.length).toBeLessThanOrEqual(100);
    expectToFit({ text: "home", blocks });
    expectToFit({ text: "home", blocks: homeView(aHome(), translators[language]).blocks });
    expect(words(full, language)).toMatch(/🚨.*⚠️/s);
  });

  it("T7 shows what a decision is about, and binds its buttons to that very plan", () => {
    const { blocks } = homeView(full, translators.en);
    const buttons = blocks.find((block) => block.type === "actions" && block.block_id?.startsWith("home:"));

    expect(words(full)).toMatch(/Rotate the SecretID of profinaut-db.*stop.*decide before.*0123456789ab/s);
    expect(buttons).toMatchObject({
      elements: [
        { action_id: "profinaut_approve", value: "req_0001" },
        { action_id: "profinaut_deny", value: "req_0001" },
      ],
    });
    expect(digestInHomeBlock(buttons?.block_id ?? "")).toBe(aPlan().digest);
    expect(digestInHomeBlock(cardBlockId("req_0001", aPlan().digest))).toBeUndefined();
  });

  it.each([
    [14, 200, false],
    [60, 200, true],
  ])("T7 shows all of %i facts of %i characters beside the button, or says that it does not: %s", (count, length, isCut) => {
    const facts = Array.from({ length: count }, (_, at) => ({
      label: say("rotate.label.lives", {}),
      value: say("rotate.value.names", { names: [`fact-${at}-${"x".repeat(length - 8)}`] }),
    }));
    const { blocks } = homeView(
      aHome({ waiting: [{ request: aRequest({ plan: aPlan({ facts }) }), link: "" }] }),
      translators.en,
    );
    const shown = JSON.stringify(blocks);

    expectToFit({ text: "home", blocks });
    expect(shown.includes("too long for Slack")).toBe(isCut);
    if (!isCut) for (const at of facts.keys()) expect(shown).toContain(`fact-${at}-`);
  });

  it("shows what ends next, with buttons in a row", () => {
    const action = { label: say("expiry.rotate", {}), command: "rotate profinaut-db" };
    const { blocks } = homeView(aHome({ ending: { lines: [sentence], actions: [action, action] } }), translators.en);
    const nothing = words(aHome({ ending: { lines: [], actions: [] } }));
    const line = words(aHome({ ending: { lines: [sentence], actions: [] } }));

    expectToFit({ text: "home", blocks });
    expect(JSON.stringify(blocks)).toMatch(/What ends next.*profinaut_ask:0.*rotate profinaut-db.*profinaut_ask:1/s);
    expect(nothing).toContain("Nothing ends within 90 days");
    expect(line.match(/profinaut_ask:0/g)).toHaveLength(1);
  });

  it("T18 shows names and reasons as inert text", () => {
    const request = aRequest({ reason: "<!everyone> `now`", plan: aPlan({ title: say("rotate.title", { role: "<!here>" }) }) });

    const { blocks } = homeView(aHome({ waiting: [{ request, link: "" }] }), translators.en);
    const formatted = JSON.stringify(blocks.filter(({ type }) => type === "section"));

    expect(formatted).toMatch(/&lt;!here&gt;.*&lt;!everyone&gt; 'now'/s);
    expect(formatted).not.toMatch(/<!/);
  });

  it("leaves out a request that has no plan to decide on", () => {
    expect(words(aHome({ waiting: [{ request: aRequest({ plan: null }), link: "" }] }))).toContain("Nothing waits");
  });

  it("fits with as many requests and findings as it can hold", () => {
    const { blocks } = homeView(
      aHome({
        waiting: Array.from({ length: 10 }, (_, at) => ({ request: aRequest({ id: `req_${at}` }), link: "" })),
        mine: Array.from({ length: 5 }, () => ({ request: aRequest({ state: "succeeded" }), link: "" })),
        findings: Array.from({ length: 300 }, () => ({ ...finding, severity: "alarm" as const })),
      }),
      translators.ja,
    );

    expect(blocks.length).toBeLessThanOrEqual(100);
    expect(JSON.stringify(blocks.at(-1))).toContain("時点");
  });
});
