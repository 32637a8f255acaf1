import { startFakeGitHub } from "./server.ts";

/**
 * The fake as a process of its own: `main.ts '{"repositories":["acme/profinaut"],"token":"…"}'` prints one JSON line
 * with its addresses when it is ready, and ends on SIGTERM or SIGINT.
 */
const fake = await startFakeGitHub(JSON.parse(process.argv[2] ?? "{}"));
console.log(JSON.stringify({ url: fake.url, secretsUrl: fake.secretsUrl }));

for (const signal of ["SIGTERM", "SIGINT"]) process.once(signal, () => void fake.stop());
