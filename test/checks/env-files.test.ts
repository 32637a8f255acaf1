import { describe, expect, it } from "vitest";
import { envFileKind, envFiles } from "../../src/checks/env-files.ts";
import { upstream } from "../app/a-bot.ts";
import { envFileNames } from "../support/env-file-names.ts";
import { aboutOf, lookWith } from "./looking.ts";

const tracking = (paths: readonly string[], isWhole = true) => ({
  repository: "acme/x",
  tree: { files: async () => ({ paths, isWhole }) },
});

describe("files of environment variables", () => {
  it.each(envFileNames.plain)("are found: %s", (path) => expect(envFileKind(path)).toBe("plain"));

  it.each(envFileNames.encrypted)("are encrypted: %s", (path) => expect(envFileKind(path)).toBe("encrypted"));

  it.each(envFileNames.neither)("are not: %s", (path) => expect(envFileKind(path)).toBeUndefined());

  it("are a warning of their own where they are encrypted", async () => {
    expect(await lookWith(envFiles, tracking(["b/.env.vault", ".env.enc", ".env.template"]))).toMatchObject([
      { severity: "warning", what: { key: "checked.env.encrypted", params: { paths: [".env.enc", "b/.env.vault"] } } },
    ]);
  });

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
