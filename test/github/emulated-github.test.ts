import { pino } from 'pino';
import { Probot, Server } from 'probot';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type EmulatedGitHub, type GitHubSeed, startGitHub } from './index.ts';

interface Heard {
  name: string;
  id: string;
  payload: Record<string, unknown>;
}

/** A real Probot that notes what it hears. `refuse` makes it answer 500. */
interface ListeningApp extends AsyncDisposable {
  probot: Probot;
  heard: Heard[];
  refuse: boolean;
}

let github: EmulatedGitHub;
let app: ListeningApp;

const seed: GitHubSeed = {
  accounts: [
    {
      login: 'harbour',
      people: ['ada'],
      repositories: [
        { name: 'lamp', files: { 'package.json': '{}', 'web/package-lock.json': '{"lockfileVersion":3}' } },
        { name: 'buoy', private: true, defaultBranch: 'trunk', files: { 'a.txt': 'a' } },
        { name: 'empty' },
      ],
      installed: 'all',
    },
    { login: 'grace', type: 'User', repositories: [{ name: 'notes', private: true, files: { 'n.md': 'n' } }] },
  ],
};

beforeEach(async () => {
  github = await startGitHub(seed);
  app = await listen(github);
});

afterEach(async () => {
  await app[Symbol.asyncDispose]();
  await github.close();
});

async function listen(target: EmulatedGitHub): Promise<ListeningApp> {
  const log = pino({ level: 'silent' });
  const defaults = {
    appId: target.appId,
    privateKey: target.privateKey,
    secret: target.webhookSecret,
    baseUrl: target.url,
    log,
  };
  const server = new Server({ Probot: Probot.defaults(defaults), port: 0, host: '127.0.0.1', log });
  const listening = { heard: [] as Heard[], refuse: false } as unknown as ListeningApp;
  await server.load((probot) => {
    listening.probot = probot;
    probot.onAny((event) => {
      if (listening.refuse) throw new Error('refused');
      listening.heard.push(event as unknown as Heard);
    });
  });
  await server.start();
  target.connect(`http://127.0.0.1:${server.port}/api/github/webhooks`);
  listening[Symbol.asyncDispose] = () => server.stop();
  return listening;
}

async function octokitOf(owner: string) {
  const asApp = await app.probot.auth();
  const { data } = await asApp.rest.apps.getOrgInstallation({ org: owner });
  return app.probot.auth(data.id);
}

test('sends a commit as a signed push that Probot accepts, with what changed', async () => {
  const sha = await github.commit(
    'harbour/lamp',
    { 'package.json': '{"a":1}', 'new.txt': 'n' },
    { message: 'Light it' },
  );
  const [push] = app.heard;
  expect(app.heard).toHaveLength(1);
  expect(push).toMatchObject({
    name: 'push',
    payload: {
      ref: 'refs/heads/main',
      after: sha,
      created: false,
      head_commit: { message: 'Light it', added: ['new.txt'], modified: ['package.json'] },
      repository: { full_name: 'harbour/lamp', default_branch: 'main' },
      installation: { id: 41_000_001 },
    },
  });
  expect(github.deliveries[0]).toMatchObject({ event: 'push', status_code: 200, guid: push?.id, redelivery: false });
});

test('refuses a webhook whose signature is wrong', async () => {
  await github.deliver('installation', { action: 'created' });
  const sent = github.deliveries[0]!;
  const headers = sent.request.headers as Record<string, string>;
  const answer = await fetch(sent.url!, { method: 'POST', headers, body: JSON.stringify({ action: 'deleted' }) });
  expect(answer.status).toBe(400);
  expect(app.heard.map(({ payload }) => payload['action'])).toEqual(['created']);
});

test('gives a token and lists the installation’s repositories page by page', async () => {
  const octokit = await octokitOf('harbour');
  const names = await octokit.paginate(octokit.rest.apps.listReposAccessibleToInstallation, { per_page: 2 });
  expect(names.map(({ full_name }) => full_name)).toEqual(['harbour/lamp', 'harbour/buoy', 'harbour/empty']);
  const listed = github.requests.filter(({ path }) => path.startsWith('/installation/repositories'));
  expect(listed).toMatchObject([
    { status: 200, installationId: 41_000_001 },
    { status: 200, installationId: 41_000_001 },
  ]);
});

