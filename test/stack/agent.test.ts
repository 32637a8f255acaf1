import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { applyPlatform } from "../../demo/parts/platform.ts";
import { type RunningVault, startVault } from "../../demo/parts/vault-server.ts";
import { projectText } from "./project-files.ts";

/** What a service of the stack gets from its agent. */
const services = [
  { name: "postgres", role: "profinaut-db", path: "secret/data/profinaut/db/credentials" },
  { name: "mongodb", role: "profinaut-db", path: "secret/data/profinaut/db/mongodb" },
  { name: "kafka", role: "profinaut-kafka", path: "secret/data/profinaut/kafka/credentials" },
];
const every = (text: string, pattern: RegExp): readonly string[] => [...text.matchAll(pattern)].map(([, found = ""]) => found);
const configuration = (name: string): string => projectText(`vault/agent/${name}.hcl`);
const sources = (name: string): readonly string[] => every(configuration(name), /^ +source += "(.+)"$/gm);
const template = (source: string): string => projectText(source.replace("/etc/agent/templates/", "vault/agent/templates/"));

describe.each(services)("the agent of $name", ({ name, role, path }) => {
  const hcl = configuration(name);

  it("finds Vault by the name that its certificate has, and trusts the stack's authority alone", () => {
    expect(hcl).toContain('address = "https://profinaut_vault:8200"');
    expect(hcl).toContain('ca_cert = "/tls/ca.pem"');
    expect(hcl).not.toMatch(/tls_skip_verify|listener|sink/);
  });

  it("logs in as its own AppRole with a SecretID that only a wrapping token brings", () => {
    expect(hcl).toMatch(new RegExp(`secret_id_response_wrapping_path += "auth/approle/role/${role}/secret-id"`));
    expect(hcl).toMatch(/remove_secret_id_file_after_reading += true/);
    for (const file of ["role_id", "secret_id"]) expect(hcl).toMatch(new RegExp(`${file}_file_path += "/approle/${file}"`));
  });

  it("renders what its service reads, readable to its user alone, and fails where a field is missing", () => {
    const [destinations, perms] = [every(hcl, /destination += "(.+)"/g), every(hcl, /perms += "(.+)"/g)];
    const read = every(projectText("docker-compose.yml"), /_FILE: (\/run\/profinaut\/\w+)$/gm);

    expect(destinations.length).toBe(sources(name).length);
    expect(new Set(perms)).toEqual(new Set(["0400"]));
    expect(every(hcl, /error_on_missing_key += (\w+)/g)).toEqual(destinations.map(() => "true"));
    const there = name === "kafka" ? ["/run/profinaut/server.properties"] : read;
    for (const destination of destinations) expect(there).toContain(destination.replace("/rendered/", "/run/profinaut/"));
  });

  it("asks in its templates for one entry, and for its user and password", () => {
    const texts = sources(name).map(template);

    expect(new Set(texts.flatMap((text) => every(text, /\bsecret "([^"]+)"/g)))).toEqual(new Set([path]));
    expect(new Set(texts.flatMap((text) => every(text, /\.Data\.data\.(\w+)/g)))).toEqual(new Set(["username", "password"]));
    for (const text of texts) expect(every(text, /\{\{-? *(with|end)\b/g)).toEqual(["with", "end"]);
  });
});

describe("the templates of a user or a password", () => {
  it.each(["postgres", "mongodb"].flatMap(sources))(
    "%s renders the value and nothing around it, not even a line's end",
    (source) => {
      expect(template(source)).toMatch(
        /^\{\{- with secret "[\w/]+" \}\}\{\{ \.Data\.data\.(username|password) \}\}\{\{ end -\}\}\n$/,
      );
    },
  );
});

describe("Kafka's properties", () => {
  const [source = ""] = sources("kafka");
  const lines = template(source)
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#") && !line.startsWith("{{"));
  const properties = new Map(
    lines.map((line): [string, string] => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
  );

  it("are one broker without ZooKeeper that lets clients in by TLS and password alone", () => {
    expect(properties.size).toBe(lines.length);
    expect(properties.get("process.roles")).toBe("broker,controller");
    expect([...properties.keys()].join()).not.toContain("zookeeper");
    expect(properties.get("listener.security.protocol.map")).toBe("CLIENTS:SASL_SSL,CONTROLLER:PLAINTEXT");
    expect(properties.get("listeners")).toBe("CLIENTS://:9092,CONTROLLER://127.0.0.1:9093");
    expect(properties.get("listener.name.clients.ssl.keystore.location")).toBe("/tls/both.pem");
    expect(projectText("docker-compose.yml")).toContain("aliases: [profinaut-kafka]");
    expect(properties.get("advertised.listeners")).toBe("CLIENTS://profinaut-kafka:9092");
  });
});

/**
 * The agent itself is not part of the Vault that the project builds; its calls are made here in its order
 * (https://developer.hashicorp.com/vault/docs/agent-and-proxy/autoauth/methods/approle).
 */
describe("on a real Vault with the platform's policies, what an agent does", () => {
  let vault: RunningVault;
  let roles: Awaited<ReturnType<typeof applyPlatform>>["roles"];
  beforeAll(async () => {
    vault = await startVault();
    ({ roles } = await applyPlatform(vault));
    for (const { name, path } of services) {
      const { status } = await vault.api("POST", path, {
        data: { username: `${name}-user`, password: `${name}-word` },
        options: { cas: 0 },
      });
      expect(status).toBe(200);
    }
  });
  afterAll(() => vault?.stop());

  const tokenOf = async (name: string, role: string): Promise<string> => {
    const [wrappingPath = ""] = every(configuration(name), /secret_id_response_wrapping_path += "(.+)"/g);
    const wrapped = await vault.api("POST", `auth/approle/role/${role}/secret-id`, {}, vault.rootToken, {
      "x-vault-wrap-ttl": "60s",
    });
    const wrapping = wrapped.body.wrap_info?.token ?? "";
    const looked = await vault.api("GET", "sys/wrapping/lookup", undefined, wrapping);
    expect(looked.body.data?.["creation_path"]).toBe(wrappingPath);
    const unwrapped = await vault.api("POST", "sys/wrapping/unwrap", {}, wrapping);
    const secretId = unwrapped.body.data?.["secret_id"];
    const login = await vault.api("POST", "auth/approle/login", { role_id: roles[role]?.roleId, secret_id: secretId }, "");
    expect((await vault.api("POST", "sys/wrapping/unwrap", {}, wrapping)).status).toBe(400);
    return login.body.auth?.client_token ?? "";
  };

  it.each(services)(
    "for $name: it unwraps what was made where it expects, logs in, and reads its entry",
    async ({ name, role, path }) => {
      const token = await tokenOf(name, role);

      const { status, body } = await vault.api("GET", path, undefined, token);
      const renewed = await vault.api("POST", "auth/token/renew-self", {}, token);

      expect(status).toBe(200);
      expect(body.data).toMatchObject({ data: { username: `${name}-user`, password: `${name}-word` } });
      expect(renewed.status).toBe(200);
    },
  );

  it("for one service does not open another role's entry", async () => {
    const [database, kafka] = [await tokenOf("postgres", "profinaut-db"), await tokenOf("kafka", "profinaut-kafka")];

    expect((await vault.api("GET", "secret/data/profinaut/kafka/credentials", undefined, database)).status).toBe(403);
    expect((await vault.api("GET", "secret/data/profinaut/db/credentials", undefined, kafka)).status).toBe(403);
    expect((await vault.api("GET", "secret/metadata/profinaut/db/credentials", undefined, database)).status).toBe(403);
  });
});
