import { generateKeyPairSync, sign } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { Ajv, type AnySchema } from "ajv";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { commitOf } from "../../demo/parts/fake-github/repository-files.ts";
import { type FakeGitHub, startFakeGitHub } from "../../demo/parts/fake-github/server.ts";
import { theToken } from "./arrange.ts";
import { ask, putLikeGh } from "./gh.ts";

const Schema = z.custom<AnySchema>((value) => typeof value === "object" && value !== null);
const Excerpt = z.object({
  source: z.string(),
  operations: z.array(
    z.object({
      id: z.string(),
      method: z.string(),
      path: z.string(),
      responses: z.record(z.string(), Schema.nullable()),
    }),
  ),
});
const excerpt = Excerpt.parse(JSON.parse(await readFile(new URL("./openapi-excerpt.json", import.meta.url), "utf8")));

const ajv = new Ajv({
  strict: false,
  allErrors: true,
  formats: {
    int64: { type: "number", validate: Number.isInteger },
    uri: (text) => URL.canParse(text),
    "date-time": /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/,
  },
});

const { publicKey: publicKeyPem, privateKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
});

interface Ask {
  readonly id: string;
  readonly path: string;
  readonly status: number;
  readonly more?: object;
  /** What is sent, where it is no secret. */
  readonly body?: object;
  readonly token?: string;
}

const build = `
name: Build
on: { push: null, workflow_dispatch: { inputs: { target: { type: choice, options: [debug, release], default: debug } } } }
jobs: { build: { steps: [{ name: Compile }] } }
`;
const theRepository = "/repos/acme/profinaut/actions/secrets";
const theEnvironment = "/repos/acme/platform/environments/production%2Feu%201/secrets";
const organisation = "/orgs/acme/actions/secrets";
const someReaders = { visibility: "selected", selected_repository_ids: [1000, 1001] };

const inPlace = (kind: "repo" | "environment" | "org", place: string, more = {}): Ask[] => [
  { id: `actions/get-${kind}-public-key`, path: `${place}/public-key`, status: 200 },
  { id: `actions/create-or-update-${kind}-secret`, path: `${place}/A_SECRET`, status: 201, more },
  { id: `actions/create-or-update-${kind}-secret`, path: `${place}/A_SECRET`, status: 204, more },
  { id: `actions/get-${kind}-secret`, path: `${place}/A_SECRET`, status: 200 },
  { id: `actions/list-${kind}-secrets`, path: place, status: 200 },
  ...(kind === "org"
    ? [{ id: "actions/list-selected-repos-for-org-secret", path: `${place}/A_SECRET/repositories`, status: 200 }]
    : []),
  { id: `actions/delete-${kind}-secret`, path: `${place}/A_SECRET`, status: 204 },
];

const actions = "/repos/acme/profinaut/actions";
const dispatches = { id: "actions/create-workflow-dispatch", path: `${actions}/workflows/build.yml/dispatches` };

const git = "/repos/acme/profinaut/git";
const pulls = "/repos/acme/profinaut/pulls";
const nothing = "0".repeat(40);
const theHead = commitOf(new Map([[".github/workflows/build.yml", build]]));
const aFile = (path: string, content: string) => ({ path, mode: "100644", type: "blob", content });

