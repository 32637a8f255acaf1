import { defaultBranch } from "./repository-files.ts";
import type { KnownRepository } from "./world.ts";

const since = "2024-01-01T00:00:00Z";
const parts = {
  archive: "/{archive_format}{/ref}",
  assignees: "/assignees{/user}",
  blobs: "/git/blobs{/sha}",
  branches: "/branches{/branch}",
  collaborators: "/collaborators{/collaborator}",
  comments: "/comments{/number}",
  commits: "/commits{/sha}",
  compare: "/compare/{base}...{head}",
  contents: "/contents/{+path}",
  contributors: "/contributors",
  deployments: "/deployments",
  downloads: "/downloads",
  events: "/events",
  forks: "/forks",
  git_commits: "/git/commits{/sha}",
  git_refs: "/git/refs{/sha}",
  git_tags: "/git/tags{/sha}",
  hooks: "/hooks",
  issue_comment: "/issues/comments{/number}",
  issue_events: "/issues/events{/number}",
  issues: "/issues{/number}",
  keys: "/keys{/key_id}",
  labels: "/labels{/name}",
  languages: "/languages",
  merges: "/merges",
  milestones: "/milestones{/number}",
  notifications: "/notifications{?since,all,participating}",
  pulls: "/pulls{/number}",
  releases: "/releases{/id}",
  stargazers: "/stargazers",
  statuses: "/statuses/{sha}",
  subscribers: "/subscribers",
  subscription: "/subscription",
  tags: "/tags",
  teams: "/teams",
  trees: "/git/trees{/sha}",
};

/** A `minimal-repository` of GitHub's API description. */
export function bareRepositoryAnswer({ id, fullName, isFork }: KnownRepository, api: string) {
  const [owner = "", name = ""] = fullName.split("/");
  const url = `${api}/repos/${fullName}`;
  return {
    id,
    node_id: `R_${id}`,
    name,
    full_name: fullName,
    private: true,
    fork: isFork,
    description: null,
    owner: ownerAnswer(owner, api, "Organization"),
    url,
    html_url: `https://github.com/${fullName}`,
    ...Object.fromEntries(Object.entries(parts).map(([part, path]) => [`${part}_url`, `${url}${path}`])),
  };
}

/** A `full-repository` of GitHub's API description: of it all, only name, `archived`, `private` and `permissions` tell anything. */
export function repositoryAnswer(repository: KnownRepository, api: string) {
  const { fullName, isArchived } = repository;
  const html = `https://github.com/${fullName}`;

  return {
    ...bareRepositoryAnswer(repository, api),
    archived: isArchived,
    disabled: false,
    permissions: { admin: true, maintain: true, push: true, triage: true, pull: true },
    clone_url: `${html}.git`,
    git_url: `git://github.com/${fullName}.git`,
    ssh_url: `git@github.com:${fullName}.git`,
    svn_url: html,
    default_branch: defaultBranch,
    visibility: "private",
    ...{ homepage: null, language: null, license: null, mirror_url: null },
    ...{ has_issues: true, has_projects: false, has_wiki: false, has_pages: false, has_discussions: false },
    ...{ forks: 0, forks_count: 0, open_issues: 0, open_issues_count: 0, size: 1, stargazers_count: 0 },
    ...{ watchers: 0, watchers_count: 0, network_count: 0, subscribers_count: 0 },
    ...{ created_at: since, updated_at: since, pushed_at: since },
  };
}

/** A person, unless it is said that it is an organisation. */
export function ownerAnswer(login: string, api: string, type: "User" | "Organization" = "User") {
  const url = `${api}/users/${login}`;
  return {
    login,
    id: 1,
    node_id: "O_1",
    avatar_url: `https://avatars.githubusercontent.com/${login}`,
    gravatar_id: "",
    url,
    html_url: `https://github.com/${login}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type,
    site_admin: false,
  };
}
