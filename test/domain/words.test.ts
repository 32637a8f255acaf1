import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { answerOf } from "../../src/domain/answer.ts";
import { NoWords, oneWord, requestIdPattern } from "../../src/domain/arguments.ts";
import { type Destination, destinationName } from "../../src/domain/destination.ts";
import { ConflictError, InputError, isRefusal, UpstreamError } from "../../src/domain/errors.ts";
import { canonicalJson, canonicalJsonAsStored, digestOf, type Json, StoredJson, wellFormed } from "../../src/domain/json.ts";
import { nearestOf } from "../../src/domain/nearest.ts";
import { Secret } from "../../src/domain/secret.ts";
import { isSentence, say, sentenceIssue } from "../../src/domain/sentence.ts";
import { decisionStatement, submissionStatement } from "../../src/domain/statements.ts";
import { alice, aRequest, bob, noon, requestId } from "../support/builders.ts";

const typed = (words: readonly string[], flags: readonly string[] = []) => ({ words, flags });

describe("answerOf", () => {
  it("has a section only for its lines", () => {
    const [heading, line] = [say("help.heading", {}), say("help.more", {})];

    expect(answerOf(heading)).toEqual({ heading, sections: [] });
    expect(answerOf(heading, line)).toEqual({ heading, sections: [{ lines: [line] }] });
  });
});

describe("what is typed after a question", () => {
  const Id = oneWord(requestIdPattern, say("show.usage", {}));

  it("may be nothing, where nothing belongs", () => {
    expect(NoWords.parse(typed([]))).toBeNull();
  });

  it("is one word in any case, where one belongs", () => {
    expect(Id.parse(typed(["REQ_0123456789AB"]))).toBe("req_0123456789ab");
  });

  it.each([
    ["a word too many", NoWords, typed(["now"]), say("query.too-many-words", { words: ["now"] })],
    ["a flag too many", NoWords, typed([], ["all"]), say("query.too-many-words", { words: ["--all"] })],
    ["no word", Id, typed([]), say("show.usage", {})],
    ["a word of another kind", Id, typed(["../x"]), say("show.usage", {})],
    ["a second word", Id, typed([requestId, "x"], ["y"]), say("query.too-many-words", { words: ["x", "--y"] })],
  ])("is refused with what to type: %s", (_, schema, words, sentence) => {
    const { error } = schema.safeParse(words);

    expect(error?.issues).toEqual([expect.objectContaining({ ...sentenceIssue(sentence) })]);
  });
});

describe("destinationName", () => {
  it.each<[Destination, string]>([
    [{ github: "repository", repository: "acme/x", secret: "S" }, "acme/x · S"],
    [{ github: "environment", repository: "acme/x", environment: "production", secret: "S" }, "acme/x · production · S"],
    [{ github: "organisation", organisation: "acme", secret: "S" }, "acme · S"],
  ])("%j is %s", (destination, name) => {
    expect(destinationName(destination)).toBe(name);
  });
});

describe("errors", () => {
  it("carry a code for the log and a sentence for the person, and are named for what happened", () => {
    const error = new InputError("command.input", say("command.malformed", {}));

    expect(error).toMatchObject({ name: "InputError", message: "command.input", code: "command.input" });
    expect(error.sentence).toEqual(say("command.malformed", {}));
  });

  it("say of an upstream whether anything changed, and keep their cause to themselves", () => {
    const cause = new Error("CANARY");
    const about = { service: "vault", effect: "unknown", retryable: true, status: 503, cause } as const;

    const error = new UpstreamError("vault.lost-answer", say("vault.busy", {}), about);

    expect(error).toMatchObject({ service: "vault", effect: "unknown", retryable: true, status: 503, cause });
    expect(JSON.stringify(error)).not.toContain("CANARY");
    expect(error).not.toBeInstanceOf(ConflictError);
  });
});

describe("a refusal", () => {
  const ofGitHub = (effect: "none" | "unknown") =>
    new UpstreamError("github.unreachable", say("vault.busy", {}), { service: "github", effect, retryable: false });

  it.each([
    ["somebody said no", new ConflictError("command.input", say("command.malformed", {})), true],
    ["an upstream system said that nothing changed", ofGitHub("none"), true],
    ["an upstream system may have done it", ofGitHub("unknown"), false],
    ["something else went wrong", new Error("odd"), false],
  ])("is told when %s", (_, error, isOne) => {
    expect(isRefusal(error)).toBe(isOne);
  });
});

