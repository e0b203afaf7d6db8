import { afterAll, beforeAll, expect, test } from 'vitest';
import { type EmulatedGitHub, type RepositorySeed, startGitHub } from '../../test/github/index.ts';
import { createPages } from './create-pages.ts';

const NAME = 'harbour/lamp';
const ORIGIN = 'http://127.0.0.1:1234';
let github: EmulatedGitHub;
let pages: ReturnType<typeof createPages>;

beforeAll(async () => {
  const repositories: RepositorySeed[] = [
    { name: 'lamp', files: { 'package.json': '{\n  "a": 1\n}\n' } },
    { name: 'hidden', files: { 'a.txt': 'a' } },
  ];
  github = await startGitHub({
    accounts: [{ login: 'harbour', people: ['harbourmaster', 'passenger'], repositories }],
  });
  for (const name of [NAME, 'harbour/hidden']) {
    await github.commit(name, { 'package.json': '{\n  "a": 2\n}\n' }, { branch: 'change' });
    await github.openPullRequest(name, 'change');
  }
  await github.as('admin', 'POST', `/repos/${NAME}/issues`, { title: '<b>Board</b>', body: 'x' });
  pages = createPages({ github, repositories: [NAME], now: () => new Date('2026-11-25T12:00:00Z') });
});
afterAll(() => github.close());

const get = (path: string) => pages.request(`${ORIGIN}${path}`);
const post = (path: string, body: string, headers: Record<string, string>) =>
  pages.request(`${ORIGIN}${path}`, { method: 'POST', body, headers });
const form = (origin: string) => ({ origin, 'content-type': 'application/x-www-form-urlencoded' });
const json = { 'content-type': 'application/json' };

async function comments(): Promise<string[]> {
  const all = await github.as<{ user: { login: string }; body: string }[]>(
    'admin',
    'GET',
    `/repos/${NAME}/issues/1/comments`,
  );
  return all.map(({ user, body }) => `${user.login}: ${body}`);
}

test('lists pull requests and issues, of the repositories that are shown', async () => {
  const shown = await (await get('/')).text();
  expect(shown).toContain('href="/harbour/lamp/1">#1 Merge change');
  expect(shown).toContain('href="/harbour/lamp/2">#2 &lt;b&gt;Board&lt;/b&gt;');
  expect(shown).not.toContain('harbour/hidden');
});

test('shows what a branch changes', async () => {
  const answer = await get('/harbour/lamp/1');
  expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
  const shown = await answer.text();
  expect(shown).toContain('package.json (+1 −1)');
  expect(shown).toContain('<span class="removed">-   &quot;a&quot;: 1</span>');
  expect(shown).toContain('<span class="added">+   &quot;a&quot;: 2</span>');
});

test.each(['/harbour/hidden/1', '/harbour/lamp/9', '/harbour/none/1', '/harbour/lamp/x'])(
  '%s is not found',
  async (path) => expect((await get(path)).status).toBe(404),
);

test('takes a comment by the form, and then loads itself anew for a while', async () => {
  const answer = await post('/harbour/lamp/1/comments', 'body=%2Fhelp&as=passenger', form(ORIGIN));
  expect(answer.status).toBe(303);
  expect(await comments()).toContain('passenger: /help');
  const next = answer.headers.get('location')!;
  expect(await (await get(next)).text()).toContain('http-equiv="refresh"');
  expect(await (await get('/harbour/lamp/1')).text()).not.toContain('http-equiv="refresh"');
});

test("takes a comment as GitHub's API does, as the demo's person", async () => {
  const answer = await post(`/repos/${NAME}/issues/1/comments`, '{"body":"/rebase"}', json);
  expect(answer.status).toBe(201);
  expect(await answer.json()).toMatchObject({ body: '/rebase', user: { login: 'harbourmaster' } });
  expect(await comments()).toContain('harbourmaster: /rebase');
});

test.each<[string, string, string, Record<string, string>, number]>([
  ['a form of another site', '/harbour/lamp/1/comments', 'body=x', form('https://evil.example.org'), 403],
  ['an empty comment', '/harbour/lamp/1/comments', 'body=+', form(ORIGIN), 400],
  ['a person who is not there', '/harbour/lamp/1/comments', 'body=x&as=admin', form(ORIGIN), 400],
  ['what is no JSON', `/repos/${NAME}/issues/1/comments`, '{', json, 422],
  ['a repository that is not shown', '/repos/harbour/hidden/issues/1/comments', '{"body":"x"}', json, 404],
])('refuses %s', async (_, path, body, headers, status) => {
  const before = await comments();
  expect((await post(path, body, headers)).status).toBe(status);
  expect(await comments()).toEqual(before);
});
