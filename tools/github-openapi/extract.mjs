// Cuts the operations that this project uses out of GitHub's published OpenAPI description, for the conformance test of
// the fake GitHub. The whole package is several hundred megabytes, so only the excerpt is kept:
//
//   npm pack @octokit/openapi@23.0.2            (in a folder outside the repository)
//   tar xzf octokit-openapi-23.0.2.tgz package/package.json package/generated/api.github.com.deref.json
//   node tools/github-openapi/extract.mjs package > test/github/openapi-excerpt.json
import { readFile } from "node:fs/promises";
import { join } from "node:path";

const OPERATIONS = [
  "actions/get-repo-public-key",
  "actions/list-repo-secrets",
  "actions/get-repo-secret",
  "actions/create-or-update-repo-secret",
  "actions/delete-repo-secret",
  "actions/get-environment-public-key",
  "actions/list-environment-secrets",
  "actions/get-environment-secret",
  "actions/create-or-update-environment-secret",
  "actions/delete-environment-secret",
  "actions/get-org-public-key",
  "actions/list-org-secrets",
  "actions/get-org-secret",
  "actions/list-selected-repos-for-org-secret",
  "actions/create-or-update-org-secret",
  "actions/delete-org-secret",
  "actions/list-repo-workflows",
  "actions/get-workflow",
  "actions/create-workflow-dispatch",
  "actions/list-workflow-runs",
  "actions/list-workflow-runs-for-repo",
  "actions/get-workflow-run",
  "actions/list-jobs-for-workflow-run",
  "actions/cancel-workflow-run",
  "git/get-ref",
  "git/create-ref",
  "git/update-ref",
  "git/delete-ref",
  "git/get-commit",
  "git/create-commit",
  "git/get-tree",
  "git/create-tree",
  "pulls/list",
  "pulls/create",
  "pulls/update",
  "repos/get-branch-rules",
  "apps/create-installation-access-token",
  "repos/get",
  "repos/get-commit",
  "repos/get-content",
  "repos/get-all-environments",
  "repos/get-environment",
  "rate-limit/get",
  "meta/root",
];
// Deeper than this, answers hold things that are neither sent by the fake nor read by the project.
const DEPTH = 2;
const WORDS = ["type", "format", "pattern", "enum", "required", "minLength", "maxLength", "minimum", "maximum"];

const folder = process.argv[2];
if (folder === undefined) throw new Error("usage: extract.mjs <folder of the unpacked package>");
const { name, version } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
const description = JSON.parse(await readFile(join(folder, "generated/api.github.com.deref.json"), "utf8"));

const found = Object.entries(description.paths).flatMap(([path, methods]) =>
  Object.entries(methods)
    .filter(([, { operationId }]) => OPERATIONS.includes(operationId))
    .map(([method, operation]) => ({
      id: operation.operationId,
      method: method.toUpperCase(),
      path,
      body: schemaOf(operation.requestBody),
      responses: Object.fromEntries(Object.entries(operation.responses).map(([status, answer]) => [status, schemaOf(answer)])),
    })),
);
const missing = OPERATIONS.filter((id) => !found.some((operation) => operation.id === id));
if (missing.length > 0) throw new Error(`not in ${name}@${version}: ${missing.join(", ")}`);

console.log(
  JSON.stringify({ source: `${name}@${version}`, file: "generated/api.github.com.deref.json", operations: found }, null, 1),
);

/** `null`: an answer or request without a body. */
function schemaOf(part) {
  const schema = part?.content?.["application/json"]?.schema;
  return schema === undefined ? null : pruned(schema, DEPTH);
}

/** JSON Schema of the shape alone; OpenAPI's `nullable` becomes a type. Examples and descriptions are left behind. */
function pruned(schema, depth) {
  const kept = Object.fromEntries(WORDS.filter((word) => word in schema).map((word) => [word, schema[word]]));
  if (depth === 0) delete kept.required;
  for (const word of ["anyOf", "oneOf", "allOf"]) {
    if (schema[word] !== undefined) kept[word] = schema[word].map((branch) => pruned(branch, depth));
  }
  if (depth > 0 && schema.items !== undefined) kept.items = pruned(schema.items, depth);
  if (depth > 0 && schema.properties !== undefined) {
    kept.properties = Object.fromEntries(
      Object.entries(schema.properties).map(([key, value]) => [key, pruned(value, depth - 1)]),
    );
  }
  return schema.nullable === true ? { anyOf: [{ type: "null" }, kept] } : kept;
}
