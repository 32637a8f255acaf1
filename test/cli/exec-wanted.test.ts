import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseWanted } from "../../src/cli/exec/wanted.ts";
import { InputError } from "../../src/domain/errors.ts";

const name = fc.stringMatching(/^[A-Z_][A-Z0-9_]{0,20}$/).map((text) => `X_${text}`);
const path = fc
  .array(fc.stringMatching(/^[a-z0-9]([a-z0-9_-]{0,10})$/), { minLength: 1, maxLength: 5 })
  .map((parts) => parts.join("/"));
const field = fc.string({ minLength: 1, maxLength: 40 });

describe("NAME=path#field", () => {
  it("is read back as it was meant, whatever the field is called", () => {
    fc.assert(
      fc.property(name, path, field, (aName, aPath, aField) => {
        expect(parseWanted([`${aName}=${aPath}#${aField}`], [])).toEqual([{ name: aName, path: aPath, field: aField }]);
      }),
    );
  });

  it("is either read into legal parts or refused, and what is refused is not repeated", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.tuple(fc.string(), fc.string(), fc.string()).map(([a, b, c]) => `${a}=${b}#${c}`),
        ),
        (text) => {
          try {
            const [found] = parseWanted([text], []);
            expect(`${found?.name}=${found?.path}#${found?.field}`).toBe(text);
            expect(found?.name).toMatch(/^[A-Za-z_][A-Za-z0-9_]*$/);
            expect(found?.path).toMatch(/^[a-z0-9][a-z0-9_./-]*$/);
          } catch (error) {
            if (!(error instanceof InputError)) throw error;
            expect(error.sentence.params["path"] ?? error.sentence.params["field"]).toBeUndefined();
          }
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it.each<readonly [what: string, texts: readonly string[], code: string]>([
    ["no field", ["A=db"], "exec.bad-env"],
    ["an empty field", ["A=db#"], "exec.bad-env"],
    ["no name", ["=db#x"], "exec.bad-env"],
    ["a digit first", ["1A=db#x"], "exec.bad-name"],
    ["an odd letter", ["A-B=db#x"], "exec.bad-name"],
    ["a path that climbs", ["A=../db#x"], "exec.bad-path"],
    ["a path with capitals", ["A=Db#x"], "exec.bad-path"],
    ["an encoded path", ["A=db%2fx#x"], "exec.bad-path"],
    ["a name twice", ["A=db#x", "A=db#y"], "exec.twice"],
    ...["LD_PRELOAD", "PATH", "NODE_OPTIONS", "BASH_ENV", "ld_library_path", "DYLD_INSERT_LIBRARIES", "IFS"].map(
      (risky) => [risky, [`${risky}=db#x`], "exec.risky-name"] as const,
    ),
  ])("is refused with %s", (_, texts, code) => {
    expect(() => parseWanted(texts, [])).toThrow(expect.objectContaining({ code }));
  });

  it("may set a risky name that is allowed, and no other", () => {
    expect(parseWanted(["PATH=db#x"], ["PATH"])).toHaveLength(1);
    expect(() => parseWanted(["PATH=db#x", "LD_PRELOAD=db#x"], ["PATH"])).toThrow("exec.risky-name");
  });
});
