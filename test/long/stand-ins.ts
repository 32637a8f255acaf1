import { existsSync } from "node:fs";
import { join } from "node:path";
import { projectText } from "../stack/project-files.ts";
import type { ContainerEngine } from "../support/container-engine/engine.ts";
import { importImage } from "../support/container-engine/images.ts";

const postgres = "/usr/lib/postgresql/15";

/** Debian's packages that the stand-ins are made from, each with a program of it. */
const needed = [
  ["/usr/bin/openssl", "openssl"],
  ["/usr/bin/redis-server", "redis-server"],
  [join(postgres, "bin", "postgres"), "postgresql"],
] as const;

/** A script that does what the test needs of a program that nobody can get without a registry. */
const script = (...lines: readonly string[]): string => `#!/bin/sh\n${lines.join("\n")}\n`;

/**
 * An agent logs in with what hand-over.sh gave it, and has a value when one is registered (the file). Here its RoleID is the user, and its
 * wrapping token the password.
 */
const vault = script(
  'render() { (umask 0377; printf %s "$2" > "/rendered/$1.new"; mv "/rendered/$1.new" "/rendered/$1"); }',
  "case $1 in",
  "  server) exec sleep 1000000 ;;",
  "  status) exit 2 ;;",
  "  agent)",
  "    until [ -s /approle/secret_id ]; do sleep 0.2; done",
  "    role=$(cat /approle/role_id) token=$(cat /approle/secret_id)",
  "    rm /approle/secret_id",
  "    until [ -e /tmp/registered ]; do sleep 0.2; done",
  '    render username "$role"',
  '    render password "$token"',
  "    exec sleep 1000000 ;;",
  "esac",
);

const consul = script(
  "case $1-$2 in",
  "  agent-*) exec sleep 1000000 ;;",
  '  snapshot-save) echo "$(id -u) kept this" > "$3" ;;',
  '  snapshot-restore) cat "$3" > /consul/data/restored ;;',
  "esac",
);

/**
 * Images under the names that docker-compose.yml gives: Debian's real Redis, PostgreSQL and OpenSSL, which the stack's own scripts and files are
 * mounted into or copied to, and scripts in place of Vault, Consul and the bot. @throws Error when one cannot be made
 */
export async function importStandIns(engine: ContainerEngine, imageOf: (service: string) => string): Promise<void> {
  for (const [program, brings] of needed) {
    if (!existsSync(program)) throw new Error(`${program} is missing: apt-get install ${brings} (on Debian 12)`);
  }
  const stackScripts = [
    "vault/tls/make-certificates.sh",
    "stack/redis/make-user.sh",
    "stack/init/run.sh",
    "stack/init/find-unreadable.sh",
  ];
  await importImage(engine, imageOf("profinaut_init"), {
    programs: ["/usr/bin/openssl"],
    files: {
      "/usr/lib/ssl/openssl.cnf": "",
      ...Object.fromEntries(stackScripts.map((path) => [join("/stack/bin", path.split("/").at(-1) ?? ""), projectText(path)])),
    },
    changes: [`ENTRYPOINT ["/bin/sh", "/stack/bin/run.sh"]`],
  });
  await importImage(engine, imageOf("profinaut_vault"), {
    files: { "/usr/local/bin/vault": vault },
    folders: { "/vault/logs": "100:1000" },
  });
  await importImage(engine, imageOf("profinaut_consul"), {
    files: { "/usr/local/bin/consul": consul },
    folders: { "/consul/data": "100:1000" },
  });
  await importImage(engine, imageOf("profinaut_redis"), {
    programs: ["/usr/bin/redis-server", "/usr/bin/redis-cli"],
    folders: { "/data": "999:1000" },
  });
  await importImage(engine, imageOf("profinaut_bot"), {
    files: { "/usr/local/bin/node": script('[ "$1" = start ] || exit 0', "exec sleep 1000000") },
    changes: [`ENTRYPOINT ["/usr/local/bin/node"]`, `CMD ["start"]`],
  });
  await importImage(engine, imageOf("profinaut_postgres"), {
    programs: ["postgres", "initdb", "psql", "pg_isready"].map((name) => join(postgres, "bin", name)),
    copied: [
      ...["plpgsql.so", "dict_snowball.so"].map((name) => join(postgres, "lib", name)),
      `/usr/share/postgresql/15`,
      "/usr/share/zoneinfo/Etc",
    ],
    folders: { "/var/lib/postgresql/data": "999:999" },
    changes: [`ENV PATH=${postgres}/bin:/bin`],
  });
}
