import { ConflictError } from "../../domain/errors.ts";
import { digestOf } from "../../domain/json.ts";
import type { OperationPorts, PlanContext } from "../../domain/operation.ts";
import { say } from "../../domain/sentence.ts";
import { filled, linesChanged, type Standing, standingOf } from "../../domain/workflow-template.ts";
import type { Ground, ProposalPlace } from "../../ports/proposals.ts";
import type { InstallInput } from "./input.ts";

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "install-workflows.up-to-date": { repository: string; kept: readonly string[] };
    "install-workflows.already-proposed": { url: string };
    "install-workflows.odd-branch": { repository: string };
  }
}

/** One file, how it stands in the repository, and what becomes of it. */
export type FileFacts = {
  readonly path: string;
  readonly standing: Standing;
  readonly added: number;
  readonly removed: number;
  /** Hash of what is there; `null`: nothing. */
  readonly current: string | null;
  /** Hash of what is to be there. */
  readonly wanted: string;
};

/** What would be proposed, and what it was worked out from; exactly this is approved. */
export type InstallFacts = {
  readonly repository: string;
  readonly defaultBranch: string;
  /** The pull request that is open already. */
  readonly open: { readonly number: number; readonly url: string } | null;
  readonly files: readonly FileFacts[];
};

export const placeOf = ({ platformFiles }: Pick<OperationPorts, "platformFiles">): ProposalPlace => ({
  repository: platformFiles.repository,
  branch: "profinaut/workflows",
});

export const isProposed = ({ standing }: Pick<FileFacts, "standing">): boolean =>
  standing === "added" || standing === "changed" || standing === "edited";

/** What each file is to be, for this repository. @throws ConflictError when its default branch has a name no workflow should hold */
export function wantedFiles(
  { platformFiles }: Pick<OperationPorts, "platformFiles">,
  defaultBranch: string,
): ReadonlyMap<string, string> {
  const { repository, templates, names } = platformFiles;
  if (!/^[\w./-]+$/.test(defaultBranch))
    throw new ConflictError("install-workflows.odd-branch", say("install-workflows.odd-branch", { repository }));
  return new Map(templates.map((template) => [template.path, filled(template, { ...names, defaultBranch })]));
}

export function filesOn({ files }: Pick<Ground, "files">, wanted: ReadonlyMap<string, string>): readonly FileFacts[] {
  return [...wanted].map(([path, text]) => {
    const current = files.get(path);
    return {
      path,
      standing: standingOf(text, current),
      ...linesChanged(current, text),
      current: current === undefined ? null : digestOf(current),
      wanted: digestOf(text),
    };
  });
}

/** Step 0: compares every file with what is in the open pull request, or else in the default branch. */
export async function lookBeforeInstalling({ ports, signal }: PlanContext<InstallInput, InstallFacts>): Promise<InstallFacts> {
  const { repository, templates } = ports.platformFiles;
  const place = placeOf(ports);
  const ground = await ports.proposals.look(
    place,
    templates.map(({ path }) => path),
    signal,
  );
  const { defaultBranch, open } = ground;
  const files = filesOn(ground, wantedFiles(ports, defaultBranch));
  if (!files.some(isProposed)) {
    if (open !== null)
      throw new ConflictError("install-workflows.already-proposed", say("install-workflows.already-proposed", { url: open.url }));
    const kept = files.filter(({ standing }) => standing === "kept").map(({ path }) => path);
    throw new ConflictError("install-workflows.up-to-date", say("install-workflows.up-to-date", { repository, kept }));
  }
  return { repository, defaultBranch, open: open === null ? null : { number: open.number, url: open.url }, files };
}
