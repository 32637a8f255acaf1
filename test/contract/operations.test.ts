import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { operations } from "../../src/operations/index.ts";

const root = new URL("../../", import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), "utf8");
const policies = readdirSync(new URL("vault/policies/", root))
  .filter((name) => name.startsWith("profinaut-bot-worker"))
  .map((name) => read(`vault/policies/${name}`))
  .join("\n")
  .replaceAll(/\$\{(\w+)\}/g, "<$1>");

/** What an operation asks of Vault through its ports, and the path of the policy that allows it to the worker. */
const needs: { readonly [call: string]: string } = {
  "entries.look": "<kvMount>/metadata/<kvBase>/*",
  "entries.children": "<kvMount>/metadata/<kvBase>/*",
  "entries.describe": "<kvMount>/metadata/<kvBase>/*",
  "entries.write": "<kvMount>/data/<kvBase>/*",
  "entries.readWrapped": "<kvMount>/data/<kvBase>/*",
  "entries.read": "<kvMount>/data/<kvBase>/<exchange>/*",
  "entries.deleteVersion": "<kvMount>/delete/<kvBase>/*",
  "entries.missingCapabilities": "sys/capabilities-self",
  "waiting.read": "<kvBase>-pending/data/*",
  "waiting.remove": "<kvBase>-pending/metadata/*",
  "waiting.list": "<kvBase>-pending/metadata/*",
  "wrapping.look": "sys/wrapping/lookup",
  "wrapping.open": "sys/wrapping/unwrap",
  "wrapping.openEntry": "sys/wrapping/unwrap",
  "appRoles.role": "auth/<approleMount>/role/<role>",
  "appRoles.accessors": "auth/<approleMount>/role/<role>/secret-id/",
  "appRoles.live": "auth/<approleMount>/role/<role>/secret-id/",
  "appRoles.lookUp": "auth/<approleMount>/role/<role>/secret-id-accessor/lookup",
  "appRoles.lookUpValue": "auth/<approleMount>/role/<role>/secret-id/lookup",
  "appRoles.issueWrapped": "auth/<approleMount>/role/<role>/secret-id",
  "appRoles.unwrap": "sys/wrapping/unwrap",
  "appRoles.destroy": "auth/<approleMount>/role/<role>/secret-id-accessor/destroy",
  "appRoles.missingCapabilities": "sys/capabilities-self",
  "lockouts.list": "sys/locked-users",
  "lockouts.end": "sys/locked-users/+/unlock/+",
  "lockouts.missingCapabilities": "sys/capabilities-self",
};

/** Every call of a port in the files of one operation. */
const callsOf = (name: string): readonly string[] => {
  const folder = readdirSync(new URL("src/operations/", root), { recursive: true, encoding: "utf8" });
  const files = folder
    .filter((path) => path === `${name}.ts` || path.startsWith(`${name}/`))
    .filter((path) => path.endsWith(".ts"));
  const text = files.map((path) => read(`src/operations/${path}`)).join("\n");
  return [
    ...new Set(
      [...text.matchAll(/ports\.(appRoles|entries|waiting|wrapping|lockouts)\.(\w+)\(/g)].map(
        ([, port = "", call = ""]) => `${port}.${call}`,
      ),
    ),
  ];
};

/** Operations that ask nothing of Vault. */
const withoutVault = ["run", "install-workflows", "redact"];

describe("every operation", () => {
  it.each(operations)("$name may do in Vault what it does, by a stanza of the worker's policy", ({ name }) => {
    const calls = callsOf(name);

    expect(calls.length > 0).toBe(!withoutVault.includes(name));
    for (const call of calls) expect(policies, call).toContain(`path "${needs[call]}" {`);
  });

  it.each(operations)("$name is in a file of its name, and in the README", ({ name }) => {
    expect(read(`src/operations/${name}.ts`)).toContain(`name: "${name}"`);
    expect(read("README.md")).toContain(`| \`${name} `);
  });
});
