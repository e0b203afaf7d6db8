import { html } from 'hono/html';
import type { Html } from '../../app/web/http-link.ts';
import { visible } from '../../app/web/visible.ts';
import { frame } from './frame.ts';
import type { Conversation } from './read-conversations.ts';

/** Every pull request and every issue. */
export function listPage(conversations: readonly Conversation[]): Html {
  const pulls = conversations.filter(({ kind }) => kind === 'pull request');
  const issues = conversations.filter(({ kind }) => kind === 'issue');
  const body = html`${section('Pull requests', pulls)}${section('Issues', issues)}`;
  return frame({ title: 'Pull requests and issues', body });
}

function section(title: string, conversations: readonly Conversation[]): Html {
  const rows = conversations.map(
    ({ repository, number, title, state, author }) => html`<tr>
<td>${visible(repository, 150)}</td>
<td><a class="name" href="${addressOf({ repository, number })}">#${number} ${visible(title, 200)}</a></td>
<td><span class="chip${state === 'open' ? ' on' : ''}">${state}</span></td>
<td>${visible(author, 80)}</td>
</tr>`,
  );
  return html`<section class="doc"><h2>${title}</h2>
${
  rows.length === 0
    ? html`<p>There are none.</p>`
    : html`<table class="fields"><thead><tr><th scope="col">Repository</th><th scope="col">Title</th><th scope="col">State</th><th scope="col">Opened by</th></tr></thead><tbody>${rows}</tbody></table>`
}</section>`;
}

export function addressOf({ repository, number }: Pick<Conversation, 'repository' | 'number'>): string {
  return `/${repository.split('/').map(encodeURIComponent).join('/')}/${number}`;
}
