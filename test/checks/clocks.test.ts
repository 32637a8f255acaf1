import { describe, expect, it } from "vitest";
import { clocks } from "../../src/checks/clocks.ts";
import type { BotProcess } from "../../src/domain/bot-process.ts";
import { aboutOf, lookWith } from "./looking.ts";

const aProcess = (given: Partial<BotProcess> = {}): BotProcess => ({
  id: "one",
  host: "a-host",
  part: "all",
  version: "0.1.0",
  clocks: { vaultAheadMs: 200, redisAheadMs: -100 },
  ...given,
});
const wrongBy = (ms: number) => ({ vaultAheadMs: -ms, redisAheadMs: -ms });
const lookAt = (running: readonly BotProcess[], remembered?: readonly string[]) =>
  lookWith(clocks, { processes: { running: async () => running } }, remembered);

describe("the clocks", () => {
  it("are in order while they agree", async () => {
    expect(await lookAt([aProcess(), aProcess({ id: "two", part: "worker" })])).toEqual([]);
  });

  it("names the host of the process whose clock is wrong, once for all that run there", async () => {
    const wrong = { host: "another-host", part: "ingress", clocks: wrongBy(600_000) } as const;

    expect(await lookAt([aProcess(), aProcess({ id: "two", ...wrong }), aProcess({ id: "three", ...wrong })])).toMatchObject([
      {
        about: "clocks/ingress/another-host",
        severity: "alarm",
        what: { params: { host: "another-host", off: { params: { byMs: 600_000 } } } },
      },
    ]);
  });

  it("says of a server's clock once what every process finds", async () => {
    const vault = { vaultAheadMs: 60_000, redisAheadMs: 0 };

    expect(aboutOf(await lookAt([aProcess({ clocks: vault }), aProcess({ part: "worker", clocks: vault })]))).toEqual([
      "clocks/vault",
    ]);
  });

  it("says of GitHub's clock what the worker finds", async () => {
    const github = { vaultAheadMs: 0, redisAheadMs: 0, githubAheadMs: 600_000 };

    expect(aboutOf(await lookAt([aProcess({ part: "worker", clocks: github })]))).toEqual(["clocks/github"]);
  });

  it("does not call it over while it shakes around the limit", async () => {
    const shaking = [aProcess({ clocks: wrongBy(4_000) })];

    expect(aboutOf(await lookAt(shaking, ["clocks/all/a-host"]))).toEqual(["clocks/all/a-host"]);
    expect(await lookAt(shaking, [])).toEqual([]);
  });

  it("does not judge a process whose clock nobody has measured", async () => {
    expect(await lookAt([aProcess({ clocks: { vaultAheadMs: null, redisAheadMs: null } })])).toEqual([]);
  });
});
