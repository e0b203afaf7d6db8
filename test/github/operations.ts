import { pressButton } from './press-button.ts';
import { type ProtectedJob, type ProtectedJobOptions, startProtectedJob, tellSuccess } from './protected-jobs.ts';
import type { Relay } from './relay.ts';
import { ADMIN, type Files, type RepositorySeed } from './seed.ts';
import { installationObject, repositoryNote, simpleUser } from './shapes.ts';
import {
  accountNamed,
  type InstallationState,
  installationOf,
  personFor,
  type Repository,
  type Role,
  reachable,
  repositoryNamed,
  type Schemas,
  type World,
} from './world.ts';

export interface CommitOptions {
  /** The default branch when left out; a new branch starts from it. */
  branch?: string;
  message?: string;
  /** Who commits; an administrator when left out. */
  as?: string;
}

export interface InstallOptions {
  /** `all` when left out, or repository names. */
  repositories?: 'all' | readonly string[];
  /** No event, as when the App's webhook was missed. */
  silent?: boolean;
}

/** What people do on GitHub. Each sends GitHub's webhooks and settles when the App has answered them. */
export interface Operations {
  /** @returns the new commit's sha */
  commit(fullName: string, files: Files, options?: CommitOptions): Promise<string>;
  createRepository(owner: string, repository: RepositorySeed): Promise<Repository>;
  renameRepository(fullName: string, name: string): Promise<Repository>;
  /** From a branch into another (the default one when left out). @returns its number */
  openPullRequest(fullName: string, head: string, base?: string): Promise<number>;
  archiveRepository(fullName: string, archived?: boolean): Promise<Repository>;
  changeDefaultBranch(fullName: string, branch: string): Promise<Repository>;
  deleteRepository(fullName: string): Promise<void>;
  /** @returns the installation's id */
  installApp(owner: string, options?: InstallOptions): Promise<number>;
  uninstall(owner: string, options?: { silent?: boolean }): Promise<void>;
  suspend(owner: string): Promise<void>;
  unsuspend(owner: string): Promise<void>;
  addRepositories(owner: string, names: readonly string[]): Promise<void>;
  removeRepositories(owner: string, names: readonly string[]): Promise<void>;
  /** Makes somebody this in a repository, from now on. */
  grant(fullName: string, login: string, role: Role): void;
  /** Writes a comment on a pull request or issue. @returns its id */
  comment(fullName: string, number: number, body: string, as: string): Promise<number>;
  /** `as` is who edits: not always who wrote it. */
  editComment(fullName: string, id: number, body: string, as: string): Promise<void>;
  /** How the App reacted to a comment, in order. */
  reactionsTo(fullName: string, commentId: number): Promise<string[]>;
  /** Starts a job that names a protected environment, and asks the App. What becomes of it is seen in what is given back. */
  startProtectedJob(fullName: string, options?: ProtectedJobOptions): Promise<ProtectedJob>;
  /** Tells the App that a job has deployed. */
  succeed(job: ProtectedJob): Promise<void>;
  /** The labels of the buttons of a check run. */
  buttonsOf(checkRunId: number): string[];
  /** Presses one of them. */
  pressButton(fullName: string, checkRunId: number, label: string, as: string): Promise<void>;
  /** Sends a signed webhook of any kind; with a `guid`, once more the one that was sent under it. */
  deliver(event: string, payload: Record<string, unknown>, options?: { guid?: string }): Promise<void>;
  /** A request of a person, straight to the emulator: neither logged nor broken by faults. */
  as<T>(login: string, method: string, path: string, body?: unknown): Promise<T>;
  repository(fullName: string): Repository;
}

