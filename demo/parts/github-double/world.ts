import type { GitHubDoubleSettings } from "./options.ts";
import { createRepositoryFiles, type RepositoryFiles } from "./repository-files.ts";
import { createSealedBoxes, type SealedBoxes } from "./sealed-boxes.ts";

export interface StoredSecret {
  readonly name: string;
  readonly value: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  /** How often it was written. */
  readonly puts: number;
  /** Organisations only. */
  readonly visibility?: string;
  readonly selectedRepositoryIds?: readonly number[];
}

/** Where secrets are: a repository, one of its environments, or an organisation. */
export interface Place {
  readonly repository?: string;
  readonly environment?: string;
  readonly organisation?: string;
  readonly boxes: SealedBoxes;
  readonly secrets: Map<string, StoredSecret>;
}

export interface KnownRepository {
  readonly id: number;
  readonly fullName: string;
  isArchived: boolean;
  /** Of the default branch. */
  readonly files: RepositoryFiles;
}

/** GitHub's state, as far as it matters here. Owners, repositories and organisations are found in any case. */
export interface World {
  repository(fullName: string): KnownRepository | undefined;
  place(name: { readonly repository?: string; readonly environment?: string; readonly organisation?: string }): Place | undefined;
  readonly repositories: readonly KnownRepository[];
  readonly places: readonly Place[];
}

export function createWorld(settings: GitHubDoubleSettings): World {
  const same = (left = "", right = "") => left.toLowerCase() === right.toLowerCase();
  const repositories = settings.repositories.map((fullName, index) => ({
    id: 1000 + index,
    fullName,
    isArchived: false,
    files: createRepositoryFiles(settings.files.filter(({ repository }) => same(repository, fullName))),
  }));
  const place = (name: Pick<Place, "repository" | "environment" | "organisation">): Place => ({
    ...name,
    boxes: createSealedBoxes(),
    secrets: new Map(),
  });
  const places = [
    ...settings.repositories.map((repository) => place({ repository })),
    ...settings.environments.map(({ repository, environment }) => place({ repository, environment })),
    ...settings.organisations.map((organisation) => place({ organisation })),
  ];
  return {
    repositories,
    places,
    repository: (fullName) => repositories.find((known) => same(known.fullName, fullName)),
    place: (name) =>
      places.find(
        (known) =>
          same(known.repository, name.repository) &&
          same(known.organisation, name.organisation) &&
          (known.environment ?? "") === (name.environment ?? ""),
      ),
  };
}
