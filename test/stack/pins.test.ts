import { describe, expect, it } from "vitest";
import { z } from "zod";
import { composeYaml } from "./compose-project.ts";
import { stagesOf } from "./dockerfile.ts";
import { projectText } from "./project-files.ts";

const Images = z.object({ services: z.record(z.string(), z.looseObject({ image: z.string(), build: z.unknown().optional() })) });

/** What is pulled: images that are not built here, and what ours begin with. */
const pulled = (): readonly string[] => {
  const services = Object.values(Images.parse(composeYaml()).services).filter(({ build }) => build === undefined);
  const bases = ["Dockerfile", "stack/init/Dockerfile"].flatMap((path) => stagesOf(projectText(path)).map(({ base }) => base));
  return [...new Set([...services.map(({ image }) => image), ...bases])].sort();
};

const [, section = ""] = projectText("docs/stack.md").split("## Versions and their end of life\n");
const rows = section
  .split("\n## ")[0]
  ?.split("\n")
  .filter((line) => line.startsWith("| `"))
  .map((line) => line.split(" | ").map((cell) => cell.replace(/^\| | \|$/g, "")));

describe("the table of versions in docs/stack.md", () => {
  it("has a row for every image that is pulled, with its very version, and for nothing else", () => {
    expect(pulled().length).toBeGreaterThan(7);
    expect(rows?.map(([image = ""]) => image.replaceAll("`", "")).sort()).toEqual(pulled());
  });

  it("says of each when its line ends, and where that stands", () => {
    for (const [image, ends = "", source = ""] of rows ?? []) {
      expect(ends, image).toMatch(/^\d{4}-\d{2}-\d{2}\b|^no date: /);
      expect(source, image).toMatch(/https:\/\//);
    }
  });

  it("names the kernels that MongoDB refuses, and which Vault the tests run instead", () => {
    const [, tested = ""] = /hashicorp\/vault v([\d.]+)/.exec(projectText("tools/vault-server/go.mod")) ?? [];

    expect(section).toContain("6.19 to 7.0.13");
    expect(section).toContain(`the tests run Vault ${tested}`);
  });
});
