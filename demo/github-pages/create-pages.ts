import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { csrf } from 'hono/csrf';
import { z } from 'zod';
import { securityHeaders } from '../../app/web/security-headers.ts';
import type { EmulatedGitHub } from '../../test/github/index.ts';
import { PEOPLE } from '../people.ts';
import { conversationPage } from './conversation-page.ts';
import { PAGES_STYLE } from './frame.ts';
import { addressOf, listPage } from './list-page.ts';
import { type Conversation, findConversation, listConversations, readComments } from './read-conversations.ts';
import { readDiff } from './read-diff.ts';

export interface PagesOptions {
  github: EmulatedGitHub;
  /** `owner/name`: those that are shown. */
  repositories: readonly string[];
  now: () => Date;
}

const WATCH_MS = 30_000;
const body = z.string().trim().min(1).max(20_000);
const comment = z.object({ body, as: z.enum(PEOPLE.map(({ login }) => login)).default(PEOPLE[0].login) });

/**
 * Pages to look at pull requests and issues of the emulated GitHub, and to comment: the emulator has none of its own. Comments are
 * also taken as GitHub's API takes them, without a sign-in and as the demo's person.
 */
export function createPages({ github, repositories, now }: PagesOptions): Hono {
  const pages = new Hono();
  pages.use(securityHeaders(PAGES_STYLE), bodyLimit({ maxSize: 64 * 1024 }), csrf());
  pages.get('/', async (c) => c.html(listPage(await listConversations(github, repositories))));

  pages.get('/:owner/:repo/:number{[0-9]+}', async (c) => {
    const conversation = await find(c);
    if (conversation === undefined) return c.notFound();
    const { repository, branches } = conversation;
    const comments = await readComments(github, conversation);
    const diffs = branches === undefined ? [] : await readDiff(github, { repository, ...branches });
    const since = Number(c.req.query('watch') ?? 0);
    const watching = Math.abs(now().getTime() - since) < WATCH_MS;
    return c.html(conversationPage({ conversation, comments, diffs, watching }));
  });

  pages.post('/:owner/:repo/:number{[0-9]+}/comments', async (c) => {
    const given = comment.safeParse(await c.req.parseBody());
    const conversation = await find(c);
    if (conversation === undefined) return c.notFound();
    if (!given.success) return c.text(`A comment is not as expected: ${z.prettifyError(given.error)}`, 400);
    const { repository, number } = conversation;
    await github.comment(repository, number, given.data.body, given.data.as);
    return c.redirect(`${addressOf(conversation)}?watch=${now().getTime()}#end`, 303);
  });

  pages.post('/repos/:owner/:repo/issues/:number{[0-9]+}/comments', async (c) => {
    const given = comment.safeParse(await c.req.json().catch(() => undefined));
    const conversation = await find(c);
    if (conversation === undefined) return c.json({ message: 'Not Found' }, 404);
    if (!given.success) return c.json({ message: z.prettifyError(given.error) }, 422);
    const { repository, number } = conversation;
    const id = await github.comment(repository, number, given.data.body, given.data.as);
    const see = `${new URL(c.req.url).origin}${addressOf(conversation)}`;
    return c.json({ id, body: given.data.body, user: { login: given.data.as }, html_url: see }, 201);
  });
  return pages;

  async function find(c: Context): Promise<Conversation | undefined> {
    const { owner, repo, number } = c.req.param() as { owner: string; repo: string; number: string };
    const repository = `${owner}/${repo}`;
    return repositories.includes(repository) ? findConversation(github, repository, Number(number)) : undefined;
  }
}