const asks: readonly Ask[] = [
  { id: "repos/get-commit", path: "/repos/acme/profinaut/commits/main", status: 200 },
  { id: "repos/get-commit", path: "/repos/acme/profinaut/commits/nowhere", status: 422 },
  { id: "repos/get-content", path: "/repos/acme/profinaut/contents/.github/workflows/build.yml?ref=main", status: 200 },
  { id: "repos/get-content", path: "/repos/acme/profinaut/contents/nothing", status: 404 },
  { id: "actions/list-repo-workflows", path: `${actions}/workflows`, status: 200 },
  { id: "actions/get-workflow", path: `${actions}/workflows/build.yml`, status: 200 },
  { ...dispatches, body: { ref: "main" }, status: 204 },
  { ...dispatches, body: { ref: "main", return_run_details: true }, status: 200 },
  { id: "actions/list-workflow-runs", path: `${actions}/workflows/build.yml/runs?event=workflow_dispatch`, status: 200 },
  { id: "actions/list-workflow-runs-for-repo", path: `${actions}/runs?status=queued&per_page=100`, status: 200 },
  { id: "actions/get-workflow-run", path: `${actions}/runs/9000001`, status: 200 },
  { id: "actions/list-jobs-for-workflow-run", path: `${actions}/runs/9000001/jobs`, status: 200 },
  { id: "actions/cancel-workflow-run", path: `${actions}/runs/9000001/cancel`, status: 202 },
  { id: "actions/cancel-workflow-run", path: `${actions}/runs/9000001/cancel`, status: 409 },
  { id: "repos/get-branch-rules", path: "/repos/acme/profinaut/rules/branches/locked", status: 200 },
  { id: "git/get-ref", path: `${git}/ref/heads%2Fmain`, status: 200 },
  { id: "git/get-ref", path: `${git}/ref/heads/nowhere`, status: 404 },
  { id: "git/get-ref", path: "/repos/acme/platform/git/ref/heads/main", status: 409 },
  { id: "git/get-commit", path: `${git}/commits/${theHead}`, status: 200 },
  { id: "git/get-commit", path: `${git}/commits/${nothing}`, status: 404 },
  { id: "git/get-tree", path: `${git}/trees/main`, status: 200 },
  { id: "git/get-tree", path: `${git}/trees/main?recursive=1`, status: 200 },
  { id: "git/get-tree", path: `${git}/trees/${nothing}`, status: 404 },
  { id: "git/get-tree", path: "/repos/acme/platform/git/trees/main", status: 409 },
  { id: "git/create-tree", path: `${git}/trees`, body: { base_tree: theHead, tree: [aFile("a", "1")] }, status: 201 },
  { id: "git/create-tree", path: `${git}/trees`, body: { base_tree: nothing, tree: [] }, status: 422 },
  { id: "git/create-commit", path: `${git}/commits`, body: { message: "m", tree: theHead, parents: [theHead] }, status: 201 },
  { id: "git/create-commit", path: `${git}/commits`, body: { message: "m", tree: nothing }, status: 422 },
  { id: "git/create-ref", path: `${git}/refs`, body: { ref: "refs/heads/a/b", sha: theHead }, status: 201 },
  { id: "git/create-ref", path: `${git}/refs`, body: { ref: "refs/heads/a/b", sha: theHead }, status: 422 },
  { id: "git/update-ref", path: `${git}/refs/heads%2Fa%2Fb`, body: { sha: theHead }, status: 200 },
  { id: "git/update-ref", path: `${git}/refs/heads/a/b`, body: { sha: nothing }, status: 422 },
  { id: "pulls/create", path: pulls, body: { title: "t", head: "work", base: "main" }, status: 201 },
  { id: "pulls/create", path: pulls, body: { title: "t", head: "a/b", base: "main" }, status: 422 },
  { id: "pulls/list", path: `${pulls}?head=acme:work`, status: 200 },
  { id: "pulls/update", path: `${pulls}/1`, body: { state: "closed" }, status: 200 },
  { id: "pulls/update", path: `${pulls}/1`, body: { state: "odd" }, status: 422 },
  { id: "git/delete-ref", path: `${git}/refs/heads/a/b`, status: 204 },
  { id: "repos/get", path: "/repos/acme/profinaut", status: 200 },
  { id: "repos/get", path: "/repos/acme/nowhere", status: 404 },
  { id: "repos/get-all-environments", path: "/repos/acme/platform/environments?per_page=100", status: 200 },
  { id: "repos/get-all-environments", path: "/repos/acme/profinaut/environments", status: 200 },
  { id: "repos/get-environment", path: "/repos/acme/platform/environments/production%2Feu%201", status: 200 },
  { id: "rate-limit/get", path: "/rate_limit", status: 200 },
  { id: "meta/root", path: "/", status: 200 },
  { id: "apps/create-installation-access-token", path: "/app/installations/678/access_tokens", status: 201, token: aJwt() },
  { id: "apps/create-installation-access-token", path: "/app/installations/678/access_tokens", status: 401 },
  { id: "apps/create-installation-access-token", path: "/app/installations/1/access_tokens", status: 404, token: aJwt() },
  ...inPlace("repo", theRepository),
  ...inPlace("environment", theEnvironment),
  ...inPlace("org", organisation, someReaders),
];

