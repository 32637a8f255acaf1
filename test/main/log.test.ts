import { Writable } from "node:stream";
import { describe, expect, it } from "vitest";
import { UpstreamError } from "../../src/domain/errors.ts";
import { say } from "../../src/domain/sentence.ts";
import { createLog } from "../../src/wiring/log.ts";

/** A log whose lines can be read. */
function aLog(level = "info") {
  let monotonicMs = 0;
  const chunks: string[] = [];
  const destination = new Writable({
    write: (chunk, _, done) => {
      chunks.push(String(chunk));
      done();
    },
  });
  return {
    log: createLog({ level, part: "all", destination, monotonicMs: () => monotonicMs }),
    pass: (ms: number): void => {
      monotonicMs += ms;
    },
    lines: () =>
      chunks
        .join("")
        .split("\n")
        .filter((line) => line !== ""),
  };
}

describe("the log", () => {
  it("T13 prints of an error where it was thrown, and neither its message nor its cause", () => {
    const { log, lines } = aLog();
    const cause = new Error("canary-cause");
    const error = new Error("canary-message", { cause });

    log.error({ err: error, requestId: "req_1" }, "a fixed sentence");

    const [line = ""] = lines();
    expect(line).not.toContain("canary");
    expect(JSON.parse(line)).toMatchObject({
      level: "error",
      requestId: "req_1",
      msg: "a fixed sentence",
      err: { name: "Error" },
    });
    expect(line).toContain("log.test.ts");
  });

  it("T13 prints an upstream error's code", () => {
    const { log, lines } = aLog();
    const error = new UpstreamError("vault.sealed", say("vault.sealed", {}), {
      service: "vault",
      effect: "none",
      retryable: true,
    });

    log.warn({ err: error }, "a fixed sentence");

    expect(JSON.parse(lines()[0] ?? "")).toMatchObject({ err: { name: "UpstreamError", code: "vault.sealed" } });
  });

  it("says a trouble once a minute, and then how often it came; another one at once", () => {
    const { log, lines, pass } = aLog();
    const trouble = () => log.warn({ code: "LOADING" }, "a fixed sentence");

    for (let second = 0; second < 59; second += 1) {
      trouble();
      pass(1_000);
    }
    log.warn({ code: "NOAUTH" }, "a fixed sentence");
    pass(1_000);
    trouble();
    trouble();

    expect(lines().map((line) => JSON.parse(line))).toMatchObject([
      { code: "LOADING" },
      { code: "NOAUTH" },
      { code: "LOADING", repeated: 58 },
    ]);
    expect(lines()[0]).not.toContain("repeated");
  });

  it("says every change, though it was said a moment ago", () => {
    const { log, lines } = aLog();

    for (let time = 0; time < 3; time += 1) log.info({ role: "profinaut-kafka" }, "a fixed sentence");

    expect(lines()).toHaveLength(3);
  });

  it("has every name once in a line, whatever fields are called", () => {
    const { log, lines } = aLog();

    log.info({ part: "worker", msg: "x", time: "y", level: "z" }, "a fixed sentence");

    const [line = ""] = lines();
    for (const name of ["part", "msg", "time", "level"]) expect(line.split(`"${name}":`)).toHaveLength(2);
    expect(JSON.parse(line)).toMatchObject({ part: "all", part_: "worker", msg: "a fixed sentence", level: "info" });
  });

  it("at debug repeats what it is silent about otherwise, and still no message of an error", () => {
    const { log, lines } = aLog("debug");

    for (let time = 0; time < 2; time += 1) log.error({ err: new Error("canary") }, "a fixed sentence");
    log.debug({ err: new Error("canary") }, "a fixed sentence");

    expect(lines().map((line) => JSON.parse(line).level)).toEqual(["error", "debug", "debug"]);
    expect(lines().join()).not.toContain("canary");
  });

  it("T18 keeps a forged line inside of one line, and long fields short", () => {
    const { log, lines } = aLog();

    log.info({ role: `x\n{"level":"error","msg":"forged"}`, long: "y".repeat(10_000) }, "a fixed sentence");

    expect(lines()).toHaveLength(1);
    expect(JSON.parse(lines()[0] ?? "").long).toHaveLength(500);
  });
});
