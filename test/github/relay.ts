import type { Deliveries, Delivery } from './deliveries.ts';
import { openPullsFrom } from './routes/pulls.ts';
import { nodeId, simpleUser, wholeRepository } from './shapes.ts';
import { canReach, installationOf, personFor, type Repository, type World } from './world.ts';

/** An event as the emulator tells it: GitHub says more, and says it in other words. */
export interface RawEvent {
  event: string;
  payload: Record<string, unknown> & { repository?: Repository };
}

export interface Relay {
  /** Takes what the emulator says, brings it into GitHub's form and delivers it to the App where it may see it. */
  receive(raw: RawEvent): Promise<void>;
  /** Sends what the layer itself made up, if the App has subscribed to it. */
  send(event: string, payload: Record<string, unknown>, guid?: string): Promise<Delivery | undefined>;
  /** Settles when a raw event of this kind has been dealt with. Ask for it before causing it. */
  next(matches: (raw: RawEvent) => boolean): Promise<void>;
}

const EVERY_APP = ['installation', 'installation_repositories'];

export function createRelay(world: World, deliveries: Deliveries): Relay {
  const waiting: { matches: (raw: RawEvent) => boolean; settle: (told: Promise<void>) => void }[] = [];

  async function send(event: string, payload: Record<string, unknown>, guid?: string): Promise<Delivery | undefined> {
    if (!EVERY_APP.includes(event) && !world.app.events.includes(event)) return undefined;
    return deliveries.send({ event, payload, guid });
  }

  async function deliver(event: string, payload: Record<string, unknown>, repository: Repository): Promise<void> {
    const installation = installationOf(world, repository.owner.login);
    if (installation === undefined || installation.suspendedAt !== null || !canReach(installation, repository)) return;
    const { account } = installation;
    const organisation = account.type === 'Organization' ? { organization: simpleUser(world, account) } : {};
    const note = { id: installation.id, node_id: nodeId('Installation', installation.id) };
    await send(event, { ...payload, repository, ...organisation, installation: note });
  }

  async function tell(raw: RawEvent): Promise<void> {
    if (raw.payload.repository === undefined) return;
    const repository = wholeRepository(world, raw.payload.repository);
    const messages = await inGitHubsWords(world, raw.event, raw.payload, repository);
    remember(world, raw, repository);
    rememberCloser(world, raw, repository);
    for (const { event, payload } of messages) await deliver(event, payload, repository);
  }

  return {
    send,
    next: (matches) => {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const timer = setTimeout(() => reject(new Error('the emulator sent no such event in 20 seconds')), 20_000);
      waiting.push({ matches, settle: (told) => told.then(resolve, reject).finally(() => clearTimeout(timer)) });
      return promise;
    },
    receive: async (raw) => {
      const told = tell(raw);
      for (const waiter of waiting.filter(({ matches }) => matches(raw))) {
        waiting.splice(waiting.indexOf(waiter), 1);
        waiter.settle(told);
      }
      await told;
    },
  };
}

interface Told {
  event: string;
  payload: Record<string, unknown>;
}

