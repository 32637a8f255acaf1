import pMap from "p-map";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { drive } from "../support/drive.ts";
import type { Gatekeeper, HttpCall, Ruling } from "../support/http-gate.ts";
import { aRotationCase } from "../support/rotation-case.ts";
import { type SmallPlatform, startSmallPlatform } from "../support/small-platform.ts";

/** The n-th call of its kind: `vault POST /v1/auth/approle/role/<role>/secret-id 1` */
type Call = string;

/** What goes wrong with a call. A read is sent twice by the bot before it gives up, so both are met. */
interface Fault {
  readonly name: string;
  readonly side: "before" | "after";
  readonly ruling: Ruling;
}

const serverError: Ruling = { status: 500, body: '{"errors":[],"message":"Server Error"}' };
const faults: readonly Fault[] = [
  { name: "is lost on its way", side: "before", ruling: "cut" },
  { name: "is done, and its answer is lost", side: "after", ruling: "cut" },
  { name: "is refused with 500", side: "before", ruling: serverError },
  { name: "is done, and answered with 500", side: "after", ruling: serverError },
];

const lanes = 24;
let platform: SmallPlatform;
beforeAll(async () => {
  platform = await startSmallPlatform();
});
afterAll(() => platform?.stop());

interface Outcome {
  readonly calls: readonly Call[];
  readonly state: string;
  readonly broken: readonly string[];
  readonly isMet: boolean;
}

/** A rotation in which one call meets a fault (as often as the bot repeats it at once), with people who try again. */
async function rotation(target?: { readonly call: Call; readonly fault: Fault }): Promise<Outcome> {
  const calls: Call[] = [];
  const counts = new Map<string, number>();
  let [isMet, isArmed] = [false, false];
  const nameOf = (service: string, { method, path }: HttpCall): string =>
    `${service} ${method} ${path.replace(/profinaut-\d{4}/, "<role>").replace(/\?.*/, "")}`;
  const keeper = (service: string): Gatekeeper => ({
    before: (call) => {
      const kind = nameOf(service, call);
      const count = (counts.get(kind) ?? 0) + 1;
      counts.set(kind, count);
      const name = `${kind} ${count}`;
      calls.push(name);
      if (name === target?.call) [isMet, isArmed] = [true, true];
      else if (isArmed && !isRepetition(name, target?.call)) isArmed = false;
      return isArmed && target?.fault.side === "before" ? target.fault.ruling : "pass";
    },
    after: (call) => {
      const isTarget = isArmed && target?.fault.side === "after" && target.call.startsWith(nameOf(service, call));
      return isTarget ? target.fault.ruling : "pass";
    },
  });
  const aCase = await aRotationCase(platform, { keepers: { vault: keeper("vault"), gitHub: keeper("github") } });
  try {
    const processRun = await aCase.processRun();
    const command = (role: string): string => `rotate ${role} weekly rotation`;
    const broken: string[] = [];
    await drive(aCase, processRun, { command, retries: 1, onOverlap: async () => void broken.push(...(await aCase.broken())) });
    const request = await aCase.newest();
    return { calls, state: String(request?.state), broken: [...broken, ...(await aCase.broken())], isMet };
  } finally {
    await aCase.stop();
  }
}

/** The next call of the same kind, right behind: the bot's own second try. */
const isRepetition = (name: Call, of = ""): boolean => {
  const [kind, count] = [of.slice(0, of.lastIndexOf(" ")), Number(of.slice(of.lastIndexOf(" ") + 1))];
  return name === `${kind} ${count + 1}`;
};

describe("T21 any one call of a rotation to Vault or GitHub", () => {
  let calls: readonly Call[] = [];
  beforeAll(async () => {
    const outcome = await rotation();
    expect(outcome).toMatchObject({ state: "succeeded", broken: [], isMet: false });
    // Runs are asked for by status, five times at once: one of the five stands for the others.
    const at = (call: Call): number => Number(/\/actions\/runs (\d+)$/.exec(call)?.[1] ?? 1);
    calls = outcome.calls.filter((call) => at(call) % 5 === 1);
  });

  it.each(faults)("$name: it ends in a state that is true", async (fault) => {
    const outcomes = await pMap(calls, async (call) => ({ call, ...(await rotation({ call, fault })) }), { concurrency: lanes });

    const broken = outcomes.filter((one) => one.broken.length > 0).map((one) => `${one.call}: ${one.broken.join("; ")}`);
    expect(broken).toEqual([]);
    const unended = outcomes.filter(({ state }) => state !== "succeeded" && state !== "refused");
    expect(unended.map(({ call, state }) => `${call}: ${state}`)).toEqual([]);
    expect(outcomes.filter(({ isMet }) => !isMet)).toEqual([]);
    expect(outcomes.filter(({ state }) => state === "succeeded").length).toBeGreaterThan(calls.length / 2);
    expect(calls.length).toBeGreaterThan(40);
  });
});
