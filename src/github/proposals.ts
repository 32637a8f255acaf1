import type { z } from "zod";
import { ConflictError, NotAllowedError, NotFoundError, UpstreamError } from "../domain/errors.ts";
import { say } from "../domain/sentence.ts";
import type { Ground, OpenProposal, ProposalPlace, Proposals } from "../ports/proposals.ts";
import type { GitHubAnswer, GitHubCall, GitHubClient } from "./client.ts";
import { ClosedPulls, FileContent, GitCommit, GitTree, Pull, Pulls, Ref } from "./git-wire.ts";
import { proposalNeeds, requireProposable } from "./proposable.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "github.empty": { what: string };
    "github.branch-moved": { what: string; branch: string };
  }
}

/** Pull requests, by git data: no clone, and no file of the repository is on this machine. */
export function createProposals({ client }: { readonly client: GitHubClient }): Proposals {
  const call = (place: ProposalPlace, route: string, more: object = {}, signal?: AbortSignal): GitHubCall => {
    const [owner = "", repo = ""] = place.repository.split("/");
    const need = route.includes("/pulls") ? proposalNeeds.pulls : proposalNeeds.contents;
    const [method, path] = route.split(" ");
    return {
      route: `${method} /repos/{owner}/{repo}${path}`,
      parameters: { owner, repo, ...more },
      what: place.repository,
      need,
      signal,
    };
  };

  const branchTip = async (place: ProposalPlace, branch: string, signal?: AbortSignal): Promise<string | null> => {
    const answer = await unlessMissing(client.read(call(place, "GET /git/ref/{ref}", { ref: `heads/${branch}` }, signal)));
    return answer === undefined ? null : parsed(Ref, answer, place).object.sha;
  };

  const tip: Proposals["tip"] = (place, signal) => branchTip(place, place.branch, signal);

  const pulls = (place: ProposalPlace, state: "open" | "closed", signal?: AbortSignal): Promise<GitHubAnswer> => {
    const head = `${place.repository.split("/")[0]}:${place.branch}`;
    return client.read(call(place, "GET /pulls", { head, state, per_page: 100 }, signal));
  };

  const find: Proposals["find"] = async (place, signal) => {
    const [pull] = parsed(Pulls, await pulls(place, "open", signal), place);
    return pull === undefined ? null : proposalOf(pull);
  };

  const contentAt = async (place: ProposalPlace, path: string, ref: string, signal?: AbortSignal) => {
    const answer = await unlessMissing(client.read(call(place, "GET /contents/{path}", { path, ref }, signal)));
    if (answer === undefined) return undefined;
    return Buffer.from(parsed(FileContent, answer, place).content, "base64").toString("utf8");
  };

  const commitAt = async (place: ProposalPlace, commit: string, signal?: AbortSignal) =>
    parsed(GitCommit, await client.read(call(place, "GET /git/commits/{commit_sha}", { commit_sha: commit }, signal)), place);

  return {
    tip,
    find,

    async about(place, commit, signal) {
      const { message, parents } = await commitAt(place, commit, signal);
      return { message, parents: parents.map(({ sha }) => sha) };
    },

    async merged(place, signal) {
      return parsed(ClosedPulls, await pulls(place, "closed", signal), place)
        .filter(({ merged_at: at }) => at !== null)
        .map((pull) => ({ ...proposalOf(pull), commit: pull.head.sha }));
    },

    async look(place, paths, signal): Promise<Ground> {
      const { defaultBranch } = await requireProposable(client, place, signal);
      const head = await branchTip(place, defaultBranch, signal).catch((error: unknown) => {
        if (error instanceof UpstreamError && error.status === 409) return null;
        throw error;
      });
      if (head === null) throw new ConflictError("github.empty", say("github.empty", { what: place.repository }));
      const open = await find(place, signal);
      const onBranch = await tip(place, signal);
      const ref = open === null || onBranch === null ? head : onBranch;
      const files = new Map<string, string>();
      for (const path of paths) {
        const content = await contentAt(place, path, ref, signal);
        if (content !== undefined) files.set(path, content);
      }
      return { defaultBranch, head, tip: onBranch, open, files };
    },

    async commit(place, { parents, files, message }, signal) {
      const { tree: base } = await commitAt(place, parents[0], signal);
      const entries = [...files].map(([path, content]) => ({ path, mode: "100644", type: "blob", content }));
      const tree = await client
        .write(call(place, "POST /git/trees", { base_tree: base.sha, tree: entries }, signal))
        .catch((error: unknown) => {
          // The tree is where GitHub refuses workflow files, a classic token even as if the repository were not there.
          if (!(error instanceof NotFoundError || error instanceof NotAllowedError)) throw error;
          throw new NotAllowedError(
            "github.denied",
            say("github.denied", { what: place.repository, need: `${proposalNeeds.contents}, ${proposalNeeds.workflows}` }),
          );
        });
      const body = { message, tree: parsed(GitTree, tree, place).sha, parents };
      return parsed(GitCommit, await client.write(call(place, "POST /git/commits", body, signal)), place).sha;
    },

    async point(place, { from, commit }, signal) {
      const ref = `heads/${place.branch}`;
      try {
        if (from === null) await client.write(call(place, "POST /git/refs", { ref: `refs/${ref}`, sha: commit }, signal));
        else await client.write(call(place, "PATCH /git/refs/{ref}", { ref, sha: commit, force: false }, signal));
      } catch (error) {
        if (!(error instanceof UpstreamError) || error.status !== 422) throw error;
        // It points there already when an answer was lost; otherwise somebody was faster, or a rule forbids it.
        if ((await tip(place, signal)) === commit) return;
        const { repository: what, branch } = place;
        throw new ConflictError("github.branch-moved", say("github.branch-moved", { what, branch }));
      }
    },

    async remove(place, signal) {
      try {
        await client.write(call(place, "DELETE /git/refs/{ref}", { ref: `heads/${place.branch}` }, signal));
      } catch (error) {
        const isRefused = error instanceof UpstreamError && error.status === 422;
        if (!isRefused || (await tip(place, signal)) !== null) throw error;
      }
    },

    async open(place, { onto, title, text }, signal) {
      const there = await find(place, signal);
      const [route, more] =
        there === null
          ? ["POST /pulls", { head: place.branch, base: onto }]
          : ["PATCH /pulls/{pull_number}", { pull_number: there.number }];
      return proposalOf(parsed(Pull, await client.write(call(place, route, { ...more, title, body: text }, signal)), place));
    },

    async close(place, number, signal) {
      await client.write(call(place, "PATCH /pulls/{pull_number}", { pull_number: number, state: "closed" }, signal));
    },
  };
}

const proposalOf = ({ number, html_url: url, body }: z.infer<typeof Pull>): OpenProposal => ({ number, url, text: body ?? "" });

async function unlessMissing(answer: Promise<GitHubAnswer>): Promise<GitHubAnswer | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof NotFoundError && error.code === "github.not-found") return undefined;
    throw error;
  }
}

/** An answer to a write that cannot be read says nothing about whether it happened. */
function parsed<T extends z.ZodType>(shape: T, answer: GitHubAnswer, { repository: what }: ProposalPlace): z.infer<T> {
  const result = shape.safeParse(answer.data);
  if (result.success) return result.data;
  throw new UpstreamError("github.strange-answer", say("github.strange-answer", { what }), {
    service: "github",
    effect: "unknown",
    retryable: true,
    status: answer.status,
  });
}