describe("canonical JSON", () => {
  it("is the same for the same data in another order", () => {
    expect(canonicalJson({ b: [1, { d: null, c: "x" }], a: true })).toBe('{"a":true,"b":[1,{"c":"x","d":null}]}');
    expect(digestOf({ a: 1, b: 2 })).toBe(digestOf({ b: 2, a: 1 }));
  });
});

describe("half a character", () => {
  const halves: readonly Json[] = ["a\ud83d", "\ude00", { "\ud842": 1 }, [{ deep: ["\udfb7野家"] }], "\\\ud83d"];

  it.each(halves)("is refused where it would be written or hashed: %j", (value) => {
    expect(() => canonicalJson(value)).toThrow(InputError);
    expect(() => digestOf(value)).toThrow("json.half-a-character");
    expect(JSON.parse(canonicalJsonAsStored(value))).toEqual(value);
    expect(canonicalJson(StoredJson.parse(wellFormed(value)))).toContain("\ufffd");
  });

  it.each(["𠮷野家 👩‍👩‍👧", "\\ud83d", String.raw`\\ud83d and C:\udc00`])("is not what a whole text looks like: %j", (text) => {
    expect(JSON.parse(canonicalJson({ [text]: text }))).toEqual({ [text]: text });
    expect(wellFormed({ [text]: [text, null, 1] })).toEqual({ [text]: [text, null, 1] });
  });
});

describe("nearestOf", () => {
  const known = ["rotate", "roles", "role", "requests", "audit verify", "help"];

  it.each([
    ["rotat", ["rotate"]],
    ["ROTAET", ["rotate"]],
    ["ro", ["rotate", "roles", "role"]],
    ["zzzzzzzz", []],
    ["audit verfy", ["audit verify"]],
  ])("%s is probably %j", (word, nearest) => {
    expect(nearestOf(word, known)).toEqual(nearest);
  });
});

describe("a Secret", () => {
  it("T13 is shown by nothing but reveal()", () => {
    const secret = new Secret("CANARY");

    const renderings = [String(secret), `${secret}`, JSON.stringify({ secret }), inspect(secret), inspect({ deep: [secret] })];

    expect(renderings.join()).not.toContain("CANARY");
    expect(renderings[0]).toBe("[secret]");
    expect(secret.reveal()).toBe("CANARY");
  });
});

describe("isSentence", () => {
  it.each([
    [say("help.heading", {}), true],
    [null, false],
    ["help.heading", false],
    [{ key: 1, params: {} }, false],
    [{ key: "help.heading" }, false],
    [{ params: {} }, false],
    [{ key: "help.heading", params: "x" }, false],
    [{ key: "help.heading", params: null }, false],
  ])("of %j is %s", (value, expected) => {
    expect(isSentence(value)).toBe(expected);
  });
});

describe("what is signed", () => {
  const decision = { requestId, digest: "d1", by: bob, verdict: "approve", atMs: noon } as const;

  it.each([
    ["request", { requestId: "req_2" }],
    ["plan", { digest: "d2" }],
    ["decider", { by: alice }],
    ["workspace", { by: { ...bob, teamId: "T0OTHER" } }],
    ["verdict", { verdict: "deny" as const }],
    ["time", { atMs: noon + 1 }],
  ])("T12 of a decision is another thing with another %s", (_, changes) => {
    expect(decisionStatement({ ...decision, ...changes })).not.toBe(decisionStatement(decision));
  });

  it.each([
    ["id", { id: "req_2" }],
    ["operation", { operation: "plaster" }],
    ["input", { input: {} }],
    ["command", { command: "paint" }],
    ["time", { createdAtMs: 1 }],
    ["requester", { requester: bob }],
    ["workspace", { requester: { ...alice, teamId: "T0OTHER" } }],
  ])("T12 of a submission is another thing with another %s", (_, changes) => {
    expect(submissionStatement(aRequest(changes))).not.toBe(submissionStatement(aRequest()));
  });

  it("T12 of a decision is never that of a submission", () => {
    expect(decisionStatement(decision)).toContain('"statement":"decision"');
    expect(submissionStatement(aRequest())).toContain('"statement":"submission"');
  });
});
