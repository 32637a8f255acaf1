import { describe, expect, it } from "vitest";
import { filled, linesChanged, standingOf } from "../../src/domain/workflow-template.ts";
import { expression, jobsOf, someNames, stepsOf, templates, workflows } from "../workflows/templates.ts";

it("the six workflows of the manual are there, each for a person to start, and what they share", () => {
  const names = workflows.map(({ workflow }) => workflow.name);

  expect(names).toEqual(
    expect.arrayContaining([
      "Docker Build and Push",
      "Docker Compose with Vault",
      "Release Build",
      "Rotate Vault SecretID",
      "Rust Test & Docker Build",
      "Vault Secrets Check",
    ]),
  );
  for (const { workflow } of workflows) {
    expect(workflow.on["workflow_dispatch"]).toMatchObject({ inputs: { profinaut_request: { type: "string" } } });
    expect(workflow["run-name"]).toContain("{{ inputs.profinaut_request }}");
  }
  expect(templates.map(({ path }) => path)).toContain(".github/profinaut/vault.sh");
  expect(workflows.flatMap(stepsOf).filter(({ uses }) => uses !== undefined).length).toBeGreaterThan(10);
  expect(templates.every(({ text }) => text.endsWith("\n"))).toBe(true);
});

describe.each(workflows)("$path", (read) => {
  const { workflow, text } = read;

  it("runs no code of strangers with the rights of the repository", () => {
    expect(Object.keys(workflow.on)).not.toContain("pull_request_target");
    expect(Object.keys(workflow.on)).not.toContain("workflow_run");
  });

  it("every action is pinned by its commit, and says which version that is", () => {
    const lines = text.split("\n").filter((line) => /\buses:/.test(line));

    for (const line of lines) expect(line).toMatch(/uses: [\w.-]+\/[\w.-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  it("no job holds a right it does not use", () => {
    for (const job of jobsOf(read)) {
      const scripts = job.steps.flatMap(({ run }) => run ?? []).join("\n");
      const { permissions } = job;
      const may = new Set(Object.keys(permissions));

      expect(may.has("id-token")).toBe(scripts.includes("vault_login"));
      expect(permissions["contents"] === "write").toBe(scripts.includes("gh release"));
      expect(may.has("contents")).toBe(
        job.steps.some(({ uses }) => uses?.startsWith("actions/checkout@")) || scripts.includes("gh release"),
      );
      expect([...may].filter((name) => name !== "id-token" && name !== "contents")).toEqual([]);
    }
  });

  it("a checkout leaves no token behind", () => {
    for (const { uses, with: given } of stepsOf(read))
      if (uses?.startsWith("actions/checkout@")) expect(given).toMatchObject({ "persist-credentials": false });
  });

  it("no script has an expression in it: what others write would be run", () => {
    for (const { run } of stepsOf(read)) expect(run ?? "").not.toContain("${{");
  });

  it("a secret is given to single steps only, and none to a step that an action of others runs", () => {
    for (const { env } of jobsOf(read)) expect(JSON.stringify(env)).not.toContain("secrets.");
    for (const { uses, with: given, env } of stepsOf(read))
      if (uses !== undefined) expect(JSON.stringify([given, env])).not.toContain("secrets.");
  });

  it("a job of a pull request gets no secret and no token", () => {
    if (!("pull_request" in workflow.on)) return;
    const jobs = jobsOf(read).filter(
      (job) => job.if !== "github.event_name == 'push' || github.event_name == 'workflow_dispatch'",
    );

    expect(jobs.length).toBeGreaterThan(0);
    for (const job of jobs) {
      expect(JSON.stringify(job)).not.toContain("secrets.");
      expect(job.permissions).toEqual({ contents: "read" });
    }
  });

  it("no secret is a build argument, an output, a variable of later steps or an argument that others see", () => {
    for (const { run = "" } of stepsOf(read)) {
      expect(run).not.toMatch(/--build-arg|GITHUB_ENV|GITHUB_OUTPUT|set-output/);
      expect(run).not.toMatch(/--password[ =]|--passphrase[ =]|curl [^\n]*\$WEBHOOK/);
      expect(run).not.toMatch(/\bset -x|xtrace/);
    }
    expect(jobsOf(read).flatMap(({ outputs }) => Object.keys(outputs))).toEqual([]);
  });

  it("a value from Vault is read after the login, and the login is ended", () => {
    for (const { run = "" } of stepsOf(read)) {
      const [login, value, logout] = ["vault_login", "vault_read ", "vault_logout"].map((word) => run.indexOf(word));
      const first = Math.max(run.indexOf("vault_values "), value ?? -1);
      expect(run.includes("vault_")).toBe(run.includes("source .github/profinaut/vault.sh"));
      if (first < 0) continue;
      expect(login).toBeGreaterThan(0);
      expect(login).toBeLessThan(first);
      expect(first).toBeLessThan(logout ?? -1);
    }
  });

  it("no job runs forever, and no two of a kind at once", () => {
    for (const job of jobsOf(read)) expect(job["timeout-minutes"]).toBeLessThanOrEqual(90);
    expect(workflow.concurrency.group).toContain("github.workflow");
  });

  it("what is left in memory is removed however the job ends", () => {
    for (const job of jobsOf(read)) {
      const kept = Object.entries(job.env).filter(([, value]) => String(value).startsWith("/dev/shm/"));
      const always = job.steps.filter((step) => step.if === "always()").flatMap(({ run }) => run ?? []);
      for (const [name, value] of kept) {
        expect(always.join("\n")).toContain(`rm -rf "$${name}"`);
        // Another job of the same machine has one of its own.
        expect(value).toContain(`-${expression("github.run_id")}-${expression("github.run_attempt")}`);
      }
    }
  });

  it("a job that may need a runner near Vault lets one be named, and no other does: a runner of one's own runs no stranger's code", () => {
    for (const job of jobsOf(read)) {
      const asksVault = job.steps.some(({ run }) => run?.includes("vault_login"));
      expect(job["runs-on"]).toBe(asksVault ? expression("vars.PROFINAUT_RUNNER || 'ubuntu-24.04'") : "ubuntu-24.04");
    }
  });
});

it("a builder's notes are where the step that removes it still finds them, after the login is forgotten", () => {
  const jobs = workflows.flatMap(jobsOf).filter(({ env }) => "DOCKER_CONFIG" in env);

  expect(jobs).toHaveLength(1);
  for (const { steps } of jobs) {
    const told = steps.filter(
      ({ uses, run }) => uses?.startsWith("docker/setup-buildx-action@") || run?.includes("docker buildx"),
    );
    expect(told.map(({ env }) => env["BUILDX_CONFIG"])).toEqual([0, 1, 2].map(() => `${expression("runner.temp")}/buildx`));
    // buildx may be a plugin that is installed in what is removed.
    expect(told.at(-1)?.run).toMatch(/docker buildx rm [\s\S]*\n\s*rm -rf "\$DOCKER_CONFIG"/);
  }
});

it("a release is built and pushed without what pull requests may have left in GitHub's caches", () => {
  const released = workflows.filter(({ path }) => /release-build|docker-build-push/.test(path));

  expect(released).toHaveLength(2);
  for (const read of released) expect(stepsOf(read).filter(({ uses }) => uses?.startsWith("actions/cache"))).toEqual([]);
});

it("no layer of a build that was given values is kept where others read it", () => {
  for (const read of workflows)
    for (const job of jobsOf(read)) {
      const builds = job.steps.filter(({ run }) => run?.includes("docker buildx build"));
      const isGivenValues = builds.some(({ run }) => run?.includes("vault_values"));
      const caches = job.steps.filter(({ uses }) => uses?.startsWith("actions/cache"));
      if (isGivenValues) for (const cache of caches) expect(cache.if).toBe("vars.PROFINAUT_BUILD_VALUES == ''");
      for (const { run = "" } of builds) expect(run).not.toMatch(/ref=\$image|provenance mode=max/);
      // What versions of the templates up to 0.1.0 kept under `layers-` may hold values.
      for (const { with: given } of caches) expect(JSON.stringify(given)).not.toContain("layers-$");
    }
});

it("each commit of the default branch is tested to the end: of one group GitHub would keep only the newest that waits", () => {
  const tests = workflows.find(({ path }) => path.endsWith("rust-test-docker-build.yml"));

  expect(tests?.workflow.concurrency).toEqual({
    group: `${expression("github.workflow")}-${expression("github.event_name == 'pull_request' && github.ref || github.sha")}`,
    "cancel-in-progress": expression("github.event_name == 'pull_request'"),
  });
  expect(Object.keys(tests?.workflow.on ?? {})).toContain("merge_group");
});

it("what holds the signing key compiles nothing, and can write nothing", () => {
  const release = workflows.find(({ path }) => path.endsWith("release-build.yml"));
  const signing = release === undefined ? undefined : release.workflow.jobs["sign"];

  expect(signing?.permissions).toEqual({ contents: "read", "id-token": "write" });
  expect(JSON.stringify(signing?.steps)).not.toContain("cargo");
});

describe("a template that is filled in", () => {
  const template = { path: ".github/workflows/a.yml", text: "one: '@roles@'\ntwo: 2\n" };
  const now = filled(template, someNames);
  const later = filled({ ...template, text: "one: '@roles@'\ntwo: 3\n" }, someNames);

  it("holds the names, and a hash of the rest in its first line", () => {
    expect(now).toMatch(/^# Installed by .* sha256:[0-9a-f]{64}\none: 'profinaut-db profinaut-kafka'\ntwo: 2\n$/);
    expect(() => filled({ ...template, text: "@nobody@" }, someNames)).toThrow(/nobody knows @nobody@/);
  });

  it.each([
    ["nothing is there", undefined, "added"],
    ["it is as it is to be", later, "same"],
    ["it is as an earlier template made it", now, "changed"],
    ["people changed it, and there is a newer template", `${now}three: 3\n`, "edited"],
    ["people changed it, and the template has not changed", `${later}three: 3\n`, "kept"],
    ["people made it themselves", "one: 1\n", "edited"],
    ["people took the first line away", later.slice(later.indexOf("\n") + 1), "edited"],
  ] as const)("%s", (_, current, standing) => {
    expect(standingOf(later, current)).toBe(standing);
  });

  it("says how many lines change, and does not count its first", () => {
    expect(linesChanged(undefined, now)).toEqual({ added: 2, removed: 0 });
    expect(linesChanged(now, later)).toEqual({ added: 1, removed: 1 });
    expect(linesChanged(now, now)).toEqual({ added: 0, removed: 0 });
  });
});
