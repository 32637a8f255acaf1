import { describe, expect, it } from "vitest";
import type { Json } from "../../src/domain/json.ts";
import { type OperationHead, operation, type Step } from "../../src/domain/operation.ts";
import { Secret } from "../../src/domain/secret.ts";
import { say } from "../../src/domain/sentence.ts";
import type { Locale } from "../../src/locale/locale.ts";
import { aFakeOperation, painting } from "../support/fake-operation.ts";

// What must not compile. `tsc` of the whole project reports an expected error that does not come, so the proof is the
// check "types"; what runs here only shows that the lines are there.

const head: OperationHead<string, unknown, Json> = painting(aFakeOperation());
const step = <Out extends Json>(checkpoint: Out): Step<unknown, Json, unknown, Out> => ({
  parts: () => [],
  run: async () => ({ checkpoint }),
  undo: "nothing",
});

describe("what does not compile", () => {
  it("a secret in a checkpoint", () => {
    const keepsItsSecret = operation(head).step("issue", {
      parts: () => [],
      // @ts-expect-error a Secret is no Json
      run: async () => ({ checkpoint: { secret: new Secret("x") } }),
      undo: "nothing",
    });

    expect(keepsItsSecret.steps).toHaveLength(1);
  });

  it("two steps of one id", () => {
    const twice = operation(head)
      .step("issue", step("once"))
      // @ts-expect-error the id is taken
      .step("issue", step("twice"));

    expect(twice.steps).toHaveLength(2);
  });

  it("a step that says nothing about how it is taken back", () => {
    const silent = operation(head)
      // @ts-expect-error undo is missing
      .step("issue", { parts: () => [], run: async () => ({ checkpoint: null }) });

    expect(silent.steps).toHaveLength(1);
  });

  it("a step that uses the checkpoint of one that comes after it", () => {
    const early = operation(head).step("first", {
      parts: () => [],
      // @ts-expect-error there is no "second" yet
      run: async ({ done }) => ({ checkpoint: done.second }),
      undo: "nothing",
    });

    expect(early.steps).toHaveLength(1);
  });

  it("a sentence that no file declares, or with other parameters", () => {
    // @ts-expect-error nobody says this
    const unknown = say("rotate.nothing-of-the-kind", {});
    // @ts-expect-error the role is missing
    const incomplete = say("rotate.title", {});

    expect([unknown.key, incomplete.key]).toHaveLength(2);
  });

  it("a locale that leaves a sentence out", () => {
    // @ts-expect-error all the others are missing
    const poor: Locale = { "help.heading": () => "Help" };

    expect(Object.keys(poor)).toEqual(["help.heading"]);
  });
});
