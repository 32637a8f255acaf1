import { startExchangeDouble } from "./server.ts";

/**
 * The double as a process of its own: `main.ts '{"port":0}'` prints one JSON line with its addresses when it is ready, and
 * ends on SIGTERM or SIGINT. Keys come by `POST <control>/key`, so that none is in an argument that `ps` shows.
 */
const double = await startExchangeDouble(JSON.parse(process.argv[2] ?? "{}"));
console.log(JSON.stringify({ url: double.url, controlUrl: double.controlUrl }));

for (const signal of ["SIGTERM", "SIGINT"]) process.once(signal, () => void double.stop());
