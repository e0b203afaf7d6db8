import type { Account, InstallationState, Repository, Schemas, World } from './world.ts';

/** Builders for the objects that the emulator leaves out, in the shapes of GitHub's own REST description. */

export function simpleUser(world: World, account: Omit<Account, 'mintId'>): Schemas['simple-user'] {
  const user = `${world.url}/users/${account.login}`;
  return {
    login: account.login,
    id: account.id,
    node_id: nodeId(account.type, account.id),
    avatar_url: `${world.url}/avatars/u/${account.id}`,
    gravatar_id: '',
    url: user,
    html_url: `${world.url}/${account.login}`,
    followers_url: `${user}/followers`,
    following_url: `${user}/following{/other_user}`,
    gists_url: `${user}/gists{/gist_id}`,
    starred_url: `${user}/starred{/owner}{/repo}`,
    subscriptions_url: `${user}/subscriptions`,
    organizations_url: `${user}/orgs`,
    repos_url: `${user}/repos`,
    events_url: `${user}/events{/privacy}`,
    received_events_url: `${user}/received_events`,
    type: account.type,
    site_admin: false,
  };
}

export function installationObject(world: World, installation: InstallationState): Schemas['installation'] {
  const { account, suspendedAt } = installation;
  return {
    id: installation.id,
    account: simpleUser(world, account),
    repository_selection: installation.repositories === 'all' ? 'all' : 'selected',
    access_tokens_url: `${world.url}/app/installations/${installation.id}/access_tokens`,
    repositories_url: `${world.url}/installation/repositories`,
    html_url: `${world.url}/organizations/${account.login}/settings/installations/${installation.id}`,
    app_id: world.app.id,
    app_slug: world.app.slug,
    target_id: account.id,
    target_type: account.type,
    permissions: world.app.permissions as Schemas['app-permissions'],
    events: world.app.events,
    created_at: installation.createdAt,
    updated_at: suspendedAt ?? installation.createdAt,
    single_file_name: null,
    has_multiple_single_files: false,
    single_file_paths: [],
    suspended_by: suspendedAt === null ? null : simpleUser(world, account),
    suspended_at: suspendedAt,
  };
}

/** The emulator's repository with what it leaves out: the owner in full, and the time of the last push. */
export function wholeRepository(world: World, repository: Repository): Repository {
  const account = world.accounts.get(repository.owner.login);
  const pushedAt = world.repositories.get(Number(repository.id))?.pushed_at ?? repository.pushed_at;
  return {
    ...repository,
    pushed_at: pushedAt ?? null,
    ...(account === undefined ? {} : { owner: simpleUser(world, account) }),
  };
}

/** The short form in which installation events name repositories. */
export function repositoryNote(repository: Repository): Schemas['webhooks_repositories'][number] {
  const { node_id, name, full_name } = repository;
  return { id: Number(repository.id), node_id, name, full_name, private: repository.private };
}

export function nodeId(kind: string, id: number): string {
  return Buffer.from(`${kind}:${id}`).toString('base64url');
}