test('reads a tree and its blobs, also of a private repository and byte by byte', async () => {
  const bytes = Buffer.from([0, 255, 10, 13, 0]);
  await github.commit('harbour/buoy', { 'deep/down/bun.lockb': bytes });
  const octokit = await octokitOf('harbour');
  const { data } = await octokit.rest.git.getTree({
    owner: 'harbour',
    repo: 'buoy',
    tree_sha: 'trunk',
    recursive: '1',
  });
  expect(data.truncated).toBe(false);
  expect(data.tree.map(({ path, type }) => `${type} ${path}`)).toEqual([
    'blob a.txt',
    'tree deep',
    'tree deep/down',
    'blob deep/down/bun.lockb',
  ]);
  const file_sha = data.tree.find(({ path }) => path?.endsWith('.lockb'))!.sha!;
  const blob = await octokit.rest.git.getBlob({ owner: 'harbour', repo: 'buoy', file_sha });
  expect(Buffer.from(blob.data.content, 'base64')).toEqual(bytes);
});

test('cuts a recursive tree and says so, and shows each folder whole', async () => {
  github.truncateTrees(1);
  const octokit = await octokitOf('harbour');
  const repository = { owner: 'harbour', repo: 'lamp' };
  const cut = await octokit.rest.git.getTree({ ...repository, tree_sha: 'main', recursive: '1' });
  expect(cut.data).toMatchObject({ truncated: true, tree: [{ path: 'package.json' }] });
  const root = await octokit.rest.git.getTree({ ...repository, tree_sha: 'main' });
  expect(root.data.tree.map(({ path }) => path)).toEqual(['package.json', 'web']);
});

test('answers 409 for a repository without a commit', async () => {
  const octokit = await octokitOf('harbour');
  const asked = octokit.rest.git.getTree({
    owner: 'harbour',
    repo: 'empty',
    tree_sha: 'main',
    request: { retries: 0 },
  });
  await expect(asked).rejects.toMatchObject({ status: 409 });
});

test('creates a check run, an issue, a reaction and a deployment', async () => {
  const octokit = await octokitOf('harbour');
  const repository = { owner: 'harbour', repo: 'lamp' };
  const head_sha = await github.commit('harbour/lamp', { 'x.txt': 'x' });
  const check = await octokit.rest.checks.create({
    ...repository,
    head_sha,
    name: 'lockkeeper',
    conclusion: 'neutral',
  });
  expect(check.data).toMatchObject({ name: 'lockkeeper', status: 'completed', conclusion: 'neutral' });
  const issue = await octokit.rest.issues.create({ ...repository, title: 'A leak', body: 'in lamp' });
  expect(issue.data).toMatchObject({ number: 1, title: 'A leak', user: { login: 'lockkeeper-emulated[bot]' } });
  const on = { ...repository, issue_number: 1 };
  const first = await octokit.rest.reactions.createForIssue({ ...on, content: 'eyes' });
  const again = await octokit.rest.reactions.createForIssue({ ...on, content: 'eyes' });
  expect([first.status, again.status, again.data.id]).toEqual([201, 200, first.data.id]);
  const deployment = await octokit.rest.repos.createDeployment({ ...repository, ref: 'main', environment: 'sea' });
  expect(deployment).toMatchObject({ status: 201, data: { sha: head_sha, environment: 'sea' } });
});

test('tells of a comment that a person wrote', async () => {
  const octokit = await octokitOf('harbour');
  await octokit.rest.issues.create({ owner: 'harbour', repo: 'lamp', title: 'A leak' });
  await github.as('ada', 'POST', '/repos/harbour/lamp/issues/1/comments', { body: '/suppress' });
  await expect.poll(() => app.heard.map(({ name }) => name)).toContain('issue_comment');
  expect(app.heard.find(({ name }) => name === 'issue_comment')?.payload).toMatchObject({
    action: 'created',
    comment: { body: '/suppress', user: { login: 'ada' } },
  });
});

