import { describe, expect, it } from "vitest";
import { createGate } from "../../src/app/gate.ts";
import { say } from "../../src/domain/sentence.ts";

function aGate(person = { atOnce: 2, perMinute: 60 }, all = { atOnce: 8, perMinute: 60 }) {
  let nowMs = 0;
  const refused: string[] = [];
  const gate = createGate({
    limits: { person, all },
    flood: { refused: (userId) => void refused.push(userId) },
    monotonicMs: () => nowMs,
  });
  let interactions = 0;
  const ask = (userId: string, interactionId: string) => gate.objectionTo(userId, interactionId)?.because;
  const asks = (userId: string, times: number) => Array.from({ length: times }, () => ask(userId, `${interactions++}`));
  const moveMs = (ms: number): void => {
    nowMs += ms;
  };
  return { gate, ask, asks, refused, moveMs };
}

describe("T17 the gate", () => {
  it("hears a person as fast as they may ask, and says from when on it hears them again", () => {
    const { asks, refused, moveMs } = aGate();

    expect(asks("U0ALICE", 4)).toEqual([
      undefined,
      undefined,
      say("gate.busy", { waitMs: 1_000 }),
      say("gate.busy", { waitMs: 1_000 }),
    ]);
    moveMs(1_000);
    expect(asks("U0ALICE", 2)).toEqual([undefined, say("gate.busy", { waitMs: 1_000 })]);
    expect(refused).toEqual(["U0ALICE", "U0ALICE", "U0ALICE"]);
  });

  it("hears others meanwhile", () => {
    const { asks } = aGate();
    asks("U0ALICE", 100);

    expect(asks("U0BOB", 1)).toEqual([undefined]);
  });

  it("hears only so many in all, and keeps the last of it for those who have hardly asked", () => {
    const { asks, refused } = aGate({ atOnce: 4, perMinute: 60 }, { atOnce: 8, perMinute: 60 });

    expect(asks("U0ALICE", 4).filter((busy) => busy === undefined)).toHaveLength(4);
    // Two are left for those who have asked at most half of what they may.
    expect(asks("U0BOB", 4)).toEqual([undefined, undefined, undefined, say("gate.busy-for-all", { waitMs: 2_000 })]);
    expect(asks("U0CAROL", 1)).toEqual([undefined]);
    expect(asks("U0DAVE", 1)).toEqual([say("gate.busy-for-all", { waitMs: 1_000 })]);
    expect(refused).toEqual(["U0BOB", "U0DAVE"]);
  });

  it("counts what arrives twice once, and answers it in the same way", () => {
    const { gate, ask, asks, refused } = aGate();

    const twice = (id: string) => [ask("U0ALICE", id), ask("U0ALICE", id)];
    const busy = say("gate.busy", { waitMs: 1_000 });
    expect([twice("a"), twice("b"), twice("c")]).toEqual([
      [undefined, undefined],
      [undefined, undefined],
      [busy, busy],
    ]);
    expect(refused).toEqual(["U0ALICE"]);

    expect(gate.objectionTo("U0ALICE")?.because).toEqual(busy);
    expect(refused).toEqual(["U0ALICE", "U0ALICE"]);
    asks("U0BOB", 1_000);
    expect([ask("U0ALICE", "c"), refused.filter((userId) => userId === "U0ALICE")]).toEqual([
      busy,
      ["U0ALICE", "U0ALICE", "U0ALICE"],
    ]);
  });

  it("takes nothing of what a person may ask while all ask too much", () => {
    const { asks, moveMs } = aGate({ atOnce: 4, perMinute: 60 }, { atOnce: 4, perMinute: 60 });
    asks("U0ALICE", 3);
    asks("U0BOB", 1);

    expect(asks("U0CAROL", 9)).toEqual(Array.from({ length: 9 }, () => say("gate.busy-for-all", { waitMs: 1_000 })));
    moveMs(1_000);
    expect(asks("U0CAROL", 1)).toEqual([undefined]);
  });

  it("tells news from what somebody was told in the same wait, and from what arrives twice", () => {
    const { gate, moveMs } = aGate();
    const isNews = (interactionId?: string) => gate.objectionTo("U0ALICE", interactionId)?.isNews;

    expect([isNews(), isNews(), isNews("a"), isNews("a"), isNews()]).toEqual([undefined, undefined, true, false, false]);
    moveMs(999);
    expect([isNews(), isNews()]).toEqual([false, false]);
    moveMs(1);
    expect([isNews(), isNews(), isNews()]).toEqual([undefined, true, false]);
  });

  it("remembers no more people than it needs to, and those who asked too much the longest", () => {
    const { asks, moveMs } = aGate({ atOnce: 2, perMinute: 60 }, { atOnce: 10_000, perMinute: 60 });
    for (let at = 0; at < 1_000; at += 1) asks(`U${at}`, 1);
    moveMs(60_000);
    asks("U0ALICE", 2);
    for (let at = 0; at < 1_000; at += 1) asks(`W${at}`, 1);

    expect(asks("U0ALICE", 1)).toEqual([say("gate.busy", { waitMs: 1_000 })]);
  });
});
