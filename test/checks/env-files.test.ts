import { describe, expect, it } from "vitest";
import { envFiles, isEnvFile } from "../../src/checks/env-files.ts";
import { upstream } from "../app/a-bot.ts";
import { aboutOf, lookWith } from "./looking.ts";

const tracking = (paths: readonly string[], isWhole = true) => ({
  repository: "acme/x",
  tree: { files: async () => ({ paths, isWhole }) },
});

describe("files of environment variables", () => {
  it.each([".env", "a/b/.env", ".env.production", "deep/.ENV.local", ".env.example.bak"])("are found: %s", (path) => {
    expect(isEnvFile(path)).toBe(true);
  });

  it.each([".env.example", "a/.env.sample", ".env.production.example", ".envrc", "env", "src/.env/readme.md", "x.env"])(
    "are not: %s",
    (path) => {
      expect(isEnvFile(path)).toBe(false);
    },
  );

  it("is in order when none is tracked", async () => {
    expect(await lookWith(envFiles, tracking(["readme.md", ".env.example"]))).toEqual([]);
  });

  it("is an alarm for each, with what to change and to take out of git", async () => {
    const [finding, ...others] = await lookWith(envFiles, tracking(["app/.env", "readme.md"]));

    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      about: "env-files/app/.env",
      severity: "alarm",
      what: { key: "checked.env.tracked", params: { path: "app/.env", repository: "acme/x" } },
      mend: { params: { path: "app/.env" } },
    });
  });

  it("names five and counts the rest, and says when it could not see all", async () => {
    const many = Array.from({ length: 8 }, (_, at) => `${at}/.env`);

    const findings = await lookWith(envFiles, tracking(many, false));

    expect(aboutOf(findings).slice(5)).toEqual(["env-files-more", "env-files-incomplete"]);
    expect(findings[5]?.what.params["count"]).toBe(3);
  });

  it("fails when GitHub does", async () => {
    const failing = { tree: { files: () => Promise.reject(upstream({ service: "github" })) } };

    await expect(lookWith(envFiles, failing)).rejects.toMatchObject({ service: "github" });
  });
});
