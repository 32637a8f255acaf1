/** Where the API's parts are, some of them: https://docs.github.com/en/rest/meta/meta#github-api-root */
export const rootAnswer = (api: string) => ({
  current_user_url: `${api}/user`,
  organization_url: `${api}/orgs/{org}`,
  rate_limit_url: `${api}/rate_limit`,
  repository_url: `${api}/repos/{owner}/{repo}`,
});
