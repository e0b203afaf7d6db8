export interface GitHubPlace {
  owner: string;
  repo: string;
}

/** Owner and name of a repository from its address on the web; undefined where it is not on the GitHub whose API this is. */
export function placeOnGitHub(address: string, apiUrl: string): GitHubPlace | undefined {
  if (!URL.canParse(address)) return undefined;
  const { host, pathname } = new URL(address);
  if (host !== webHost(apiUrl)) return undefined;
  const [, owner, repo] = /^\/([A-Za-z0-9][A-Za-z0-9-]{0,38})\/([\w.-]{1,100})\/?$/.exec(pathname) ?? [];
  return owner === undefined || repo === undefined || /^\.{1,2}$/.test(repo) ? undefined : { owner, repo };
}

/** `github.com`, `tenant.ghe.com`, or the host of a GitHub Enterprise Server. */
function webHost(apiUrl: string): string {
  return new URL(apiUrl).host.replace(/^api\.(github\.com|[\w-]+\.ghe\.com)$/, '$1');
}
