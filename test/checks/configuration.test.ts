import { describe, expect, it } from "vitest";
import { configuration } from "../../src/checks/configuration.ts";
import type { BotProcess } from "../../src/domain/bot-process.ts";
import { noReadings } from "../../src/domain/clocks.ts";
import type { Json } from "../../src/domain/json.ts";
import { noon } from "../support/builders.ts";
import { checkPorts } from "../support/check-ports.ts";

const aProcess = (host: string, fingerprint: { readonly [name: string]: string }): BotProcess => ({
  ...{ id: host, host, part: "all", version: "0.2.0", clocks: noReadings, fingerprint },
});

/** Looks so often in a row, and what the last one found. */
async function lookTimes(times: number, running: readonly BotProcess[], first?: Json) {
  const ports = checkPorts({ processes: { running: async () => running } });
  let remembered = first;
  for (let look = 1; ; look++) {
    const { findings, remember } = await configuration.run({
      ports,
      nowMs: noon,
      signal: new AbortController().signal,
      remembered,
    });
    if (look === times) return { findings, remember };
    remembered = remember;
  }
}

const alike = [aProcess("a", { channel: "aa" }), aProcess("b", { channel: "aa" })];
const different = [aProcess("a", { channel: "aa" }), aProcess("b", { channel: "bb" })];

describe("the configuration", () => {
  it("is in order while all are configured alike", async () => {
    expect(await lookTimes(1, alike)).toEqual({ findings: [] });
  });

  it("is an alarm that names what differs and where, once it lasts longer than a restart of all", async () => {
    expect((await lookTimes(3, different)).findings).toEqual([]);
    expect((await lookTimes(4, different)).findings).toMatchObject([
      {
        about: "configuration/differs",
        severity: "alarm",
        what: { params: { settings: ["channel"], more: 0, processes: ["all 0.2.0 @ a", "all 0.2.0 @ b"] } },
      },
    ]);
    expect((await lookTimes(9, different)).findings).toHaveLength(1);
    expect((await lookTimes(3, different, "what an older release remembered")).findings).toEqual([]);
  });

  it("is over at once, and begins to count anew", async () => {
    const { remember } = await lookTimes(1, alike, 4);

    expect((await lookTimes(3, different, remember)).findings).toEqual([]);
  });

  it("names ten, and how many more there are", async () => {
    const many = (hash: string) => Object.fromEntries(Array.from({ length: 13 }, (_, at) => [`roles.r${at + 10}`, hash]));

    const { findings } = await lookTimes(4, [aProcess("a", many("aa")), aProcess("b", many("bb"))]);

    expect(findings[0]?.what.params["settings"]).toHaveLength(10);
    expect(findings[0]?.what.params["more"]).toBe(3);
  });
});