export function createOperations(world: World, relay: Relay, installationsAfter = 41_000_000): Operations {
  let installationIds = installationsAfter;
  const sender = () => simpleUser(world, { id: 2, login: ADMIN, type: 'User' });

  function repository(fullName: string): Repository {
    const found = repositoryNamed(world, fullName);
    if (found === undefined) throw new Error(`the emulated GitHub has no repository ${fullName}`);
    return found;
  }

  function installation(owner: string): InstallationState {
    const found = installationOf(world, owner);
    if (found === undefined) throw new Error(`the App is not installed on ${owner}`);
    return found;
  }

  async function change(fullName: string, body: Record<string, unknown>): Promise<Repository> {
    const { id } = repository(fullName);
    const told = relay.next(({ event, payload }) => event === 'repository' && payload.repository?.id === id);
    await world.ask('PATCH', `/repos/${fullName}`, { body, as: personFor(world, fullName) });
    await told;
    return world.repositories.get(Number(id))!;
  }

  async function sendInstallation(action: string, state: InstallationState): Promise<void> {
    await relay.send('installation', {
      action,
      installation: installationObject(world, state),
      repositories: reachable(world, state).map(repositoryNote),
      sender: sender(),
    });
  }

  async function select(owner: string, names: readonly string[], action: 'added' | 'removed'): Promise<void> {
    const state = installation(owner);
    const chosen = names.map((name) => repository(`${owner}/${name}`));
    if (state.repositories === 'all') {
      state.repositories = new Set(reachable(world, state).map(({ id }) => Number(id)));
    }
    for (const { id } of chosen) {
      if (action === 'added') state.repositories.add(Number(id));
      else state.repositories.delete(Number(id));
    }
    const notes = chosen.map(repositoryNote);
    await relay.send('installation_repositories', {
      action,
      installation: installationObject(world, state),
      repository_selection: 'selected',
      repositories_added: action === 'added' ? notes : [],
      repositories_removed: action === 'removed' ? notes : [],
      requester: null,
      sender: sender(),
    });
  }

  return {
    repository,
    commit: (fullName, files, options = {}) => commit(world, relay, repository(fullName), files, options),
    createRepository: async (owner, seed) => {
      const account = accountNamed(world, owner);
      const path = account.type === 'Organization' ? `/orgs/${owner}/repos` : '/user/repos';
      const body = { name: seed.name, private: seed.private ?? false };
      const fullName = `${owner}/${seed.name}`;
      const told = relay.next(
        ({ event, payload }) => event === 'repository' && payload.repository?.full_name === fullName,
      );
      const created = await world.ask<Repository>('POST', path, { body, as: personFor(world, fullName) });
      await told;
      if (seed.defaultBranch !== undefined) await change(fullName, { default_branch: seed.defaultBranch });
      if (seed.files !== undefined) await commit(world, relay, repository(fullName), seed.files, {});
      if (seed.archived) await change(fullName, { archived: true });
      return world.repositories.get(Number(created.id))!;
    },
    renameRepository: (fullName, name) => change(fullName, { name }),
    openPullRequest: async (fullName, head, base = repository(fullName).default_branch) => {
      const told = relay.next(({ event, payload }) => event === 'pull_request' && payload['action'] === 'opened');
      const body = { title: `Merge ${head}`, head, base };
      const { number } = await world.ask<Schemas['pull-request']>('POST', `/repos/${fullName}/pulls`, {
        body,
        as: personFor(world, fullName),
      });
      await told;
      return number;
    },
    archiveRepository: (fullName, archived = true) => change(fullName, { archived }),
    changeDefaultBranch: (fullName, branch) => change(fullName, { default_branch: branch }),
    deleteRepository: async (fullName) => {
      const told = relay.next(({ event, payload }) => event === 'repository' && payload['action'] === 'deleted');
      await world.ask('DELETE', `/repos/${fullName}`, { as: personFor(world, fullName) });
      await told;
    },
    installApp: async (owner, { repositories = 'all', silent = false } = {}) => {
      if (installationOf(world, owner) !== undefined) throw new Error(`the App is installed on ${owner} already`);
      installationIds++;
      const state: InstallationState = {
        id: installationIds,
        account: accountNamed(world, owner),
        repositories:
          repositories === 'all'
            ? 'all'
            : new Set(repositories.map((name) => Number(repository(`${owner}/${name}`).id))),
        createdAt: new Date().toISOString(),
        suspendedAt: null,
      };
      world.installations.set(state.id, state);
      if (!silent) await sendInstallation('created', state);
      return state.id;
    },
    uninstall: async (owner, { silent = false } = {}) => {
      const state = installation(owner);
      const payload = {
        action: 'deleted',
        installation: installationObject(world, state),
        repositories: reachable(world, state).map(repositoryNote),
        sender: sender(),
      };
      world.installations.delete(state.id);
      if (!silent) await relay.send('installation', payload);
    },
    suspend: async (owner) => {
      const state = installation(owner);
      state.suspendedAt = new Date().toISOString();
      await sendInstallation('suspend', state);
    },
    unsuspend: async (owner) => {
      const state = installation(owner);
      state.suspendedAt = null;
      await sendInstallation('unsuspend', state);
    },
    addRepositories: (owner, names) => select(owner, names, 'added'),
    removeRepositories: (owner, names) => select(owner, names, 'removed'),
    grant: (fullName, login, role) => void world.roles.set(`${fullName}/${login}`.toLowerCase(), role),
    comment: async (fullName, number, body, as) => {
      const told = relay.next(({ event, payload }) => event === 'issue_comment' && payload['action'] === 'created');
      const path = `/repos/${fullName}/issues/${number}/comments`;
      const { id } = await world.ask<Schemas['issue-comment']>('POST', path, { body: { body }, as });
      await told;
      return Number(id);
    },
    editComment: async (fullName, id, body, as) => {
      const told = relay.next(({ event, payload }) => event === 'issue_comment' && payload['action'] === 'edited');
      await world.ask('PATCH', `/repos/${fullName}/issues/comments/${id}`, { body: { body }, as });
      await told;
    },
    reactionsTo: async (fullName, commentId) =>
      (world.reactions.get(`/repos/${fullName}/issues/comments/${commentId}/reactions`) ?? []).map(
        ({ content }) => content,
      ),
    startProtectedJob: (fullName, options = {}) => startProtectedJob(world, relay, repository(fullName), options),
    succeed: (job) => tellSuccess(world, relay, repository(job.fullName), job),
    buttonsOf: (checkRunId) => (world.checkButtons.get(checkRunId) ?? []).map(({ label }) => label),
    pressButton: (fullName, checkRunId, label, as) =>
      pressButton(world, relay, { repository: repository(fullName), checkRunId, label, as }),
    deliver: async (event, payload, { guid } = {}) => {
      await relay.send(event, payload, guid);
    },
    as: (login, method, path, body) => world.ask(method, path, { body, as: login }),
  };
}

