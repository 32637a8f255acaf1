import { createGitStore, type GitStore } from "./git-store.ts";
import { createJobWork, type SecretOf } from "./job-work.ts";
import type { FakeGitHubSettings } from "./options.ts";
import { createRepositoryFiles, type RepositoryFiles } from "./repository-files.ts";
import { type Conclusion, createRuns, type Runs } from "./runs.ts";
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
  readonly git: GitStore;
  readonly isFork: boolean;
  /** Other branches and tags, which hold the same. */
  readonly refs: ReadonlySet<string>;
  /** Of workflows that are not active, by path. */
  readonly workflowStates: Map<string, string>;
}

/** GitHub's state, as far as it matters here. Owners, repositories and organisations are found in any case. */
export interface World {
  repository(fullName: string): KnownRepository | undefined;
  place(name: { readonly repository?: string; readonly environment?: string; readonly organisation?: string }): Place | undefined;
  readonly repositories: readonly KnownRepository[];
  readonly places: readonly Place[];
  readonly runs: Runs;
  /** How the workflow at this path ends from now on; `undefined`: as it does by itself. */
  script(path: string, conclusion: Conclusion | undefined): void;
  /** To be told before a secret is written: what runs by then has the value before. */
  written(place: Place, secret: string): void;
  /** Login of whoever the token belongs to. */
  readonly actor: string;
  /** Whether a dispatch is answered with its run; older servers do not. */
  tellsRun: boolean;
}

export function createWorld(settings: FakeGitHubSettings, now: () => number): World {
  const same = (left = "", right = "") => left.toLowerCase() === right.toLowerCase();
  const repositories = settings.repositories.map((fullName, index) => {
    const files = createRepositoryFiles(settings.files.filter(({ repository }) => same(repository, fullName)));
    return {
      id: 1000 + index,
      fullName,
      isArchived: false,
      isFork: settings.forks.some((fork) => same(fork, fullName)),
      files,
      git: createGitStore(files),
      refs: new Set(settings.refs.filter(({ repository }) => same(repository, fullName)).map(({ ref }) => ref)),
      workflowStates: new Map<string, string>(),
    };
  });
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
  const placeOf: World["place"] = (name) =>
    places.find(
      (known) =>
        same(known.repository, name.repository) &&
        same(known.organisation, name.organisation) &&
        (known.environment ?? "") === (name.environment ?? ""),
    );
  const valuesIn = (found: Place | undefined): ReadonlyMap<string, string> =>
    new Map([...(found?.secrets.values() ?? [])].map(({ name, value }) => [name, value]));
  const scripted = new Map<string, Conclusion>();
  const { canaries, notchMs, listedAfterMs } = settings.runner;
  const secretOf: SecretOf = ({ repository: { fullName: repository }, secrets }, { environment }, name) => {
    const ofEnvironment = environment === undefined ? undefined : placeOf({ repository, environment });
    return valuesIn(ofEnvironment).get(name) ?? secrets.get(name);
  };

  const repository: World["repository"] = (fullName) => repositories.find((known) => same(known.fullName, fullName));
  const runs = createRuns({
    now,
    work: createJobWork(canaries, secretOf, (path) => scripted.get(path)),
    secretsOf: ({ fullName }) => valuesIn(placeOf({ repository: fullName })),
    notchMs,
    listedAfterMs,
  });

  return {
    repositories,
    places,
    repository,
    place: placeOf,
    runs,
    written(where, name) {
      for (const { repository: of, secret, path, agoMs, lastsMs } of settings.runner.busyAt) {
        const known = repository(of);
        if (known === undefined || !same(where.repository, of) || where.environment !== undefined || !same(secret, name))
          continue;
        runs.create({ repository: known, path, event: "push", agoMs, lastsMs });
      }
    },
    script: (path, conclusion) => void (conclusion === undefined ? scripted.delete(path) : scripted.set(path, conclusion)),
    actor: settings.actor,
    tellsRun: settings.tellsRun,
  };
}
