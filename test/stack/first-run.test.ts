import { chmod, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findOnPath } from "../../demo/parts/find-on-path.ts";
import { createTempFolder, type TempFolder } from "../../demo/parts/temp-folder.ts";
import { type HttpAnswer, startHttpGate } from "../support/http-gate.ts";
import { run } from "./command.ts";
import { projectPath } from "./project-files.ts";
import { type StackVault, startStackVault } from "./stack-vault.ts";

const script = projectPath("vault/first-run.sh");
let vault: StackVault;
let home: TempFolder;
let env: NodeJS.ProcessEnv;
let keys: readonly string[] = [];
const inHome = (...path: string[]): string => join(home.path, ...path);
const health = async () => (await vault.api("GET", "sys/health")).status;
const keysIn = (text: string): readonly string[] => [...text.matchAll(/Unseal key \d: (\S+)/g)].map(([, key = ""]) => key);
const rootTokenIn = (text: string): string => /Root token: +(\S+)/.exec(text)?.[1] ?? "";

/** At a terminal of its own, whose screen is what it returns. */
const atTerminal = (args: string, answer: (screen: string) => string | undefined) =>
  run("script", ["-qec", `sh ${script} ${args}`, "/dev/null"], { env, cwd: inHome("here"), answer });

beforeAll(async () => {
  vault = await startStackVault();
  home = createTempFolder("operator");
  for (const folder of ["bin", "here"]) await mkdir(inHome(folder));
  // Notes the arguments of every call, which every process of the host can read, and does what curl does.
  const curl = await findOnPath("curl", process.env);
  if (curl === undefined) throw new Error("curl is missing: apt-get install curl");
  await writeFile(inHome("bin", "curl"), `#!/bin/sh\necho "$*" >> "${inHome("arguments")}"\nexec ${curl} "$@"\n`);
  await chmod(inHome("bin", "curl"), 0o755);
  env = {
    PATH: `${inHome("bin")}:${process.env["PATH"]}`,
    HOME: home.path,
    TERM: "xterm",
    VAULT_ADDR: vault.address,
    VAULT_CACERT: vault.caFile,
  };
});
afterAll(async () => {
  await vault?.stop();
  await home?.remove();
});

describe("before anything is initialised, it refuses", () => {
  it.each([
    ["to show keys where they could be kept", [], {}, "Standard output is no terminal"],
    ["an address without TLS", [], { VAULT_ADDR: "http://127.0.0.1:8200" }, "must begin with https://"],
    ["to go on without the authority's certificate", [], { VAULT_CACERT: "" }, "VAULT_CACERT must name"],
    ["a threshold above the shares", ["--shares", "2", "--threshold", "3"], {}, "needs at least as many shares"],
    ["what is no number", ["--shares", "many"], {}, "usage:"],
    ["what it does not know", ["--keys-to", "a-file"], {}, "usage:"],
  ])("%s", async (_, args, settings, says) => {
    const { code, stdout, stderr } = await run("sh", [script, ...args], { env: { ...env, ...settings } });

    expect(code).toBe(1);
    expect(stderr).toContain(says);
    expect(keysIn(stdout)).toEqual([]);
    expect(await health()).toBe(501);
  });

  it("to run where every line is printed", async () => {
    const { code, stderr } = await run("sh", ["-x", script], { env });

    expect(code).toBe(1);
    expect(stderr).toContain("Run this without it");
    expect(await health()).toBe(501);
  });

  it("a Vault that another authority certified", async () => {
    const other = createTempFolder("another-authority");
    await run("sh", [projectPath("vault/tls/make-certificates.sh"), other.path]);

    const { code, stderr } = await run("sh", [script, "--without-terminal"], {
      env: { ...env, VAULT_CACERT: join(other.path, "ca", "ca.pem") },
    });
    await other.remove();

    expect(code).toBe(1);
    expect(stderr).toContain("Vault does not answer");
    expect(await health()).toBe(501);
  });
});