async function commit(
  world: World,
  relay: Relay,
  repository: Repository,
  files: Files,
  { branch = repository.default_branch, message = 'Change files', as }: CommitOptions,
): Promise<string> {
  const base = `/repos/${repository.full_name}/git`;
  const ask = <T>(method: string, path: string, body?: unknown) =>
    world.ask<T>(method, `${base}${path}`, { body, as: as ?? personFor(world, repository.full_name) });
  const head = async (name: string) => {
    const refs = await ask<Schemas['git-ref'][]>('GET', `/matching-refs/heads/${name}`);
    return refs.find(({ ref }) => ref === `refs/heads/${name}`)?.object.sha;
  };

  const own = await head(branch);
  const parent = own ?? (await head(repository.default_branch));
  const baseTree =
    parent === undefined ? undefined : (await ask<Schemas['git-commit']>('GET', `/commits/${parent}`)).tree.sha;
  const entries = [];
  for (const [path, content] of Object.entries(files)) {
    const entry = { path, mode: '100644', type: 'blob' };
    if (content === null || typeof content === 'string') {
      entries.push(content === null ? { ...entry, sha: null } : { ...entry, content });
      continue;
    }
    const blob = { content: content.toString('base64'), encoding: 'base64' };
    entries.push({ ...entry, sha: (await ask<{ sha: string }>('POST', '/blobs', blob)).sha });
  }
  const tree = await ask<Schemas['git-tree']>('POST', '/trees', { base_tree: baseTree, tree: entries });
  const parents = parent === undefined ? [] : [parent];
  const { sha } = await ask<Schemas['git-commit']>('POST', '/commits', { message, tree: tree.sha, parents });
  const ref = `refs/heads/${branch}`;
  const told = relay.next(({ event, payload }) =>
    own === undefined
      ? event === 'create' && payload['ref'] === ref && payload.repository?.id === repository.id
      : event === 'push' && payload['after'] === sha,
  );
  if (own === undefined) await ask('POST', '/refs', { ref, sha });
  else await ask('PATCH', `/refs/heads/${branch}`, { sha });
  await told;
  return sha;
}
