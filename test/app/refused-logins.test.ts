import { describe, expect, it } from "vitest";
import { createRefusedLogins } from "../../src/app/refused-logins.ts";
import { NotFoundError } from "../../src/domain/errors.ts";
import type { LoginTry } from "../../src/domain/refused-login.ts";
import { say } from "../../src/domain/sentence.ts";
import type { LoginLog, LogPosition } from "../../src/ports/refused-logins.ts";
import { aLedger, noon } from "../support/builders.ts";
import { createMemory } from "../support/memory-store.ts";

const login: LoginTry = {
  ...{ atMs: noon, address: "10.0.0.5", roleId: "r", secretId: "s", outcome: "in" },
  ...{ role: "profinaut-db", request: "req_0123456789", generation: "1" },
};
const refused: LoginTry = { ...login, outcome: "refused", role: undefined, request: undefined, generation: undefined };
const position = (offset: number): LogPosition => ({ file: "1:1", offset });

/** A log that has one try more at each look, and a bot that may be started again. */
function aLog(...tries: readonly LoginTry[]) {
  const asked: (LogPosition | null)[] = [];
  const { reports } = createMemory({ now: () => noon });
  const read: LoginLog["read"] = async (after) => {
    asked.push(after);
    const at = after?.offset ?? 0;
    return { tries: tries.slice(at, at + 1), madeAnewMs: undefined, position: position(Math.min(at + 1, tries.length)) };
  };
  const start = (log: LoginLog | undefined = { read }) =>
    createRefusedLogins({ log, reports, ledgers: { read: async (role) => aLedger({ role }) }, now: () => noon });
  return { asked, start, reports };
}

describe("refused logins", () => {
  it("are read on where the last look ended, also by another process, and joined with what was seen before", async () => {
    const { asked, start } = aLog(login, refused, refused);

    const first = await start().of(["profinaut-db"]);
    await start().of(["profinaut-db"]);
    const last = await start().of(["profinaut-db", "profinaut-kafka"]);

    expect(asked).toEqual([null, position(1), position(2)]);
    expect([...(first ?? [])]).toEqual([["profinaut-db", []]]);
    expect([...(last ?? [])]).toMatchObject([
      ["profinaut-db", [{ which: "retired", count: 2 }]],
      ["profinaut-kafka", []],
    ]);
  });

  it("count once what was read twice because a save was overtaken", async () => {
    const { start, reports } = aLog(login, refused);
    await start().of([]);
    const stale = await reports.read("logins");
    await start().of([]);
    if (stale !== undefined) await reports.save("logins", stale);

    expect((await start().of(["profinaut-db"]))?.get("profinaut-db")).toMatchObject([{ count: 1 }]);
  });

  it("are not known without a log, and not when it cannot be read", async () => {
    const unreadable = new NotFoundError("login.log-unreadable", say("login.log-unreadable", { path: "/x", reason: "EACCES" }));
    const { start, reports } = aLog(login);

    expect(
      await createRefusedLogins({ log: undefined, reports, ledgers: { read: async () => aLedger() }, now: () => noon }).of([]),
    ).toBeUndefined();
    await expect(start({ read: () => Promise.reject(unreadable) }).of([])).rejects.toBe(unreadable);
    expect(await reports.read("logins")).toBeUndefined();
  });
});
