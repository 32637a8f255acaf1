import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type Stage, stagesOf } from "./dockerfile.ts";
import { projectPath, projectText } from "./project-files.ts";

const dockerfiles = ["Dockerfile", "stack/init/Dockerfile"];
const stages = (path: string): readonly Stage[] => stagesOf(projectText(path));
const rest = (stage: Stage | undefined, word: string): readonly string[] =>
  (stage?.instructions ?? []).filter((one) => one.word === word).map((one) => one.rest);

describe.each(dockerfiles)("%s", (path) => {
  it("begins with images of exact versions", () => {
    expect(stages(path).length).toBeGreaterThan(0);
    for (const { base } of stages(path)) expect(base).toMatch(/^[a-z]+:\d+\.\d+\.\d+(-[a-z-]+)?$/);
  });

  it("takes no secret as an argument or a variable, and adds nothing from an address", () => {
    const given = stages(path).flatMap((stage) => [...rest(stage, "ARG"), ...rest(stage, "ENV")]);

    for (const text of given) expect(text).not.toMatch(/token|secret|password|key|role_id/i);
    expect(stages(path).flatMap((stage) => rest(stage, "ADD"))).toEqual([]);
  });

  it("copies what is there and what .dockerignore lets in", () => {
    const allowed = projectText(".dockerignore")
      .split("\n")
      .filter((line) => line.startsWith("!"))
      .map((line) => line.slice(1));
    const sources = stages(path)
      .flatMap((stage) => rest(stage, "COPY"))
      .filter((text) => !text.startsWith("--from="))
      .flatMap((text) => text.split(/\s+/).slice(0, -1));

    expect(projectText(".dockerignore")).toMatch(/^\*$/m);
    expect(sources.length).toBeGreaterThan(2);
    for (const source of sources) {
      expect(existsSync(projectPath(source)), source).toBe(true);
      expect(allowed, source).toContain(source);
    }
  });
});

describe("the bot's image", () => {
  const [build, bot] = stages("Dockerfile");

  it("is built apart from what runs: installed by the lock file without scripts, built, and pruned to what production needs", () => {
    const commands = rest(build, "RUN");

    expect(stages("Dockerfile").map(({ name }) => name)).toEqual(["build", "bot"]);
    expect(commands[0]).toBe("npm ci --ignore-scripts");
    expect(commands[1]).toMatch(/^npm run build/);
    expect(commands[2]).toBe("npm prune --omit=dev --ignore-scripts");
    // What comes from the checkout has its modes, and the bot's user is another than its owner.
    expect(commands[3]).toBe("chmod -R go+rX package.json github vault");
    expect(rest(bot, "COPY").map((text) => text.split(" ").slice(0, 2).join(" "))).toEqual(
      ["package.json", "node_modules", "dist", "github", "vault"].map((name) => `--from=build /app/${name}`),
    );
  });

  it("runs as a user that is not root and does not own the program", () => {
    expect(rest(bot, "USER")).toEqual(["1000:1000"]);
    expect(rest(bot, "COPY").join("\n")).not.toContain("--chown");
    const words = (bot?.instructions ?? []).map(({ word }) => word);
    expect(words.lastIndexOf("COPY")).toBeLessThan(words.indexOf("USER"));
    expect(words.lastIndexOf("RUN")).toBeLessThan(words.indexOf("USER"));
  });

  it("starts the bot without a shell and is asked for its health", () => {
    expect(rest(bot, "ENTRYPOINT")).toEqual(['["node", "dist/index.js"]']);
    expect(rest(bot, "CMD")).toEqual(['["start"]']);
    expect(rest(bot, "STOPSIGNAL")).toEqual(["SIGTERM"]);
  });

  it("is built by the Node that it runs on", () => {
    expect(bot?.base).toMatch(/^node:24\./);
    expect(bot?.base).toBe(build?.base);
  });
});
