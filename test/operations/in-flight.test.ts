import { describe, expect, it } from "vitest";
import { NotAllowedError } from "../../src/domain/errors.ts";
import type { StepContext } from "../../src/domain/operation.ts";
import { say } from "../../src/domain/sentence.ts";
import { whenToRetire } from "../../src/operations/rotate/in-flight.ts";
import { lookAtRuns } from "../../src/operations/rotate/runs-under-way.ts";
import type { SeenRun } from "../../src/ports/workflow-runs.ts";
import { alice, bob, hour, noon } from "../support/builders.ts";
import { portsWith } from "../support/ports-that-fail.ts";
import { aRole, roles } from "./a-role.ts";

const signal = new AbortController().signal;
const aRun = (number: number): SeenRun => ({
  ...{ id: number, number, workflow: "Build", title: "Build", event: "push", sha: "abc", url: "https://example.com" },
  ...{ createdAtMs: noon - hour, state: "running", conclusion: null },
});
const denied = new NotAllowedError("github.denied", say("github.denied", { what: "acme/x", need: "Actions: read" }));

/** What GitHub answers, and what it was asked. */
function gitHub(answer: readonly SeenRun[] | Error) {
  const asked: { readonly repository: string; readonly beforeMs: number }[] = [];
  const unfinished = async (repository: string, beforeMs: number) => {
    asked.push({ repository, beforeMs });
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { asked, workflowRuns: { ...portsWith().workflowRuns, unfinished } };
}

const settings = aRole({
  longestWaitMs: 10 * hour,
  deliverTo: [
    { github: "repository", repository: "acme/x", secret: "A" },
    { github: "environment", repository: "acme/x", environment: "production", secret: "A" },
    { github: "repository", repository: "acme/y", secret: "A" },
    { github: "organisation", organisation: "acme", secret: "A" },
  ],
});

/** The overlap ended at noon; the delivery was an hour before. */
const when = (runs: readonly SeenRun[], passedMs: number, { leaked = false, isHastened = false } = {}) => {
  const { asked, workflowRuns } = gitHub(runs);
  const context: Parameters<typeof whenToRetire>[0] = {
    ...({ requestId: "req_1", progress: undefined, signal, recordProgress: async () => {} } satisfies Partial<
      StepContext<never, never, never>
    >),
    people: { requester: alice, approvedBy: [], origin: "C0OPS" },
    input: { role: "profinaut-db", leaked, reason: "" },
    facts: {
      role: "profinaut-db",
      policies: [],
      secretIdTtlS: 1,
      secretIdNumUses: 0,
      overlapMs: hour,
      destinations: [],
      replaces: [],
    },
    done: {
      "issue-and-deliver": { accessor: "new", createdAtMs: noon - hour, expiresAtMs: null, deliveredAtMs: noon - hour },
      commit: { accessor: "new", expiresAtMs: null, retiring: ["old"], retireAtMs: noon },
    },
    ...(isHastened ? { hastenedBy: bob } : {}),
    ports: portsWith({ roles: roles(settings), workflowRuns }),
    now: () => noon + passedMs,
  };
  return { asked, due: whenToRetire(context) };
};

describe("when the old SecretID ends", () => {
  it("is after the overlap, without looking at anything before", async () => {
    const { asked, due } = when([aRun(1)], -1);

    expect(await due).toBe(noon);
    expect(asked).toEqual([]);
  });

  it("is at once when nothing that was created before the delivery is under way, in any repository that is delivered to", async () => {
    const { asked, due } = when([], 5_000);

    expect(await due).toBe(noon);
    expect(asked.map(({ repository }) => repository)).toEqual(["acme/x", "acme/y"]);
    expect(asked[0]?.beforeMs).toBe(noon - hour + 30_000);
  });

  it("is later while runs may hold it: the card names them, and until when nobody has to decide", async () => {
    const { due } = when([1, 2, 3].map(aRun), 60_000);

    expect(await due).toEqual({
      untilMs: noon + 66_000,
      note: say("in-flight.waits", {
        runs: ["Build #1", "Build #2", "Build #3", "Build #1", "Build #2", "+1"],
        untilAtMs: noon + 10 * hour,
      }),
      mayBeHastened: false,
    });
  });

  it("is for a person to say after the longest wait, and waits on until somebody does", async () => {
    const held = await when([aRun(1)], 10 * hour).due;

    expect(held).toMatchObject({ mayBeHastened: true, untilMs: noon + 10 * hour + 30_000, note: { key: "in-flight.ask" } });
    expect(await when([aRun(1)], 10 * hour, { isHastened: true }).due).toBe(noon);
  });

  it("waits for no run after a leak", async () => {
    expect(await when([aRun(1)], 0, { leaked: true }).due).toBe(noon);
  });
});

describe("looking at runs before anybody is asked", () => {
  const look = (isLeaked: boolean, answer: readonly SeenRun[] | Error) =>
    lookAtRuns(aRole(), isLeaked, { ports: portsWith(gitHub(answer)), signal, nowMs: noon });

  it("names those that will fail after a leak, and none otherwise", async () => {
    expect(await look(true, [aRun(7)])).toEqual({ failing: ["Build #7"] });
    expect(await look(false, [aRun(7)])).toEqual({});
  });

  it("needs the permission to look, but not to end what has leaked: then the card says that nobody looked", async () => {
    await expect(look(false, denied)).rejects.toBe(denied);
    expect(await look(true, denied)).toEqual({ runsUnseen: true });
    await expect(look(true, new TypeError("odd"))).rejects.toThrow("odd");
  });
});
