import { startFakeExchange } from "./server.ts";

/**
 * The fake as a process of its own: `main.ts '{"port":0}'` prints one JSON line with its addresses when it is ready, and
 * ends on SIGTERM or SIGINT. Keys come by `POST <control>/key`, so that none is in an argument that `ps` shows.
 */
const fake = await startFakeExchange(JSON.parse(process.argv[2] ?? "{}"));
console.log(JSON.stringify({ url: fake.url, controlUrl: fake.controlUrl }));

for (const signal of ["SIGTERM", "SIGINT"]) process.once(signal, () => void fake.stop());