test('lists a delivery that the App missed and sends it again under its own guid', async () => {
  github.loseDeliveries(1);
  await github.commit('harbour/lamp', { 'a.txt': '1' });
  app.refuse = true;
  await github.commit('harbour/lamp', { 'a.txt': '2' });
  app.refuse = false;
  expect(github.failedDeliveries.map(({ status_code }) => status_code)).toEqual([500, 502]);

  const asApp = await app.probot.auth();
  const failed = await asApp.paginate(asApp.rest.apps.listWebhookDeliveries, { per_page: 1 });
  expect(failed.map(({ status_code, event }) => `${event} ${status_code}`)).toEqual(['push 500', 'push 502']);
  for (const { id } of failed) await asApp.rest.apps.redeliverWebhookDelivery({ delivery_id: id });
  await github.settle();
  expect(app.heard.map(({ id }) => id).sort()).toEqual(failed.map(({ guid }) => guid).sort());
  expect(github.deliveries.slice(0, 2)).toMatchObject([
    { redelivery: true, status_code: 200 },
    { redelivery: true, status_code: 200 },
  ]);
});

test('tells of renames, archiving and new default branches as GitHub does, and redirects the old name', async () => {
  await github.renameRepository('harbour/lamp', 'lantern');
  await github.commit('harbour/lantern', { 'b.txt': 'b' }, { branch: 'next' });
  await github.changeDefaultBranch('harbour/lantern', 'next');
  await github.archiveRepository('harbour/lantern');
  const told = app.heard.map(({ name, payload }) => [name, payload['action'] ?? payload['ref'], payload['changes']]);
  expect(told).toEqual([
    ['repository', 'renamed', { repository: { name: { from: 'lamp' } } }],
    ['push', 'refs/heads/next', undefined],
    ['repository', 'edited', { default_branch: { from: 'main' } }],
    ['repository', 'archived', undefined],
  ]);
  const octokit = await octokitOf('harbour');
  const { data } = await octokit.rest.git.getTree({ owner: 'harbour', repo: 'lamp', tree_sha: 'next' });
  expect(data.tree.map(({ path }) => path)).toContain('b.txt');
});

test('keeps an installation to its repositories, and a suspended or removed one out', async () => {
  const id = await github.installApp('grace', { repositories: [] });
  const octokit = await app.probot.auth(id);
  const notes = { owner: 'grace', repo: 'notes' };
  await expect(octokit.rest.repos.get(notes)).rejects.toMatchObject({ status: 404 });
  await github.addRepositories('grace', ['notes']);
  expect((await octokit.rest.repos.get(notes)).data.private).toBe(true);
  await github.removeRepositories('grace', ['notes']);
  await expect(octokit.rest.repos.get(notes)).rejects.toMatchObject({ status: 404 });
  await github.suspend('grace');
  await expect(octokit.rest.repos.get(notes)).rejects.toMatchObject({ status: 403 });
  await github.unsuspend('grace');
  await github.uninstall('grace');
  await expect(octokit.rest.repos.get(notes)).rejects.toMatchObject({ status: 401 });
  expect(app.heard.map(({ name, payload }) => `${name}.${payload['action']}`)).toEqual([
    'installation.created',
    'installation_repositories.added',
    'installation_repositories.removed',
    'installation.suspend',
    'installation.unsuspend',
    'installation.deleted',
  ]);
});

test('breaks on demand: answers, cut connections, held requests', async () => {
  const octokit = await octokitOf('harbour');
  const tree = { owner: 'harbour', repo: 'lamp', tree_sha: 'main', request: { retries: 0 } };
  github.fail({ match: /\/git\/trees\//, status: 503, times: 2 });
  await expect(octokit.rest.git.getTree(tree)).rejects.toMatchObject({ status: 503 });
  await expect(octokit.rest.git.getTree(tree)).rejects.toMatchObject({ status: 503 });
  expect((await octokit.rest.git.getTree(tree)).status).toBe(200);
  github.fail({ match: /\/git\/trees\//, status: 'cut' });
  await expect(octokit.rest.git.getTree(tree)).rejects.toThrow();
  const hold = github.hold(/\/git\/trees\//);
  const waiting = octokit.rest.git.getTree(tree);
  await hold.reached;
  hold.release();
  expect((await waiting).status).toBe(200);
  const statuses = github.requests.filter(({ path }) => path.includes('/git/trees/')).map(({ status }) => status);
  expect(statuses).toEqual([503, 503, 200, 'cut', 200]);
});

test('knows no stranger', async () => {
  const answer = await fetch(`${github.url}/installation/repositories`, {
    headers: { authorization: 'Bearer ghs_no' },
  });
  expect(answer.status).toBe(401);
  const anonymous = await fetch(`${github.url}/app/installations`);
  expect(anonymous.status).toBe(401);
});
