import { html } from 'hono/html';
import type { Html } from '../../app/web/http-link.ts';
import { visible } from '../../app/web/visible.ts';
import { PEOPLE } from '../people.ts';
import { frame } from './frame.ts';
import { addressOf } from './list-page.ts';
import type { Comment, Conversation } from './read-conversations.ts';
import type { FileDiff } from './read-diff.ts';
import { renderMarkdown } from './render-markdown.ts';

export interface ConversationPage {
  conversation: Conversation;
  comments: readonly Comment[];
  diffs: readonly FileDiff[];
  /** Loads itself anew: an answer is to be seen when it comes. */
  watching: boolean;
}

const AGAIN_SECONDS = 2;
const REACTIONS: Record<string, string> = { '+1': '👍', '-1': '👎', confused: '😕' };

/** A pull request or an issue, what is said under it, and a form to say more. */
export function conversationPage({ conversation, comments, diffs, watching }: ConversationPage): Html {
  const { repository, number, title, state, branches, author, body } = conversation;
  const from = branches === undefined ? '' : html` <code>${branches.head}</code> into <code>${branches.base}</code>`;
  const page = html`<p class="back"><a href="/">← Pull requests and issues</a></p>
<h1>${visible(title, 300)} <span class="chip${state === 'open' ? ' on' : ''}">${state}</span></h1>
<p class="coverage">${visible(repository, 150)} #${number}${from}</p>
<article class="doc"><p class="said"><strong>${visible(author, 80)}</strong></p>${renderMarkdown(body)}</article>
${diffs.length === 0 ? '' : html`<section class="doc"><h2>Changes</h2>${diffs.map(fileDiff)}</section>`}
${comments.map(commentCard)}
${commentForm(conversation, watching)}`;
  return frame({ title: `${title} #${number}`, body: page, again: watching ? AGAIN_SECONDS : undefined });
}

function fileDiff({ path, added, removed, lines }: FileDiff): Html {
  const shown = lines.map((line) => {
    if (line === null) return html`<span class="gap">…</span>`;
    const sign = { added: '+', removed: '-', kept: ' ' }[line.kind];
    return html`<span class="${line.kind}">${sign} ${visible(line.text, 500)}</span>`;
  });
  const open = path.endsWith('package.json');
  return html`<details${open ? html` open` : ''}><summary>${visible(path, 300)} (+${added} −${removed})</summary><pre class="diff">${shown}</pre></details>`;
}

function commentCard({ id, author, createdAt, body, reactions }: Comment): Html {
  const shown = reactions.map((reaction) => REACTIONS[reaction] ?? reaction).join(' ');
  return html`<article class="doc" id="comment-${id}"><p class="said"><strong>${visible(author, 80)}</strong> ${createdAt.slice(0, 19).replace('T', ' ')} UTC${shown === '' ? '' : html` <span class="tag">${shown}</span>`}</p>${renderMarkdown(body)}</article>`;
}

function commentForm(conversation: Conversation, watching: boolean): Html {
  if (watching) {
    return html`<p class="doc" id="end">This page loads itself anew for half a minute, to show what Lockkeeper answers and does. <a href="${addressOf(conversation)}#end">Stop</a></p>`;
  }
  const example = '/suppress lodash for 30d because we test the new one first';
  return html`<form class="doc answer" id="end" method="post" action="${addressOf(conversation)}/comments">
<label for="body"><strong>Comment</strong> (<code>/help</code> shows the commands)</label>
<textarea id="body" name="body" rows="3" maxlength="20000" required placeholder="${example}"></textarea>
<p class="row"><label for="as">as</label><select id="as" name="as">${PEOPLE.map(
    ({ login, role }) => html`<option value="${login}">${login} (${role} permission)</option>`,
  )}</select><button type="submit">Comment</button></p>
</form>`;
}
