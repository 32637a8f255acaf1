import { describe, expect, it } from "vitest";
import { createInstalledPackages } from "../../src/wiring/installed.ts";

describe("the bot's own packages", () => {
  it("are those npm has noted, with their versions", async () => {
    const installed = await createInstalledPackages()();

    expect(installed.find(({ name }) => name === "zod")?.version).toMatch(/^4\./);
    expect(installed.map(({ name }) => name)).toContain("@octokit/rest");
  });

  it.each([
    ["there is no such list", "no-such-file.json"],
    ["it is no list", "../../README.md"],
  ])("are not known when %s, and that is said", async (_, file) => {
    await expect(createInstalledPackages(new URL(file, import.meta.url))()).rejects.toMatchObject({ code: "installed.no-list" });
  });
});
