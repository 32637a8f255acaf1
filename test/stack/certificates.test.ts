import { X509Certificate } from "node:crypto";
import { chmod, readdir, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { connect, createServer, type TlsOptions } from "node:tls";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTempFolder, type TempFolder } from "../../demo/parts/temp-folder.ts";
import { type Ended, run, runAsInit } from "./command.ts";
import { projectPath } from "./project-files.ts";

const servers = ["vault", "consul", "redis", "postgres", "mongodb", "kafka"];
let folder: TempFolder;
const at = (...path: string[]): string => join(folder.path, "tls", ...path);
const text = (...path: string[]): Promise<string> => readFile(at(...path), "utf8");
const make = (...more: string[]): Promise<Ended> => runAsInit(projectPath("vault/tls/make-certificates.sh"), [at(), ...more]);

beforeAll(async () => {
  folder = createTempFolder("certificates");
  const { code, stderr } = await make();
  expect(stderr).toBe("");
  expect(code).toBe(0);
});
afterAll(() => folder?.remove());

/** What a client on a TLS connection to a server with these options learns: whether it trusts it, or the code of the refusal. */
async function handshake(
  serverOptions: TlsOptions,
  client: { readonly host: string; readonly key?: string; readonly cert?: string; readonly ca: string },
): Promise<string> {
  const server = createServer(serverOptions, (socket) => socket.end("welcome"));
  server.on("tlsClientError", () => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const { host, ...options } = client;
  try {
    return await new Promise<string>((resolve) => {
      // An address is no server name indication; the certificate is checked against it all the same.
      const socket = connect({ ...options, host: "127.0.0.1", port, ...(host === "127.0.0.1" ? {} : { servername: host }) });
      socket.setEncoding("utf8").on("data", (said: string) => resolve(said));
      socket.once("error", (error: NodeJS.ErrnoException) => resolve(`${error.code} ${error.message}`));
      socket.once("close", () => resolve("closed"));
    });
  } finally {
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }
}

const serverOf = async (name: string): Promise<TlsOptions> => ({
  cert: await text(name, "cert.pem"),
  key: await text(name, "key.pem"),
});

describe("the certificates", () => {
  it.each(
    servers.flatMap((name) =>
      [`profinaut_${name}`, `profinaut-${name}`, "localhost", "127.0.0.1"].map((host) => ({ name, host })),
    ),
  )("of $name is trusted as $host", async ({ name, host }) => {
    const said = await handshake(await serverOf(name), { host, ca: await text(name, "ca.pem") });

    expect(said).toBe("welcome");
  });

  it("of one server is not another's", async () => {
    const said = await handshake(await serverOf("redis"), { host: "profinaut_vault", ca: await text("ca", "ca.pem") });

    expect(said).toContain("ERR_TLS_CERT_ALTNAME_INVALID");
  });

  it("open Consul to Vault's client certificate, and to nothing else", async () => {
    const ca = await text("ca", "ca.pem");
    const consul = { ...(await serverOf("consul")), ca, requestCert: true, rejectUnauthorized: true };
    const pair = async (name: string, prefix = "") => ({
      cert: await text(name, `${prefix}cert.pem`),
      key: await text(name, `${prefix}key.pem`),
    });
    const asked = async (client: { cert?: string; key?: string }) =>
      handshake(consul, { host: "profinaut_consul", ca, ...client });

    expect(await asked(await pair("vault", "consul-client-"))).toBe("welcome");
    expect(await asked({})).not.toBe("welcome");
    // A server's certificate does not make a client.
    expect(await asked(await pair("redis"))).not.toBe("welcome");
    expect(await asked(await pair("vault"))).not.toBe("welcome");
  });

  it.each([
    { name: "slack.com", said: "permitted subtree violation" },
    { name: "localhost", said: "welcome" },
  ])("made for $name by who stole the authority's key: $said", async ({ name, said }) => {
    const thief = createTempFolder("thief");
    const inFolder = (file: string): string => join(thief.path, file);
    const steps = [
      `openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out ${inFolder("key.pem")}`,
      `openssl req -new -key ${inFolder("key.pem")} -subj /CN=${name} -out ${inFolder("request.pem")}`,
      `echo subjectAltName=DNS:${name} > ${inFolder("extensions")}`,
      `openssl x509 -req -in ${inFolder("request.pem")} -CA ${at("ca", "ca.pem")} -CAkey ${at("authority", "ca-key.pem")} -set_serial 7 -days 1 -extfile ${inFolder("extensions")} -out ${inFolder("cert.pem")}`,
    ];

    const { code } = await run("sh", ["-ec", steps.join("\n")]);
    const [cert, key] = await Promise.all(["cert.pem", "key.pem"].map((file) => readFile(inFolder(file), "utf8")));
    await thief.remove();

    expect(code).toBe(0);
    expect(await handshake({ cert, key }, { host: name, ca: await text("ca", "ca.pem") })).toContain(said);
  });

  it("end in about thirteen months, the authority in ten years", async () => {
    const days = ({ validFrom, validTo }: X509Certificate): number =>
      Math.round((Date.parse(validTo) - Date.parse(validFrom)) / 86_400_000);

    expect(days(new X509Certificate(await text("vault", "cert.pem")))).toBe(397);
    expect(days(new X509Certificate(await text("ca", "ca.pem")))).toBe(3650);
  });

  it("have keys that their owner alone may read, and MongoDB and Kafka key and certificate in one file", async () => {
    const files = (await readdir(at(), { recursive: true })).filter((path) => path.endsWith(".pem"));
    const secret = files.filter((path) => /key\.pem$|both\.pem$/.test(path));

    expect(secret.length).toBe(servers.length + 4);
    for (const path of secret) expect(((await stat(at(path))).mode & 0o777).toString(8), path).toBe("600");
    for (const path of files.filter((one) => !secret.includes(one)))
      expect(((await stat(at(path))).mode & 0o777).toString(8), path).toBe("644");
    expect(files.filter((path) => path.endsWith("both.pem")).sort()).toEqual(["kafka/both.pem", "mongodb/both.pem"]);
    expect(await text("kafka", "both.pem")).toBe((await text("kafka", "key.pem")) + (await text("kafka", "cert.pem")));
  });
});

describe("made again", () => {
  const all = async (): Promise<ReadonlyMap<string, string>> => {
    const files = (await readdir(at(), { recursive: true })).filter((path) => path.endsWith(".pem")).sort();
    return new Map(await Promise.all(files.map(async (path): Promise<[string, string]> => [path, await text(path)])));
  };

  it("they are left as they are", async () => {
    const before = await all();

    const { code, stdout } = await make();

    expect(code).toBe(0);
    expect(stdout).toBe("");
    expect(await all()).toEqual(before);
  });

  it("after an interruption, what is missing is made and the rest is left", async () => {
    const before = await all();
    await rm(at("redis", "cert.pem"));

    await make();

    const after = await all();
    expect(after.get("redis/cert.pem")).not.toBe(before.get("redis/cert.pem"));
    expect([...after].filter(([path]) => !path.startsWith("redis/"))).toEqual(
      [...before].filter(([path]) => !path.startsWith("redis/")),
    );
    expect(await handshake(await serverOf("redis"), { host: "profinaut_redis", ca: await text("ca", "ca.pem") })).toBe("welcome");
  });

  it("one is renewed when asked, and the old one is put aside", async () => {
    const before = await all();

    const { code } = await make("renew", "vault");

    const after = await all();
    expect(code).toBe(0);
    expect(after.get("vault/cert.pem")).not.toBe(before.get("vault/cert.pem"));
    expect(after.get("consul/cert.pem")).toBe(before.get("consul/cert.pem"));
    const aside = (await readdir(at("vault"))).filter((path) => path.includes(".old-"));
    expect(aside).toHaveLength(5);
    expect(await handshake(await serverOf("vault"), { host: "profinaut_vault", ca: await text("ca", "ca.pem") })).toBe("welcome");
  });

  it("nothing is made when the authority's key is gone, and it says what to do", async () => {
    const key = await text("authority", "ca-key.pem");
    await rm(at("authority", "ca-key.pem"));
    await rm(at("kafka", "cert.pem"));

    const { code, stderr } = await make();

    expect(code).toBe(1);
    expect(stderr).toContain("authority's key");
    await run("sh", ["-c", `umask 077; cat > ${at("authority", "ca-key.pem")}`], { input: key });
    expect((await make()).code).toBe(0);
  });

  it("a name that the authority was not made for is refused, and one that it was made for is not", async () => {
    const script = projectPath("vault/tls/make-certificates.sh");
    const env = { ...process.env, PROFINAUT_VAULT_NAMES: "vault.example.internal" };
    const other = at("..", "other");

    const refused = await runAsInit(script, [at(), "renew", "vault"], { env });
    const made = await runAsInit(script, [other], { env });

    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain("made without one of these names");
    expect(made.code).toBe(0);
    expect(
      new X509Certificate(await readFile(join(other, "vault", "cert.pem"))).checkHost("vault.example.internal"),
    ).toBeDefined();
    expect((await make()).code).toBe(0);
  });

  it("a server that is not there is not renewed", async () => {
    await chmod(at(), 0o700);

    const { code, stderr } = await make("renew", "oracle");

    expect(code).toBe(2);
    expect(stderr).toContain("There is no server oracle");
  });
});
