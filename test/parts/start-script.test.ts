import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, inject, it } from "vitest";
import { spawnProcess } from "../../demo/parts/processes.ts";
import { createTempFolder } from "../../demo/parts/temp-folder.ts";
import { fingerprint } from "../../tools/built-from.mjs";
import { isRunning } from "./gone.ts";

const root = join(import.meta.dirname, "../..");
const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

/** A checkout whose program only says that it runs, and a build that only notes that it was asked. */
function aCheckout() {
  const folder = createTempFolder("checkout");
  const write = (path: string, text: string): void => {
    mkdirSync(join(folder.path, path, ".."), { recursive: true });
    writeFileSync(join(folder.path, path), text);
  };
  for (const tool of ["profinaut.mjs", "built-from.mjs"]) write(`tools/${tool}`, readFileSync(join(root, "tools", tool), "utf8"));
  write("package.json", JSON.stringify({ type: "module", scripts: { start: scripts.start } }));
  write("src/cli/index.ts", "");
  // What the real one does, without its tools: `npm run build` marks what it built from at its end.
  write(
    "tools/run.mjs",
    `import { cpSync, existsSync, writeFileSync } from "node:fs";
     import { fingerprint } from "./built-from.mjs";
     console.log("building with", process.argv.slice(2).map((word) => word.split("/").at(-1)).join(" "));
     if (existsSync("broken")) process.exit(3);
     cpSync("made", "dist", { recursive: true });
     writeFileSync("dist/.built-from", fingerprint(process.cwd()));`,
  );
  write(
    "made/index.js",
    'console.log("running", process.pid, ...process.argv.slice(2)); if (process.argv[2] === "start") setInterval(() => {}, 1000);',
  );
  const run = async (command: string, args: readonly string[]) => {
    const started = await spawnProcess({ name: "start", command, args: [...args], env: process.env, cwd: folder.path });
    return started;
  };
  return { folder, write, run };
}

describe("npm start", () => {
  it("builds what is missing, says so, and runs it; the next time it only runs it", async () => {
    const { folder, write, run } = aCheckout();
    const once = async () => {
      const { exited, lines } = await run(process.execPath, ["tools/profinaut.mjs", "audit", "verify"]);
      return { code: (await exited).code, said: lines().join("\n") };
    };

    expect(await once()).toMatchObject({
      code: 0,
      said: expect.stringMatching(
        /Nothing is built yet: npm run build[\s\S]*building with tsx build\.ts[\s\S]*running \d+ audit verify/,
      ),
    });
    expect((await once()).said).toMatch(/^running \d+ audit verify$/);

    write("src/cli/index.ts", "export {};");
    expect((await once()).said).toMatch(/sources changed since the last build[\s\S]*running/);
    write("broken", "");
    write("src/cli/index.ts", "export const x = 1;");
    expect(await once()).toMatchObject({ code: 3, said: expect.stringMatching(/npm run build failed, so nothing was started/) });
    await folder.remove();
  });

  it("runs what is built where there are no sources to compare it with", async () => {
    const { folder, write, run } = aCheckout();
    write("dist/index.js", 'console.log("running");');
    await run("rm", ["-r", "src"]).then(({ exited }) => exited);

    const { exited, lines } = await run(process.execPath, ["tools/profinaut.mjs", "--version"]);

    expect((await exited).code).toBe(0);
    expect(lines()).toEqual(["running"]);
    expect(fingerprint(folder.path)).toBeUndefined();
    await folder.remove();
  });

  it("leaves nothing behind when npm alone is told to end", async () => {
    const { folder, run } = aCheckout();
    const npm = await run("npm", ["start"]);
    await expect.poll(() => npm.lines().join("\n")).toMatch(/running \d+ start/);
    const pid = Number(/running (\d+)/.exec(npm.lines().join("\n"))?.[1]);

    process.kill(npm.pid, "SIGTERM");
    await npm.exited;

    await expect.poll(() => isRunning(pid)).toBe(false);
    await folder.remove();
  });

  it("says which Node it needs to one that is too old, before it loads what that one would not understand", async () => {
    const { folder, run } = aCheckout();
    const old = "data:text/javascript,Object.defineProperty(process,'versions',{value:{...process.versions,node:'18.20.8'}})";

    const { exited, lines } = await run(process.execPath, ["--import", old, inject("botEntry"), "start"]);

    expect((await exited).code).not.toBe(0);
    expect(lines().join("\n")).toMatch(/needs Node 20\.19 or newer/);
    await folder.remove();
  });
});
