import { html } from 'hono/html';
import type { Html } from '../http-link.ts';
import { layout } from '../parts/layout.ts';

/** What everybody may see: a form, and nothing of what is behind it. */
export function signInPage(why?: string): Html {
  const body = html`<section class="sign-in">
<h1>Sign in</h1>
<p>Paste a token that may read alerts. An operator of this Lockkeeper makes one with <code>lockkeeper token create</code>.</p>
${why === undefined ? '' : html`<p class="refused" role="alert">${why}</p>`}
<form method="post" action="/sign-in">
<label for="token">Token</label>
<input id="token" name="token" type="password" autocomplete="off" spellcheck="false" maxlength="200" required autofocus placeholder="lk_…">
<button type="submit">Sign in</button>
</form>
</section>`;
  return layout({ title: 'Sign in', body });
}
