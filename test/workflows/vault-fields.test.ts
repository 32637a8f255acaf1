import { afterAll, beforeAll, expect, it } from "vitest";
import { aPlatform, put, tokens } from "../cli/an-exec.ts";
import { aRunner, logOf } from "./a-runner.ts";
import { byAppRole } from "./by-app-role.ts";

const canary = ["canary", "of", "fields"].join("-");
let platform: Awaited<ReturnType<typeof aPlatform>>;

/** As people put files into Vault: with what is at their end. */
const texts = {
  plain: canary,
  one: `${canary}\nsecond\n`,
  many: `${canary}\n\n\n`,
  windows: `${canary}\r\n`,
  blank: "\n",
  empty: "",
};
/** By what JSON writes for each. */
const scalars: readonly (readonly [string, string])[] = [
  ["5432", "5432"],
  ["-0.25", "-0.25"],
  ["9007199254740991", "9007199254740991"],
  ["true", "true"],
  ["false", "false"],
  ["null", "null"],
];
const account = {
  type: "service_account",
  private_key: `-----BEGIN ${canary}-----\nline-${canary}\n`,
  ids: [{ id: `id-${canary}` }],
};

beforeAll(async () => {
  platform = await aPlatform();
  const others = Object.fromEntries(scalars.map(([text], index) => [`scalar${index}`, JSON.parse(text)]));
  const pretty = JSON.stringify(account, null, 2);
  const refused = { list: [1], object: { a: canary }, long: JSON.parse("1e20"), zero: `${canary}\0` };
  await put(platform.vault, "db/credentials", { ...texts, ...others, ...refused, pretty });
});
afterAll(() => platform.stop());

async function read(fields: readonly string[], then: string) {
  const lines = fields.map((field) => `V_${field.toUpperCase()}=db/credentials#${field}`).join("\n");
  const script = `source .github/profinaut/vault.sh\nvault_login; vault_values '${lines}'; vault_logout\n${then}`;
  return aRunner().step(script, await byAppRole(platform.vault));
}

it("a value reaches a program as it is, its last newlines too; numbers, true, false and null as JSON writes them", async () => {
  const wanted = { ...texts, ...Object.fromEntries(scalars.map(([, text], index) => [`scalar${index}`, text])) };

  const { code, stdout, stderr } = await read(
    Object.keys(wanted),
    "jq -cn '[env | to_entries[] | select(.key | startswith(\"V_\"))] | from_entries | @base64'",
  );

  expect(code, stderr).toBe(0);
  const [, encoded = ""] = /^"(.+)"$/m.exec(stdout) ?? [];
  const seen = JSON.parse(Buffer.from(encoded, "base64").toString("utf8"));
  expect(seen).toEqual(Object.fromEntries(Object.entries(wanted).map(([name, text]) => [`V_${name.toUpperCase()}`, text])));
  expect(logOf(`${stdout}\nis it true?`)).toContain("is it true?");
});

it.each([
  ["list", "holds a list or an object; store it as text"],
  ["object", "holds a list or an object; store it as text"],
  ["long", "holds a number that loses digits on the way; store it as text"],
  ["zero", "holds a zero byte, which no variable can; store it in base64"],
])("a field that is a %s is refused by its name, the others can be read", async (field, said) => {
  const before = (await tokens(platform.vault)).length;

  const { code, stdout } = await read(["plain", field], "echo went on");

  expect(code).toBe(1);
  expect(stdout).toContain(`::error title=Vault::profinaut/db/credentials: the field ${field} ${said}`);
  expect(stdout).not.toContain("went on");
  expect(logOf(stdout)).not.toContain(canary);
  expect(await tokens(platform.vault)).toHaveLength(before);
});

it("JSON is masked however it is printed, and its braces are not", async () => {
  const print = `printf '%s\\n' "$V_PRETTY"; printf '%s' "$V_PRETTY" | jq -c .; printf '%s' "$V_PRETTY" | jq --tab .
    printf '%s' "$V_PRETTY" | jq -r '.private_key, .ids[0].id'; printf '%s' "$V_PRETTY" | jq '{private_key}'; echo '{ "all": [] }'`;

  const { code, stdout, stderr } = await read(["pretty"], print);

  expect(code, stderr).toBe(0);
  expect(logOf(stdout)).not.toContain(canary);
  expect(logOf(stdout)).toContain('{ "all": [] }');
});
