import { describe, expect, it } from "vitest";
import { dayMs } from "../../src/domain/expiry.ts";
import { renewalActions } from "../../src/domain/renewals.ts";
import { say } from "../../src/domain/sentence.ts";
import { anItem } from "../support/an-expiry.ts";
import { noon } from "../support/builders.ts";

const rotates = (target: string, days: number) =>
  anItem({ name: `${target}/${days}`, expiresAtMs: noon + days * dayMs, renewal: { verb: "rotate", target } });

describe("buttons that renew what ends", () => {
  it("are one for each thing to be asked for, what dies first at the front, and no more than wanted", () => {
    const items = [
      rotates("profinaut-db", 2),
      rotates("profinaut-db", 3),
      rotates("profinaut-kafka", 4),
      rotates("profinaut-x", 5),
    ];

    const actions = renewalActions(items, noon, 2);

    expect(actions.map(({ command }) => command)).toEqual(["rotate profinaut-db", "rotate profinaut-kafka"]);
    expect(actions[0]?.label).toEqual(say("expiry.button", { label: say("expiry.rotate", {}), target: "profinaut-db" }));
    expect(actions[0]?.reason).toEqual(say("expiry.reason-expires", { days: 2 }));
  });

  it("are there for what ends within a month and can be asked for, and for nothing else", () => {
    const byHand = anItem({ expiresAtMs: noon + dayMs, renewal: { how: say("help.summary", {}) } });

    expect(renewalActions([rotates("profinaut-db", 31), byHand], noon, 5)).toEqual([]);
  });
});