describe("the stack's vault.hcl on a real Vault", () => {
  let rootToken = "";

  it("is initialised and unsealed at a terminal: keys are shown once, asked for unseen, and kept nowhere", async () => {
    let [isConfirmed, answered] = [false, 0];

    const { code, stdout: screen } = await atTerminal("--shares 5 --threshold 3", (text) => {
      if (!isConfirmed && text.includes("Press Enter")) {
        isConfirmed = true;
        keys = keysIn(text);
        return "\n";
      }
      if (text.split("(not shown while you type): ").length - 1 <= answered) return undefined;
      answered += 1;
      // First something that is no key, which is no attempt.
      return answered === 1 ? "not a key\n" : `${keys[answered - 2]}\n`;
    });

    rootToken = rootTokenIn(screen);
    expect(code).toBe(0);
    expect(screen).toContain("Vault is unsealed.");
    expect(screen).toContain("npm run bootstrap");
    expect(screen).toContain("That is no unseal key");
    expect(keys).toHaveLength(5);
    for (const key of keys) expect(screen.split(key)).toHaveLength(2);
    // The screen and what was scrolled out of it are cleared after the keys.
    expect(screen.indexOf("\u001b[3J")).toBeGreaterThan(screen.indexOf(rootToken));
    expect(await health()).toBe(200);
    expect((await vault.api("GET", "auth/token/lookup-self", undefined, rootToken)).status).toBe(200);
  });

  it("left no key in a file of the operator's, nor in a process argument", async () => {
    const files = (await readdir(home.path, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
    const texts = await Promise.all(files.map((entry) => readFile(join(entry.parentPath, entry.name), "utf8")));

    expect(files.map(({ name }) => name).sort()).toEqual(["arguments", "curl"]);
    expect(texts.join("\n")).toContain("/v1/sys/unseal");
    for (const secret of [...keys, rootToken]) expect(texts.join("\n")).not.toContain(secret);
  });

  it("is unsealed again after a restart, without a terminal and with a wrong key among the right ones", async () => {
    await vault.restart();
    expect(await health()).toBe(503);
    const wrong = Buffer.alloc(33, 7).toString("base64");

    // Vault finds out at the third key, and begins anew.
    const { code, stdout } = await run("sh", [script], {
      env,
      input: [keys[0], wrong, keys[1], keys[2], keys[3], keys[4], ""].join("\n"),
    });

    expect(code).toBe(0);
    expect(stdout).toContain("Vault refused");
    expect(stdout).toContain("Vault is unsealed.");
    expect(stdout).toContain("the agents need new logins");
    expect(await health()).toBe(200);
  });

  it("is left alone when it is unsealed, and waits for more keys when they end", async () => {
    const unsealed = await run("sh", [script], { env });
    await vault.restart();
    const tooFew = await run("sh", [script], { env, input: `${keys[0]}\n` });

    expect(unsealed).toMatchObject({ code: 0 });
    expect(unsealed.stdout).not.toContain("Unseal key");
    expect(tooFew.code).toBe(1);
    expect(tooFew.stderr).toContain("Vault is still sealed");
  });
});

describe("an unsealed Vault that does not serve yet", () => {
  /** The real one behind a gate that answers for `sys/health` as a standby does, as often as told. */
  const standingBy = async (
    times: number,
    answer: HttpAnswer = { status: 429, body: '{"initialized":true,"sealed":false,"standby":true}' },
  ) => {
    const tls = join(vault.folder, "tls");
    let asked = 0;
    const gate = await startHttpGate({
      target: () => vault.address,
      tls: {
        ca: await readFile(vault.caFile, "utf8"),
        cert: await readFile(join(tls, "vault", "cert.pem"), "utf8"),
        key: await readFile(join(tls, "vault", "key.pem"), "utf8"),
      },
      keeper: {
        before: ({ path }) => {
          if (path !== "/v1/sys/health") return "pass";
          asked += 1;
          return asked <= times ? answer : "pass";
        },
        after: () => "pass",
      },
    });
    return { gate, asked: () => asked };
  };

  it("is waited for, and only then called ready for what comes next", async () => {
    const { gate, asked } = await standingBy(3);

    const { code, stdout } = await run("sh", [script], {
      env: { ...env, VAULT_ADDR: gate.url },
      input: `${keys.slice(0, 3).join("\n")}\n`,
    });
    await gate.stop();

    expect(code).toBe(0);
    expect(asked()).toBe(4);
    expect(stdout).toMatch(/Vault is unsealed\.\nIt waits for the lock [^\n]+\nVault serves\.\nAfter a restart/);
  });

  it.each([
    ["stands by for ever", 1e9, undefined, "after 2 seconds still stands by"],
    ["is sealed again", 1e9, { status: 503, body: "{}" }, "Vault is sealed again"],
    ["answers something else", 1e9, { status: 500, body: '{"errors":["internal error"]}' }, "Vault answered 500"],
  ])("is not called ready when it %s", async (_, times, answer, says) => {
    const { gate } = await standingBy(times, answer);
    const impatient = join(home.path, "first-run.sh");
    await writeFile(impatient, (await readFile(script, "utf8")).replace(/^serves_within=\d+$/m, "serves_within=2"));

    const { code, stdout, stderr } = await run("sh", [impatient], {
      env: { ...env, VAULT_ADDR: gate.url },
      input: `${keys.slice(0, 3).join("\n")}\n`,
    });
    await gate.stop();

    expect(code).toBe(1);
    expect(stderr).toContain(says);
    expect(stdout).not.toContain("agents");
  });
});

describe("told to", () => {
  it("it shows the keys without a terminal", async () => {
    const other = await startStackVault();
    const settings = { ...env, VAULT_ADDR: other.address, VAULT_CACERT: other.caFile };

    const { code, stdout } = await run("sh", [script, "--without-terminal", "--shares", "1", "--threshold", "1"], {
      env: settings,
    });
    const [key = ""] = keysIn(stdout);
    const unsealed = await run("sh", [script], { env: settings, input: `${key}\n` });
    await other.stop();

    // Nobody typed a key in the first run.
    expect(code).toBe(1);
    expect(rootTokenIn(stdout)).not.toBe("");
    expect(unsealed.code).toBe(0);
  });
});
