import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createLogSalts } from "../../src/domain/log-salts.ts";
import { aRecord, service } from "../support/a-vault-log.ts";

type Line = "trial" | "file" | "other" | { readonly role: string; readonly hash: string };
const in_ = (role: string, hash: string): Line => ({ role, hash });

const recordOf = (line: Exclude<Line, "file">) => {
  if (line === "other") return aRecord("read", "sys/mounts");
  if (line === "trial")
    return aRecord("update", "sys/audit/test", {
      isAnswer: false,
      caller: { ...service("x"), roleName: undefined, displayName: "", remoteAddress: "" },
    });
  const login = { roleId: line.hash, secretId: "s", isShutOut: false, request: undefined, generation: undefined };
  return aRecord("update", "auth/approle/login", { caller: service(line.role), login });
};

/** The salt of each line of a log; files begin at `file`. */
function saltsOf(lines: readonly Line[]): readonly (number | undefined)[] {
  const salts = createLogSalts({ login: ({ path }) => path === "auth/approle/login" });
  const stretches = lines.flatMap((line) => {
    if (line !== "file") return [salts.follow(recordOf(line))];
    salts.nextFile();
    return [];
  });
  const numbers = salts.salts();
  return stretches.map((stretch) => numbers.get(stretch));
}

describe("the salt of a log", () => {
  it.each<readonly [what: string, lines: readonly Line[], salts: readonly number[]]>([
    ["is one while nothing changes", [in_("db", "1"), "other", in_("kafka", "2"), in_("db", "1")], [0, 0, 0, 0]],
    ["changes when a device is made anew", [in_("db", "1"), "other", "trial", "other", in_("db", "7")], [0, 0, 1, 1, 1]],
    ["is another from the trial on, though nobody logs in", ["other", "trial", "other"], [0, 1, 1]],
    ["is of the device whose first line it is", ["trial", in_("db", "1"), "file", in_("db", "1")], [1, 1, 1]],
    ["goes on in the next file of a rotated log", [in_("db", "1"), "file", "other", "file", in_("db", "1")], [0, 0, 0]],
    [
      "changes between files of two devices, and is known again",
      [in_("db", "1"), "file", in_("db", "7"), "file", in_("db", "1")],
      [0, 1, 0],
    ],
    ["changes with a RoleID that says so without a trial", [in_("db", "1"), in_("db", "7"), in_("db", "7")], [0, 1, 1]],
    [
      "does not change with the RoleID of one role, as others show",
      [in_("db", "1"), in_("kafka", "2"), in_("db", "7"), in_("kafka", "2")],
      [0, 0, 0, 0],
    ],
  ])("%s", (_, lines, wanted) => {
    expect(saltsOf(lines)).toEqual(wanted);
  });

  it("is nothing that another mount's logins tell", () => {
    const salts = createLogSalts({ login: () => false });
    const stretches = ["1", "7"].map((hash) => salts.follow(recordOf({ role: "db", hash })));

    expect(new Set(stretches).size).toBe(1);
  });

  it("is told right for any number of devices made one after another, wherever the log was cut into files", () => {
    const roles = ["db", "kafka", "bot"];
    const device = fc.array(fc.constantFrom(...roles, "other", "file"), { maxLength: 12 });
    fc.assert(
      fc.property(fc.array(device, { minLength: 1, maxLength: 5 }), (devices) => {
        const lines = devices.flatMap((words, number): readonly Line[] => [
          "trial",
          ...words.map((word): Line => (word === "other" || word === "file" ? word : in_(word, `${number} ${word}`))),
        ]);
        const wanted = devices.flatMap((words, number) =>
          ["trial", ...words].flatMap((word) => (word === "file" ? [] : [number])),
        );

        expect(saltsOf(lines).map((salt) => (salt ?? 0) - 1)).toEqual(wanted);
      }),
    );
  });
});
