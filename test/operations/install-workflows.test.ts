import { describe, expect, it } from "vitest";
import { commandText, parseInput } from "../../src/app/registry.ts";
import { parseCommand } from "../../src/domain/command.ts";
import type { Json } from "../../src/domain/json.ts";
import type { StepContext } from "../../src/domain/operation.ts";
import { filled } from "../../src/domain/workflow-template.ts";
import { type InstallFacts, lookBeforeInstalling } from "../../src/operations/install-workflows/facts.ts";
import { InstallInput } from "../../src/operations/install-workflows/input.ts";
import {
  compensateOpening,
  compensatePush,
  findOpened,
  findPushed,
  open,
  push,
} from "../../src/operations/install-workflows/propose.ts";
import { markOf, pullText } from "../../src/operations/install-workflows/pull-text.ts";
import { installWorkflows } from "../../src/operations/install-workflows.ts";
import { alice, noon, requestId } from "../support/builders.ts";
import { createMemoryProposals } from "../support/memory-proposals.ts";
import { portsWith } from "../support/ports-that-fail.ts";

const signal = new AbortController().signal;
const names = { kvMount: "secret", kvBase: "profinaut", approleMount: "approle", roles: "profinaut-db" };
const one = { path: ".github/workflows/one.yml", text: "name: One\nbranch: '@defaultBranch@'\nroles: '@roles@'\n" };
const two = { path: ".github/profinaut/two.sh", text: "echo two\n" };
const newer = { ...one, text: `${one.text}more: 1\n` };
const asInstalled = (template: typeof one): string => filled(template, { ...names, defaultBranch: "main" });

/** A repository, and a bot with templates for it. */
function aWorld(files: { readonly [path: string]: string } = {}, templates = [one, two]) {
  const repository = createMemoryProposals(new Map(Object.entries(files)));
  let progress: Json | undefined;
  const ports = portsWith({
    proposals: repository.proposals,
    platformFiles: { repository: "acme/profinaut", templates, names },
  });
  const look = () => lookBeforeInstalling({ requestId, input: { reason: "" }, ports, signal, nowMs: noon, approved: undefined });
  const context = (facts: InstallFacts, done: object = {}): StepContext<InstallInput, InstallFacts, unknown> => ({
    ...{ requestId, input: { reason: "" }, facts, progress, ports, signal, done },
    people: { requester: alice, approvedBy: [], origin: "C0OPS" },
    now: () => noon,
    recordProgress: async (note) => {
      progress = note.progress;
    },
  });
  const install = async () => {
    const facts = await look();
    await push(context(facts));
    const { checkpoint } = await open(context(facts));
    progress = undefined;
    return { facts, checkpoint };
  };
  return { repository, ports, look, context, install };
}

const standings = ({ files }: InstallFacts): object => Object.fromEntries(files.map(({ path, standing }) => [path, standing]));

describe("what is typed after install-workflows", () => {
  it("is a reason, and reads back as the same", () => {
    const given = parseInput(InstallInput, parseCommand("install-workflows new  version"));

    expect(given).toEqual({ reason: "new version" });
    expect(commandText(installWorkflows, given)).toBe("install-workflows new version");
  });

  it.each([
    ["a flag", "install-workflows --force", "install-workflows.flag-unknown"],
    ["a story", `install-workflows ${"x".repeat(301)}`, "command.reason-too-long"],
  ])("is not %s", (_, text, code) => {
    expect(() => parseInput(InstallInput, parseCommand(text))).toThrowError(
      expect.objectContaining({ sentence: expect.objectContaining({ key: code }) }),
    );
  });
});

describe("looking before the workflows are proposed", () => {
  it("finds what is new, what has a newer version, and what is as it is to be", async () => {
    const { look } = aWorld({ [one.path]: asInstalled(one) }, [newer, two]);

    const facts = await look();

    expect(standings(facts)).toEqual({ [one.path]: "changed", [two.path]: "added" });
    expect(facts.files[0]).toMatchObject({ added: 1, removed: 0 });
    expect(facts).toMatchObject({ repository: "acme/profinaut", defaultBranch: "main", open: null });
  });

  it("shows what people changed, and leaves it alone as long as there is nothing newer", async () => {
    const byHand = `${asInstalled(one)}theirs: 1\n`;

    expect(standings(await aWorld({ [one.path]: byHand }).look())).toEqual({ [one.path]: "kept", [two.path]: "added" });
    expect(standings(await aWorld({ [one.path]: byHand }, [newer, two]).look())).toMatchObject({ [one.path]: "edited" });
    expect(standings(await aWorld({ [one.path]: "their own\n" }).look())).toMatchObject({ [one.path]: "edited" });
  });

  it("refuses when there is nothing to propose, and names what people changed", async () => {
    const there = { [one.path]: `${asInstalled(one)}theirs: 1\n`, [two.path]: asInstalled(two) };

    await expect(aWorld(there).look()).rejects.toMatchObject({
      code: "install-workflows.up-to-date",
      sentence: { params: { kept: [one.path] } },
    });
  });

  it("refuses when an open pull request holds all of it already", async () => {
    const world = aWorld();
    const { checkpoint } = await world.install();

    await expect(world.look()).rejects.toMatchObject({
      code: "install-workflows.already-proposed",
      sentence: { params: { url: checkpoint.url } },
    });
  });

  it("refuses a default branch whose name would be more than a name in a workflow", async () => {
    const { ports, look } = aWorld();
    const looked = ports.proposals.look;
    Object.assign(ports.proposals, {
      look: async (...given: Parameters<typeof looked>) => ({ ...(await looked(...given)), defaultBranch: "a'b" }),
    });

    await expect(look()).rejects.toMatchObject({ code: "install-workflows.odd-branch" });
  });
});

