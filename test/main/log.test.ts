import { Writable } from "node:stream";
import { describe, expect, it } from "vitest";
import { UpstreamError } from "../../src/domain/errors.ts";
import { say } from "../../src/domain/sentence.ts";
import { createLog } from "../../src/log.ts";
import type { Log } from "../../src/ports/log.ts";

/** A log whose lines can be read. */
function aLog(): { readonly log: Log; readonly lines: () => readonly string[] } {
  const chunks: string[] = [];
  const destination = new Writable({
    write: (chunk, _, done) => {
      chunks.push(String(chunk));
      done();
    },
  });
  return {
    log: createLog({ level: "info", part: "all", destination }),
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

  it("T18 keeps a forged line inside of one line, and long fields short", () => {
    const { log, lines } = aLog();

    log.info({ role: `x\n{"level":"error","msg":"forged"}`, long: "y".repeat(10_000) }, "a fixed sentence");

    expect(lines()).toHaveLength(1);
    expect(JSON.parse(lines()[0] ?? "").long).toHaveLength(500);
  });
});
