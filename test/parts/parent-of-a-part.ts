import { spawnProcess } from "../../demo/parts/processes.ts";
import { createTempFolder } from "../../demo/parts/temp-folder.ts";

// What processes.test.ts kills: a parent with one part that is in no hurry to end.
const folder = createTempFolder("parent");
const part = await spawnProcess({
  name: "a part",
  command: process.execPath,
  args: ["-e", `process.on("SIGTERM", () => {}); setInterval(() => {}, 1000)`],
  env: process.env,
});
console.log(`part ${part.pid} ${folder.path}`);