describe(`the fake answers as ${excerpt.source} describes`, () => {
  const seen: { readonly ask: Ask; readonly status: number; readonly body: unknown }[] = [];
  beforeAll(async () => {
    const fake = await aFakeWithApp();
    // Two notches: queued is taken up, so that there is a job to be seen.
    const moving = fake.startRun({ repository: "acme/profinaut", path: ".github/workflows/build.yml" });
    await fake.advanceRun(moving);
    fake.lockBranch("acme/profinaut", "locked");
    fake.commitFile({ repository: "acme/profinaut", branch: "work", path: "a", content: "1" });
    for (const one of asks) {
      const answer = await send(fake, one);
      const text = await answer.text();
      seen.push({ ask: one, status: answer.status, body: text === "" ? undefined : JSON.parse(text) });
    }
    await fake.stop();
  });

  it("every operation of the excerpt was asked for", () => {
    expect(excerpt.operations.length).toBeGreaterThan(15);
    expect(new Set(asks.map(({ id }) => id))).toEqual(new Set(excerpt.operations.map(({ id }) => id)));
  });

  it("every operation that the product names whole is in the excerpt", async () => {
    const folder = new URL("../../src/github/", import.meta.url);
    const texts = await Promise.all((await readdir(folder)).map((file) => readFile(new URL(file, folder), "utf8")));
    const named = texts.flatMap((text) => [...text.matchAll(/"([A-Z]+ \/[^" ]*)"/g)].map(([, route = ""]) => route));
    const known = excerpt.operations.map(({ method, path }) => `${method} ${path}`);

    expect(named.length).toBeGreaterThan(10);
    // Some name the path below a repository alone.
    expect(named.filter((route) => !known.some((one) => one === route || one === belowRepository(route)))).toEqual([]);
  });

  it.each(asks.map((one, index) => ({ ...one, index })))("$id: $status", ({ id, status, index }) => {
    const operation = excerpt.operations.find((known) => known.id === id);
    const schema = operation?.responses[String(status)];
    const answer = seen[index];

    expect(answer?.status).toBe(status);
    expect(operation?.responses).toHaveProperty(String(status));
    if (schema === null || schema === undefined) return expect(answer?.body).toBeUndefined();

    const validate = ajv.compile(schema);
    validate(answer?.body);
    expect(validate.errors).toBeNull();
    expect(strangersIn(answer?.body, schema)).toEqual([]);
  });

  it("a schema refuses what GitHub would not say", () => {
    const schema = excerpt.operations.find(({ id }) => id === "actions/get-repo-secret")?.responses["200"] ?? false;

    expect(ajv.validate(schema, { name: "A", created_at: "yesterday", updated_at: "2024-01-01T00:00:00Z" })).toBe(false);
    expect(ajv.validate(schema, { name: "A" })).toBe(false);
  });
});

async function aFakeWithApp(): Promise<FakeGitHub> {
  return startFakeGitHub({
    repositories: ["acme/profinaut", "acme/platform"],
    environments: [{ repository: "acme/platform", environment: "production/eu 1" }],
    organisations: ["acme"],
    files: [{ repository: "acme/profinaut", path: ".github/workflows/build.yml", content: build }],
    token: theToken,
    app: { appId: "12345", installationId: 678, publicKeyPem, permissions: { secrets: "write", metadata: "read" } },
  });
}

function send(fake: FakeGitHub, { id, path, more, body, token }: Ask): Promise<Response> {
  if (!id.includes("create-or-update")) {
    const method = excerpt.operations.find((known) => known.id === id)?.method ?? "GET";
    return ask(fake, method, path, body, token);
  }
  const slash = path.lastIndexOf("/");
  return putLikeGh(fake, path.slice(0, slash), path.slice(slash + 1), "value", more);
}

const belowRepository = (route: string): string => route.replace(" ", " /repos/{owner}/{repo}");

/** Top-level members that GitHub does not describe. */
function strangersIn(body: unknown, schema: AnySchema): string[] {
  const known = z.object({ properties: z.record(z.string(), z.unknown()) }).safeParse(schema).data?.properties;
  const members = z.record(z.string(), z.unknown()).safeParse(body).data ?? {};
  return known === undefined ? [] : Object.keys(members).filter((member) => !(member in known));
}

function aJwt(): string {
  const nowS = Math.floor(Date.now() / 1000);
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString("base64url");
  const signed = `${encode({ alg: "RS256", typ: "JWT" })}.${encode({ iss: "12345", iat: nowS - 30, exp: nowS + 300 })}`;
  return `${signed}.${sign("RSA-SHA256", Buffer.from(signed), privateKey).toString("base64url")}`;
}