describe("proposing", () => {
  it("puts exactly what differs on a branch of its own, and says on the card and in the pull request what that is", async () => {
    const { repository, install } = aWorld({ "README.md": "hello", [one.path]: asInstalled(one) }, [newer, two]);

    const { facts, checkpoint } = await install();

    expect(Object.fromEntries(repository.branch() ?? [])).toEqual({
      "README.md": "hello",
      [one.path]: asInstalled(newer),
      [two.path]: asInstalled(two),
    });
    expect(repository.files.get(one.path)).toBe(asInstalled(one));
    expect(repository.opened).toMatchObject([{ number: 1, isOpen: true }]);
    expect(repository.opened[0]?.text).toContain("- `.github/workflows/one.yml` (+1)");
    const brief = installWorkflows.describe({ reason: "" }, facts);
    expect(brief.facts.map(({ value }) => value.params)).toEqual([{ files: ["two.sh (+1)"] }, { files: ["one.yml (+1)"] }]);
    expect(installWorkflows.outcome({ reason: "" }, facts, { open: checkpoint }).params).toEqual(checkpoint);
  });

  it("brings the same pull request up to date, and keeps what was committed to it by hand", async () => {
    const first = aWorld();
    await first.install();
    first.repository.commitByHand(two.path, `${asInstalled(two)}echo by hand\n`);
    const again = { ...first.ports.platformFiles, templates: [newer, two] };
    Object.assign(first.ports, { platformFiles: again });

    const { facts } = await first.install();

    expect(standings(facts)).toEqual({ [one.path]: "changed", [two.path]: "kept" });
    expect(installWorkflows.describe({ reason: "" }, facts).title.params).toEqual({ repository: "acme/profinaut", number: 1 });
    expect(installWorkflows.steps[1]?.parts({}, facts)[0]?.title.key).toBe("install-workflows.step.renew");
    expect(first.repository.opened).toHaveLength(1);
    expect(first.repository.branch()?.get(two.path)).toContain("by hand");
    expect(first.repository.branch()?.get(one.path)).toBe(asInstalled(newer));
  });

  it("begins anew on the default branch when the last pull request was merged and its branch was left", async () => {
    const world = aWorld();
    await world.install();
    world.repository.merge();
    world.repository.files.set(two.path, "their own\n");

    const { facts } = await world.install();

    expect(standings(facts)).toEqual({ [one.path]: "same", [two.path]: "edited" });
    expect(installWorkflows.describe({ reason: "" }, facts).impact.key).toBe("install-workflows.impact-edited");
    expect(world.repository.opened.map(({ isOpen }) => isOpen)).toEqual([false, true]);
  });

  it("does nothing when the repository changed since it was approved", async () => {
    const { repository, look, context } = aWorld();
    const facts = await look();
    repository.files.set(one.path, "somebody was faster\n");

    await expect(push(context(facts))).rejects.toMatchObject({ code: "install-workflows.changed-meanwhile" });
    expect(repository.branch()).toBeUndefined();
  });

  it("goes on to the commit that was noted, and finds what an earlier attempt did", async () => {
    const { repository, look, context } = aWorld();
    const facts = await look();
    expect(await findPushed(context(facts))).toBeUndefined();
    const { checkpoint } = await push(context(facts));

    expect(await push(context(facts))).toMatchObject({ checkpoint });
    expect(await findPushed(context(facts))).toEqual({ checkpoint });
    expect(await findOpened(context(facts))).toBeUndefined();
    await open(context(facts));
    expect((await findOpened(context(facts)))?.checkpoint.number).toBe(1);
    repository.commitByHand("other", "1");
    expect(await findPushed(context(facts))).toBeUndefined();
  });
});

