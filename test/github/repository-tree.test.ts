import { describe, expect, it } from "vitest";
import { mostEntries } from "../../demo/parts/fake-github/tree-routes.ts";
import { NotAllowedError, NotFoundError } from "../../src/domain/errors.ts";
import { createRepositoryTree } from "../../src/github/repository-tree.ts";
import { aClient, aFake, failureOf } from "./arrange.ts";

const repository = "acme/profinaut";
const holding = (paths: readonly string[]) => paths.map((path) => ({ repository, path, content: "made-up" }));

describe("a repository's files", () => {
  it("are listed whole, by name", async () => {
    const paths = [".env.example", "a/b/.env", "a/b/c.ts", "readme.md"];
    const fake = await aFake({ files: holding(paths) });

    const { paths: seen, isWhole } = await createRepositoryTree({ client: aClient(fake) }).files(repository);

    expect([...seen].sort()).toEqual(paths);
    expect(isWhole).toBe(true);
    expect(fake.requests().filter(({ path }) => path.includes("/git/trees/"))).toHaveLength(1);
  });

  it("are listed folder by folder where a tree is cut short", async () => {
    const many = (folder: string, count: number) => Array.from({ length: count }, (_, at) => `${folder}/file-${at}`);
    const paths = [...many("a", mostEntries - 10), ...many("b/c", mostEntries - 10), "b/.env", "readme.md"];
    const fake = await aFake({ files: holding(paths) });

    const { paths: seen, isWhole } = await createRepositoryTree({ client: aClient(fake) }).files(repository);

    expect([...seen].sort()).toEqual([...paths].sort());
    expect(isWhole).toBe(true);
  });

  it("are said not to be all when one folder alone is too large", async () => {
    const paths = Array.from({ length: mostEntries + 1 }, (_, at) => `flat/file-${at}`);
    const fake = await aFake({ files: holding(paths) });

    const { isWhole } = await createRepositoryTree({ client: aClient(fake) }).files(repository);

    expect(isWhole).toBe(false);
  });

  it("are none in an empty repository", async () => {
    const fake = await aFake();

    expect(await createRepositoryTree({ client: aClient(fake) }).files(repository)).toEqual({ paths: [], isWhole: true });
  });

  it("are refused with the permission that is missing, or with the name of the repository", async () => {
    const fake = await aFake({ files: holding(["a"]), permissions: { secrets: "write" } });
    const tree = createRepositoryTree({ client: aClient(fake) });

    const denied = await failureOf(tree.files(repository));
    const unknown = await failureOf(tree.files("acme/nowhere"));

    expect(denied).toBeInstanceOf(NotAllowedError);
    expect(denied).toMatchObject({ sentence: { params: { need: "Contents: read" } } });
    expect(unknown).toBeInstanceOf(NotFoundError);
  });
});
