import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = new URL("../../", import.meta.url);

/** Absolute path of a file of the project. */
export const projectPath = (path: string): string => fileURLToPath(new URL(path, root));

export const projectText = (path: string): string => readFileSync(new URL(path, root), "utf8");

/** Every shell script of the stack. */
export const shellScripts: readonly string[] = [
  "stack/init/find-unreadable.sh",
  "stack/init/run.sh",
  "stack/kafka/start.sh",
  "stack/postgres/start.sh",
  "stack/redis/make-user.sh",
  "vault/first-run.sh",
  "vault/hand-over.sh",
  "vault/tls/make-certificates.sh",
];
