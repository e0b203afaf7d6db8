import type { EmulatedGitHub } from '../../test/github/index.ts';

/** A pull request or an issue, as the emulated GitHub holds it. */
export interface Conversation {
  /** `owner/name`. */
  repository: string;
  number: number;
  kind: 'pull request' | 'issue';
  title: string;
  body: string;
  state: 'open' | 'closed' | 'merged';
  author: string;
  /** Of a pull request. */
  branches?: { head: string; headSha: string; base: string };
}

export interface Comment {
  id: number;
  author: string;
  createdAt: string;
  body: string;
  reactions: string[];
}

interface Item {
  number: number;
  title: string;
  body: string | null;
  state: 'open' | 'closed';
  user: { login: string } | null;
}

interface Pull extends Item {
  merged_at: string | null;
  head: { ref: string; sha: string };
  base: { ref: string };
}

const READER = 'admin';

/** Every pull request and issue of the repositories, pull requests first. */
export async function listConversations(
  github: EmulatedGitHub,
  repositories: readonly string[],
): Promise<Conversation[]> {
  const each = await Promise.all(repositories.map((repository) => readConversations(github, repository)));
  const all = each.flat();
  return [...all.filter(({ kind }) => kind === 'pull request'), ...all.filter(({ kind }) => kind === 'issue')];
}

export async function findConversation(
  github: EmulatedGitHub,
  repository: string,
  number: number,
): Promise<Conversation | undefined> {
  return (await readConversations(github, repository)).find((each) => each.number === number);
}

export async function readComments(
  github: EmulatedGitHub,
  { repository, number }: Pick<Conversation, 'repository' | 'number'>,
): Promise<Comment[]> {
  const comments = await github.as<(Pick<Item, 'user' | 'body'> & { id: number; created_at: string })[]>(
    READER,
    'GET',
    `/repos/${repository}/issues/${number}/comments?per_page=100`,
  );
  return Promise.all(
    comments.map(async ({ id, user, created_at, body }) => ({
      id,
      author: user?.login ?? 'ghost',
      createdAt: created_at,
      body: body ?? '',
      reactions: await github.reactionsTo(repository, id),
    })),
  );
}

async function readConversations(github: EmulatedGitHub, repository: string): Promise<Conversation[]> {
  const ask = <T>(path: string) => github.as<T[]>(READER, 'GET', `/repos/${repository}${path}?state=all&per_page=100`);
  const pulls = await ask<Pull>('/pulls');
  const issues = await ask<Item>('/issues');
  const numbers = new Set(pulls.map(({ number }) => number));
  return [
    ...pulls.map((pull) => ({
      ...toConversation(repository, 'pull request', pull),
      state: pull.merged_at === null ? pull.state : ('merged' as const),
      branches: { head: pull.head.ref, headSha: pull.head.sha, base: pull.base.ref },
    })),
    ...issues.filter(({ number }) => !numbers.has(number)).map((issue) => toConversation(repository, 'issue', issue)),
  ];
}

function toConversation(repository: string, kind: Conversation['kind'], item: Item): Conversation {
  const { number, title, body, state, user } = item;
  return { repository, number, kind, title, body: body ?? '', state, author: user?.login ?? 'ghost' };
}
