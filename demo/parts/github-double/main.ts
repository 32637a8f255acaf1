import { startGitHubDouble } from "./server.ts";

/**
 * The double as a process of its own: `main.ts '{"repositories":["acme/profinaut"],"token":"…"}'` prints one JSON line
 * with its addresses when it is ready, and ends on SIGTERM or SIGINT.
 */
const double = await startGitHubDouble(JSON.parse(process.argv[2] ?? "{}"));
console.log(JSON.stringify({ url: double.url, secretsUrl: double.secretsUrl }));

for (const signal of ["SIGTERM", "SIGINT"]) process.once(signal, () => void double.stop());