describe("taking it back", () => {
  it("removes the branch and closes the pull request that this request made", async () => {
    const { repository, look, context } = aWorld();
    const facts = await look();
    const { checkpoint } = await push(context(facts));
    await open(context(facts));

    expect(await compensateOpening(context(facts))).toEqual({ undone: true });
    expect(await compensatePush({ ...context(facts, { push: checkpoint }), progress: undefined })).toEqual({ undone: true });

    expect(repository.branch()).toBeUndefined();
    expect(repository.opened).toMatchObject([{ isOpen: false }]);
    expect(await compensateOpening(context(facts))).toEqual({ undone: true });
    expect(await compensatePush(context(facts))).toEqual({ undone: true });
  });

  it.each(["left", "deleted"] as const)(
    "T24 says what people merged meanwhile, whatever the record remembers: its branch is %s",
    async (branch) => {
      const { repository, ports, look, context } = aWorld();
      const facts = await look();
      const { checkpoint } = await push(context(facts));
      await open(context(facts));
      repository.merge();
      if (branch === "deleted") await ports.proposals.remove({ repository: "acme/profinaut", branch: "profinaut/workflows" });
      const merged = { undone: false, remains: { key: "install-workflows.merged", params: { url: repository.opened[0]?.url } } };

      expect(await compensateOpening(context(facts))).toMatchObject(merged);
      expect(await compensatePush(context(facts))).toMatchObject(merged);
      expect(await compensatePush({ ...context(facts, { push: checkpoint }), progress: undefined })).toMatchObject(merged);
      expect(repository.branch() === undefined).toBe(branch === "deleted");
      expect((await findOpened(context(facts)))?.checkpoint.number).toBe(1);
    },
  );

  it("T24 finds what people merged by its commit when they have rewritten its text", async () => {
    const { repository, look, context } = aWorld();
    const facts = await look();
    await push(context(facts));
    repository.openByHand("their own words");
    repository.merge();

    expect((await findOpened(context(facts)))?.checkpoint.number).toBe(1);
    expect(await compensatePush(context(facts))).toMatchObject({ undone: false });
  });

  it("T24 leaves the branch, and the words, of a pull request that somebody else opened for it", async () => {
    const { repository, look, context } = aWorld();
    const facts = await look();
    await push(context(facts));
    repository.openByHand("their own words");

    await expect(open(context(facts))).rejects.toMatchObject({ code: "install-workflows.changed-meanwhile" });
    expect(await compensateOpening(context(facts))).toEqual({ undone: true });
    expect(await compensatePush(context(facts))).toMatchObject({ remains: { key: "install-workflows.branch-stays" } });
    expect(repository.branch()).toBeDefined();
    expect(repository.opened).toMatchObject([{ text: "their own words", isOpen: true }]);
  });

  it("is nothing when nothing was noted", async () => {
    const { look, context } = aWorld();

    expect(await compensatePush(context(await look()))).toEqual({ undone: true });
  });

  it.each<[string, (world: ReturnType<typeof aWorld>) => void]>([
    ["somebody else committed", ({ repository }) => repository.commitByHand(two.path, "theirs")],
    ["was there before", ({ repository }) => repository.commitByHand(two.path, "theirs before")],
  ])("T12 leaves a branch that %s, when the notes claim that all of it is ours", async (what, happens) => {
    const world = aWorld();
    const facts = await world.look();
    if (what === "was there before") happens(world);
    await push(world.context(facts));
    if (what !== "was there before") happens(world);
    const tip = await world.ports.proposals.tip({ repository: "acme/profinaut", branch: "profinaut/workflows" });
    const forged = { ...world.context(facts), progress: { from: null, commit: tip ?? "" } };

    expect(await compensatePush(forged)).toMatchObject({ remains: { key: "install-workflows.branch-stays" } });
    expect(world.repository.branch()).toBeDefined();
  });

  it("T24 leaves the branch that says it is of this request, when no note says so, and says that it is there", async () => {
    const { repository, look, context } = aWorld();
    const facts = await look();
    await push(context(facts));
    const forgotten = { ...context(facts), progress: undefined };

    expect(await compensatePush(forgotten)).toMatchObject({
      undone: false,
      remains: { key: "install-workflows.branch-stays", params: { branch: "profinaut/workflows" } },
    });
    expect(repository.branch()).toBeDefined();
    repository.commitByHand(one.path, "theirs");
    expect(await compensatePush(forgotten)).toEqual({ undone: true });
  });

  it("leaves what was open before, and what others have built on, and says so", async () => {
    const world = aWorld();
    await world.install();
    Object.assign(world.ports, { platformFiles: { ...world.ports.platformFiles, templates: [newer, two] } });
    const facts = await world.look();
    await push(world.context(facts));
    await open(world.context(facts));

    expect(await compensateOpening(world.context(facts))).toMatchObject({ undone: false });
    expect(await compensatePush(world.context(facts))).toMatchObject({
      undone: false,
      remains: { key: "install-workflows.branch-stays", params: { branch: "profinaut/workflows" } },
    });
  });
});

it("a pull request names no person, and what people would lose first of all", () => {
  const file = { path: one.path, added: 3, removed: 2, current: null, wanted: "" };
  const files = [
    { ...file, standing: "edited" as const },
    { ...file, path: two.path, standing: "kept" as const },
  ];

  const text = pullText(requestId, { files, defaultBranch: "main" });

  expect(text).toContain("- `.github/workflows/one.yml` (+3 −2)");
  expect(text).toContain("- `.github/profinaut/two.sh`\n");
  expect(text).toContain(markOf(requestId));
  expect(text).not.toContain("@");
  expect(text).not.toContain(alice.name);
});
