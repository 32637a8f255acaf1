import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { type SmallPlatform, startSmallPlatform } from "../support/small-platform.ts";
import { aFake } from "./arrange.ts";
import { ask, putLikeGh } from "./gh.ts";

const repository = "acme/profinaut";
const path = ".github/workflows/canary.yml";
const canary = `
name: Canary
run-name: "\${{ inputs.profinaut_request || 'by hand' }} by \${{ github.actor }}"
on:
  workflow_dispatch:
    inputs:
      profinaut_request: { type: string, required: true }
      level: { type: choice, options: [low, high], default: low }
jobs:
  login:
    steps: [{ name: Log in }]
  report:
    needs: login
    name: "request \${{ needs.login.outputs.request }} generation \${{ needs.login.outputs.generation }}"
`;
const theActions = `/repos/${repository}/actions`;
const files = [
  { repository, path, content: canary },
  { repository, path: ".github/workflows/pushed.yml", content: "on: push\njobs: { build: {} }\n" },
];
const inputs = { profinaut_request: "req_1" };

const Runs = z.object({ workflow_runs: z.array(z.object({ id: z.number(), display_title: z.string(), event: z.string() })) });
const Dispatched = z.object({ workflow_run_id: z.number() });

describe("a dispatch", () => {
  const at = (workflow: string) => `${theActions}/workflows/${workflow}/dispatches`;
  const refusals: readonly (readonly [string, number, string, object])[] = [
    ["an unknown workflow", 404, "nothing.yml", { ref: "main", inputs }],
    ["one that cannot be dispatched", 422, "pushed.yml", { ref: "main" }],
    ["a ref that is not there", 422, "canary.yml", { ref: "gone", inputs }],
    ["an unknown input", 422, "canary.yml", { ref: "main", inputs: { ...inputs, more: "1" } }],
    ["a missing input", 422, "canary.yml", { ref: "main" }],
    ["an option that is none", 422, "canary.yml", { ref: "main", inputs: { ...inputs, level: "higher" } }],
    ["no ref", 422, "canary.yml", { inputs }],
  ];
  it.each(refusals)("is refused for %s: %i", async (_, status, workflow, body) => {
    const fake = await aFake({ files });

    const answer = await ask(fake, "POST", at(workflow), body);

    expect(answer.status).toBe(status);
    expect(fake.runs()).toEqual([]);
  });

  it("is refused while the workflow is disabled, the repository archived, or the permission missing", async () => {
    const fake = await aFake({ files });
    const timid = await aFake({ files, permissions: { actions: "read" } });

    fake.workflowState({ repository, path, state: "disabled_manually" });
    const disabled = await ask(fake, "POST", at("canary.yml"), { ref: "main", inputs });
    fake.workflowState({ repository, path, state: "active" });
    fake.archive(repository, true);
    const archived = await ask(fake, "POST", at("canary.yml"), { ref: "main", inputs });
    const refused = await ask(timid, "POST", at("canary.yml"), { ref: "main", inputs });

    expect([disabled.status, archived.status, refused.status]).toEqual([422, 403, 403]);
    expect([...fake.runs(), ...timid.runs()]).toEqual([]);
  });

  it("makes a run with its name filled in, told to those who ask for it and in the lists a moment later", async () => {
    let nowMs = Date.now();
    const fake = await aFake({ files, refs: [{ repository, ref: "v1" }], runner: { listedAfterMs: 2_000 } }, () => nowMs);
    const list = async (query: string) =>
      Runs.parse(await (await ask(fake, "GET", `${theActions}/workflows/canary.yml/runs?${query}`)).json()).workflow_runs;

    const silent = await ask(fake, "POST", at("canary.yml"), { ref: "v1", inputs });
    const atOnce = await list("");
    nowMs += 3_000;
    const told = await ask(fake, "POST", at("canary.yml"), { ref: "main", inputs, return_run_details: true });
    fake.tellRuns(false);
    const old = await ask(fake, "POST", at("canary.yml"), { ref: "main", inputs, return_run_details: true });

    expect([silent.status, told.status, old.status]).toEqual([204, 200, 204]);
    expect(atOnce).toEqual([]);
    const [first] = await list("branch=v1&event=workflow_dispatch&status=queued");
    expect(first).toMatchObject({ display_title: "req_1 by profinaut-bot", event: "workflow_dispatch" });
    expect(Dispatched.parse(await told.json()).workflow_run_id).not.toBe(first?.id);
    const since = new Date(nowMs - 1_000).toISOString();
    nowMs += 3_000;
    expect(await list(`created=>=${since}`)).toHaveLength(2);
    expect(await list(`created=<${since}`)).toHaveLength(1);
    expect(await list("created=2000-01-01..2000-01-02")).toEqual([]);
    expect(await list("per_page=1&page=3")).toEqual([first]);
  });
});

