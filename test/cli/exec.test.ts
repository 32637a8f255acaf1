import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RunningVault } from "../../demo/parts/vault-server.ts";
import { aPlace, aPlatform, asRole, put, startExec, tokens } from "./an-exec.ts";

const canary = ["canary", "of", "exec"].join("-");
const password = `${canary}-one\n"two" $HOME 三\n`;
let platform: Awaited<ReturnType<typeof aPlatform>>;
let vault: RunningVault;
beforeAll(async () => {
  platform = await aPlatform();
  vault = platform.vault;
  await put(vault, "db/credentials", { username: "app", password, "odd#name": "odd" });
});
afterAll(() => platform.stop());

const wanted = ["--env", "DB_PASSWORD=db/credentials#password"];
/** A program of node's that says what it sees. */
const program = (text: string) => ["--", process.execPath, "-e", text];

describe("profinaut exec", () => {
  it("gives the command its values, and prints, writes and keeps nothing of them", async () => {
    const place = aPlace();
    const before = [await tokens(vault), place.listing()];
    const text = `
      const { ppid, env, argv } = process;
      const of = (what) => require("node:fs").readFileSync("/proc/" + ppid + "/" + what, "latin1");
      console.log(JSON.stringify({ password: env.DB_PASSWORD, user: env.DB_USER, odd: env.ODD, vault: Object.keys(env).filter((name) => name.startsWith("VAULT_")), args: argv.slice(1), environ: of("environ"), cmdline: of("cmdline") }));
      setInterval(() => {}, 1000);`;
    const args = ["--env", "DB_USER=db/credentials#username", "--env", "ODD=db/credentials#odd#name", ...wanted];
    const exec = startExec([...args, ...program(text), "--", "--env", "-x"], await asRole(vault, "profinaut-db"), place);

    const seen = JSON.parse(await exec.printed("\n"));
    const during = [await tokens(vault), place.listing()];
    exec.child.kill("SIGTERM");
    const { errors } = await exec.ended;

    expect(seen).toMatchObject({ password, user: "app", odd: "odd", args: ["--env", "-x"] });
    expect(seen.vault.sort()).toEqual(["VAULT_ADDR", "VAULT_CACERT"]);
    expect(seen.environ).toContain("VAULT_ADDR=");
    expect(seen.environ + seen.cmdline).not.toContain(canary);
    expect(errors).toBe("");
    expect([during, before]).toEqual([before, before]);
    expect(place.listing()).toEqual(before[1]);
  });

  it("gives texts beside what is none, and what JSON writes in one way only as JSON writes it", async () => {
    await put(vault, "db/mixed", { host: "db.internal", port: 5432, tls: true, replicas: ["a"], id: 0.5 });
    const names = { H: "host", P: "port", T: "tls" };
    const args = Object.entries(names).flatMap(([name, field]) => ["--env", `${name}=db/mixed#${field}`]);
    const text = "console.log(JSON.stringify([process.env.H, process.env.P, process.env.T]))";
    const { status, out } = await startExec([...args, ...program(text)], await asRole(vault, "profinaut-db")).ended;

    expect([status, JSON.parse(out)]).toEqual([0, ["db.internal", "5432", "true"]]);
  });

  it.each(["replicas", "more", "nothing", "serial"])("refuses %s by its name, and starts nothing", async (field) => {
    const data = { replicas: ["a", "b"], more: { a: 1 }, nothing: null, serial: 2 ** 60, host: "db.internal" };
    await put(vault, "db/nested", data);
    const exec = startExec(["--env", `V=db/nested#${field}`, ...program("")], await asRole(vault, "profinaut-db"));

    expect(await exec.ended).toMatchObject({
      status: 1,
      errors: expect.stringMatching(new RegExp(`V: .?${field}.? of .?db/nested.? is a list.*in quotes`)),
    });
  });

  it("logs in and revokes in Vault's own record, before the command starts", async () => {
    const log = `${vault.folder}/audit.log`;
    const from = readFileSync(log, "utf8").length;
    const text = `
      const lines = require("node:fs").readFileSync(${JSON.stringify(log)}, "utf8").slice(${from}).trim().split("\\n").map(JSON.parse);
      console.log(lines.filter(({ type, request }) => type === "response" && request.path !== "sys/health").map(({ request }) => request.path).join(" "));`;
    const { status, out } = await startExec([...wanted, ...program(text)], await asRole(vault, "profinaut-db")).ended;

    expect(status).toBe(0);
    expect(out.trim().split(" ").slice(-3)).toEqual([
      "auth/approle/login",
      "secret/data/profinaut/db/credentials",
      "auth/token/revoke-self",
    ]);
  });

  it.each<readonly [what: string, command: readonly string[], status: number]>([
    ["its own", ["sh", "-c", "exit 7"], 7],
    ["0", ["true"], 0],
    ["127 when there is no such command", ["no-such-command-here"], 127],
    ["126 when it cannot be executed", ["/dev/null"], 126],
    ["128+n when a signal ended it", ["sh", "-c", "kill -KILL $$"], 137],
  ])("ends with the command's exit status: %s", async (_, command, status) => {
    const ended = await startExec([...wanted, "--", ...command], await asRole(vault, "profinaut-db")).ended;

    expect(ended).toMatchObject({ status, signal: null });
    expect(ended.out + ended.errors).not.toContain(canary);
    if (status === 126 || status === 127) expect(ended.errors).toContain(String(command[0]));
  });

  it.each<readonly NodeJS.Signals[]>([["SIGINT"], ["SIGTERM"], ["SIGHUP"], ["SIGQUIT"], ["SIGUSR1"], ["SIGUSR2"], ["SIGWINCH"]])(
    "hands %s on, and waits for what the command makes of it",
    async (signal = "SIGTERM") => {
      const text = `process.on("${signal}", () => { console.log("got it"); process.exit(23); }); console.log("ready"); setInterval(() => {}, 1000);`;
      const exec = startExec([...wanted, ...program(text)], await asRole(vault, "profinaut-db"));
      await exec.printed("ready");

      exec.child.kill(signal);

      expect(await exec.ended).toMatchObject({ status: 23, signal: null, out: "ready\ngot it\n", errors: "" });
    },
  );

  it("passes input and output through as they are", async () => {
    const exec = startExec([...wanted, "cat", "-"], await asRole(vault, "profinaut-db"));
    exec.child.stdin.end("line\n");

    expect(await exec.ended).toMatchObject({ status: 0, out: "line\n", errors: "" });
  });

  it("leaves the credential to the command when told to, and never a token", async () => {
    const env = { ...(await asRole(vault, "profinaut-db")), VAULT_TOKEN: "some-token" };
    const names = `console.log(Object.keys(process.env).filter((name) => name.startsWith("VAULT_")).sort().join())`;

    const { out, status } = await startExec([...wanted, "--keep-vault-env", ...program(names)], env).ended;

    expect([status, out]).toEqual([0, "VAULT_ADDR,VAULT_CACERT,VAULT_ROLE_ID,VAULT_SECRET_ID\n"]);
  });

  it("sets a name that changes programs only when allowed", async () => {
    const text = `console.log(process.env.PYTHONPATH)`;
    const args = ["--env", "PYTHONPATH=db/credentials#username"];
    const env = await asRole(vault, "profinaut-db");

    const refused = await startExec([...args, ...program(text)], env).ended;
    const allowed = await startExec([...args, "--allow", "PYTHONPATH", ...program(text)], env).ended;

    expect(refused).toMatchObject({ status: 1, out: "", errors: expect.stringContaining("--allow PYTHONPATH") });
    expect(allowed).toMatchObject({ status: 0, out: "app\n" });
  });

  it("takes the credential of the AppRole that is named, and a SecretID that is wrapped, once", async () => {
    const { VAULT_ROLE_ID, VAULT_SECRET_ID: _, ...rest } = await asRole(vault, "profinaut-db");
    const wrap = await vault.api("POST", "auth/approle/role/profinaut-db/secret-id", {}, undefined, {
      "x-vault-wrap-ttl": "60s",
    });
    const env = {
      ...rest,
      VAULT_ROLE_ID: "of another role",
      PROFINAUT_DB_VAULT_ROLE_ID: VAULT_ROLE_ID,
      PROFINAUT_DB_VAULT_SECRET_ID_WRAPPED: Object(wrap.body).wrap_info.token,
    };
    const args = ["--role", "Profinaut-DB", ...wanted, "sh", "-c", "env | grep -c VAULT_ROLE_ID"];

    const first = await startExec(args, env).ended;
    const second = await startExec(args, env).ended;

    expect(first).toMatchObject({ out: "0\n", errors: "" });
    expect(second).toMatchObject({ status: 1, out: "", errors: expect.stringContaining("opened already") });
  });
});
