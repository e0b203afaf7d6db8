import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { csrf } from 'hono/csrf';
import { HTTPException } from 'hono/http-exception';
import { alertHistory, countAlerts, findAlert, listAlerts } from '../../db/alert-pages.ts';
import type { ApiToken } from '../../db/api-tokens.ts';
import { inventoryTotals, listTroubledRepositories, listUnreadLockfiles } from '../../db/repository-pages.ts';
import { SEVERITIES } from '../../scanners/osv/severity.ts';
import { alertCursor, alertFilter, alertQuery, alertPage as pageOf } from '../api/alert-query.ts';
import type { ApiContext } from '../api/api-context.ts';
import { alertId } from '../api/parameters.ts';
import { unmatched } from '../api/unmatched.ts';
import { alertPage } from './pages/alert-page.ts';
import { alertsPage } from './pages/alerts-page.ts';
import { messagePage } from './pages/message-page.ts';
import { signInPage } from './pages/sign-in-page.ts';
import { securityHeaders } from './security-headers.ts';
import { keepSignedIn, signedIn, signIn, signOut } from './session.ts';

const ALERTS_SHOWN = '50';
const TROUBLES_SHOWN = 50;
const HISTORY_SHOWN = 200;

/** The pages: `/`, `/alerts/{id}`, `/sign-in`, `/sign-out`. What is none of them answers as `isUnmatched` knows. */
export function createWeb(context: ApiContext): Hono {
  const web = new Hono();
  for (const path of ['/', '/alerts/:id', '/sign-in', '/sign-out']) {
    web.use(path, securityHeaders());
    web.use(path, async (c, next) => {
      await next();
      c.header('Cache-Control', 'no-store');
    });
  }
  web.use('/sign-in', bodyLimit({ maxSize: 4096 }), csrf());
  web.use('/sign-out', bodyLimit({ maxSize: 4096 }), csrf());

  web.get('/', async (c) => {
    const secret = c.req.query('token');
    // Once, to sign in: the address with the secret in it must not stay in sight.
    if (secret !== undefined) return enter(c, context, secret);
    const token = await signedIn(c, context);
    return token === undefined ? c.html(signInPage()) : showAlerts(c, context, token);
  });
  web.get('/alerts/:id', async (c) => {
    const token = await signedIn(c, context);
    return token === undefined ? c.html(signInPage()) : showAlert(c, context, token);
  });
  web.post('/sign-in', async (c) => {
    const { token } = await c.req.parseBody();
    return enter(c, context, typeof token === 'string' ? token : '');
  });
  web.get('/sign-in', (c) => c.redirect('/', 303));
  web.post('/sign-out', (c) => {
    signOut(c);
    return c.redirect('/', 303);
  });

  web.notFound(unmatched);
  web.onError((error, c) => {
    if (error instanceof HTTPException) return error.getResponse();
    context.log.error({ err: error, method: c.req.method, path: c.req.path }, 'a page could not be shown');
    const text = 'Lockkeeper could not show this page. Try again; if it stays, look into the log of the service.';
    return c.html(messagePage({ title: 'That did not work', text }), 500);
  });
  return web;
}

async function enter(c: Context, context: ApiContext, secret: string): Promise<Response> {
  const result = await signIn(context, secret.slice(0, 200));
  if (result.kind === 'refused') return c.html(signInPage(result.why), 401);
  keepSignedIn(c, secret);
  return c.redirect('/', 303);
}

async function showAlerts(c: Context, { db, now }: ApiContext, token: ApiToken): Promise<Response> {
  const asked = c.req.query();
  const query = alertQuery.safeParse({ ...asked, limit: ALERTS_SHOWN });
  if (!query.success) {
    const wrong = query.error.issues.map((issue) => `${String(issue.path[0] ?? 'A filter')}: ${issue.message}.`);
    const text = `A filter of this address is not as expected. ${wrong.slice(0, 5).join(' ')}`;
    return c.html(messagePage({ title: 'No such filter', text, token }), 400);
  }
  const installationId = token.installation_id;
  const filter = alertFilter(query.data, installationId);
  const page = await listAlerts(db, filter, pageOf(query.data));
  return c.html(
    alertsPage({
      token,
      now: now(),
      filters: asked,
      counts: await countAlerts(db, { ...filter, severities: SEVERITIES }),
      totals: await inventoryTotals(db, installationId),
      troubles: {
        unread: await listUnreadLockfiles(db, { installationId, limit: TROUBLES_SHOWN }),
        repositories: await listTroubledRepositories(db, { installationId, limit: TROUBLES_SHOWN }),
      },
      rows: page.rows,
      next: alertCursor(page.next),
    }),
  );
}

async function showAlert(c: Context, { db, now }: ApiContext, token: ApiToken): Promise<Response> {
  const id = alertId.safeParse(c.req.param('id'));
  const key = { installationId: token.installation_id, id: id.data ?? 0 };
  const row = await findAlert(db, key);
  if (row === undefined) {
    const text = 'There is no alert of that number in this installation.';
    return c.html(messagePage({ title: 'No such alert', text, token }), 404);
  }
  const history = await alertHistory(db, { ...key, limit: HISTORY_SHOWN });
  return c.html(alertPage({ token, row, history, now: now() }));
}