describe("a run", () => {
  let platform: SmallPlatform;
  beforeAll(async () => {
    platform = await startSmallPlatform();
  });
  afterAll(() => platform?.stop());

  async function aFakeWithCanary() {
    const { role, secretId } = await platform.newRole();
    const { data } = z
      .object({ data: z.object({ role_id: z.string() }) })
      .parse((await platform.vault.server.api("GET", `auth/approle/role/${role}/role-id`)).body);
    const { address, caFile } = platform.vault.server;
    const vault = { address, caFile, approleMount: "approle", roleId: data.role_id };
    const fake = await aFake({
      files,
      runner: { canaries: [{ repository, path, job: "login", secret: "SECRET_ID", vault }] },
    });
    return { fake, role, secretId };
  }

  it("of the canary logs in to Vault with what the repository held when it was queued, and tells whose it was", async () => {
    const { fake, role } = await aFakeWithCanary();
    const { body } = await platform.vault.server.api("POST", `auth/approle/role/${role}/secret-id`, {
      metadata: JSON.stringify({ request: "req_1", generation: "7" }),
    });
    await putLikeGh(fake, `${theActions}/secrets`, "SECRET_ID", String(body.data?.["secret_id"]));
    const id = fake.startRun({ repository, path });
    await putLikeGh(fake, `${theActions}/secrets`, "SECRET_ID", "written later");

    while (await fake.advanceRun(id));

    expect(fake.runs()).toMatchObject([
      { id, status: "completed", conclusion: "success", jobs: [{ name: "login" }, { name: "request req_1 generation 7" }] },
    ]);
  });

  it("of the canary fails when Vault refuses, and says nothing", async () => {
    const { fake } = await aFakeWithCanary();
    await putLikeGh(fake, `${theActions}/secrets`, "SECRET_ID", "no such SecretID");
    const id = fake.startRun({ repository, path });

    while (await fake.advanceRun(id));

    expect(fake.runs()).toMatchObject([{ status: "completed", conclusion: "failure", jobs: [{ conclusion: "failure" }] }]);
  });

  it("moves by itself where it is told how fast, can be cancelled while it moves, and costs nothing while it does not change", async () => {
    const fake = await aFake({ files, runner: { notchMs: 5 } });
    const fast = fake.startRun({ repository, path });
    const stopped = fake.startRun({ repository, path, status: "waiting", lastsMs: 60_000 });
    const address = `${theActions}/runs/${stopped}`;

    const first = await ask(fake, "GET", address);
    const again = await fetch(`${fake.url}${address}`, {
      headers: { authorization: "Bearer a-token", "if-none-match": first.headers.get("etag") ?? "" },
    });
    const cancelled = await ask(fake, "POST", `${address}/cancel`);
    const twice = await ask(fake, "POST", `${address}/cancel`);
    await expect.poll(() => fake.runs().find(({ id }) => id === fast)?.conclusion).toBe("success");

    expect([again.status, again.headers.get("x-ratelimit-used")]).toEqual([304, null]);
    expect([cancelled.status, twice.status]).toEqual([202, 409]);
    expect(fake.runs()[1]).toMatchObject({ status: "completed", conclusion: "cancelled" });
  });

  it("ends as it is scripted, over HTTP too", async () => {
    const fake = await aFake({ files });
    const control = (what: string, body: object) => ask(fake, "POST", `/_double/${what}`, body);
    await control("script", { path, conclusion: "timed_out" });
    const { id } = z.object({ id: z.number() }).parse(await (await control("run", { repository, path })).json());

    while (z.object({ isMoving: z.boolean() }).parse(await (await control("advance", { id })).json()).isMoving);

    const seen: unknown = await (await fetch(`${fake.url}/_double/runs`)).json();
    expect(seen).toMatchObject([{ id, event: "push", conclusion: "timed_out" }]);
    fake.reset();
    expect(fake.runs()).toEqual([]);
  });

  it("that was there before is found when a secret is written", async () => {
    const busyAt = [{ repository, secret: "SECRET_ID", path, agoMs: 5_000, lastsMs: 20 }];
    const fake = await aFake({ files, runner: { busyAt } });

    await putLikeGh(fake, `${theActions}/secrets`, "secret_id", "value");

    expect(fake.runs()).toMatchObject([{ event: "push", status: "in_progress" }]);
    await expect.poll(() => fake.runs()[0]?.status).toBe("completed");
  });
});