async function inGitHubsWords(
  world: World,
  event: string,
  payload: Record<string, unknown>,
  repository: Repository,
): Promise<Told[]> {
  if (event === 'push') {
    const push = { event, payload: await pushPayload(world, payload, repository) };
    return [push, ...(await synchronized(world, payload, repository))];
  }
  if (event === 'pull_request') {
    const { number } = payload['pull_request'] as { number: number };
    return [{ event, payload: { ...payload, number } }];
  }
  if (event === 'create' && payload['ref_type'] === 'branch') {
    // The emulator tells of a new branch only; GitHub also calls it a push from nothing.
    const { object } = await world.ask<{ object: { sha: string } }>(
      'GET',
      `/repos/${repository.full_name}/git/ref/${String(payload['ref']).replace(/^refs\//, '')}`,
      { as: personFor(world, repository.full_name) },
    );
    const push = { ref: payload['ref'], before: NOTHING, after: object.sha, sender: payload['sender'] };
    const branch = String(payload['ref']).replace(/^refs\/heads\//, '');
    return [
      { event, payload: { ...payload, ref: branch } },
      { event: 'push', payload: await pushPayload(world, push, repository) },
    ];
  }
  if (event === 'repository' && payload['action'] === 'edited') {
    return changesOf(world.repositories.get(Number(repository.id)), repository).map((change) => ({
      event,
      payload: { ...payload, ...change },
    }));
  }
  return [{ event, payload }];
}

function rememberCloser({ closers }: World, { event, payload }: RawEvent, { full_name }: Repository): void {
  if (event !== 'pull_request') return;
  const { number } = payload['pull_request'] as { number: number };
  if (payload['action'] === 'closed') closers.set(`${full_name}#${number}`, payload['sender'] as never);
  if (payload['action'] === 'reopened') closers.delete(`${full_name}#${number}`);
}

/** GitHub tells of a push to a pull request's branch twice. */
async function synchronized(
  world: World,
  { ref, before, after, sender }: Record<string, unknown>,
  repository: Repository,
): Promise<Told[]> {
  const branch = String(ref).replace(/^refs\/heads\//, '');
  const pulls = await openPullsFrom(world, repository.full_name, branch);
  return pulls.map((pull) => ({
    event: 'pull_request',
    payload: { action: 'synchronize', number: pull.number, before, after, pull_request: pull, sender },
  }));
}

const NOTHING = '0'.repeat(40);

async function pushPayload(world: World, payload: Record<string, unknown>, repository: Repository) {
  const after = String(payload['after']);
  const before = String(payload['before']);
  const as = personFor(world, repository.full_name);
  const commit = await world.ask<PushedCommit>('GET', `/repos/${repository.full_name}/commits/${after}`, { as });
  const named = (status: string) => commit.files.filter((file) => file.status === status).map((file) => file.filename);
  const head = {
    id: commit.sha,
    tree_id: commit.commit.tree.sha,
    distinct: true,
    message: commit.commit.message,
    timestamp: commit.commit.committer.date,
    url: `${repository.html_url}/commit/${commit.sha}`,
    author: commit.commit.author,
    committer: commit.commit.committer,
    added: named('added'),
    removed: named('removed'),
    modified: named('modified'),
  };
  return {
    ...payload,
    created: before === NOTHING,
    deleted: after === NOTHING,
    forced: false,
    base_ref: null,
    compare: `${repository.html_url}/compare/${before.slice(0, 12)}...${after.slice(0, 12)}`,
    commits: [head],
    head_commit: head,
    pusher: { name: commit.commit.author.name, email: commit.commit.author.email },
  };
}

interface PushedCommit {
  sha: string;
  commit: {
    message: string;
    tree: { sha: string };
    author: { name: string; email: string; date: string };
    committer: { name: string; email: string; date: string };
  };
  files: { filename: string; status: string }[];
}

/** The emulator calls every change of a repository `edited`; GitHub sends one event for each kind. */
function changesOf(before: Repository | undefined, after: Repository): Record<string, unknown>[] {
  if (before === undefined) return [{ action: 'edited', changes: {} }];
  const changes: Record<string, unknown>[] = [];
  if (before.name !== after.name) {
    changes.push({ action: 'renamed', changes: { repository: { name: { from: before.name } } } });
  }
  if (before.archived !== after.archived) changes.push({ action: after.archived ? 'archived' : 'unarchived' });
  if (before.private !== after.private) changes.push({ action: after.private ? 'privatized' : 'publicized' });
  if (before.default_branch !== after.default_branch) {
    changes.push({ action: 'edited', changes: { default_branch: { from: before.default_branch } } });
  }
  return changes;
}

function remember(world: World, raw: RawEvent, repository: Repository): void {
  const id = Number(repository.id);
  if (raw.event === 'push' || raw.event === 'create') {
    world.repositories.set(id, { ...repository, pushed_at: new Date().toISOString() });
  }
  if (raw.event !== 'repository') return;
  const before = world.repositories.get(id);
  if (raw.payload['action'] === 'deleted') {
    // Installations keep the id among those selected: they are still to hear that it is gone.
    world.repositories.delete(id);
    return;
  }
  if (before !== undefined && before.full_name !== repository.full_name) {
    world.formerNames.set(before.full_name.toLowerCase(), id);
  }
  world.repositories.set(id, repository);
}
