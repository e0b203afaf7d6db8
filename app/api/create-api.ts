import { OpenAPIHono } from '@hono/zod-openapi';
import { methodNotAllowed } from 'hono/method-not-allowed';
import { getPath } from 'hono/utils/url';
import { addBadgeImages } from '../badges/add-badge-images.ts';
import { createBadgeViews } from '../badges/badge-views.ts';
import { createWeb } from '../web/create-web.ts';
import type { Api, ApiContext, ApiEnv } from './api-context.ts';
import { addDocs } from './docs/add-docs.ts';
import { invalidParameters } from './invalid-parameters.ts';
import { addSecurityScheme, openApiDocument } from './openapi-document.ts';
import { Problem } from './problem.ts';
import { addAcceptChanges } from './routes/accept-changes.ts';
import { addBacktestGate } from './routes/backtest-gate.ts';
import { addBadges } from './routes/badges.ts';
import { addCreateSuppression } from './routes/create-suppression.ts';
import { addCreateUpdateRun } from './routes/create-update-run.ts';
import { addDeleteSuppression } from './routes/delete-suppression.ts';
import { addEvaluateGate } from './routes/evaluate-gate.ts';
import { addGetAdvisory } from './routes/get-advisory.ts';
import { addGetAlert } from './routes/get-alert.ts';
import { addGetEvidence } from './routes/get-evidence.ts';
import { addGetGateDecision } from './routes/get-gate-decision.ts';
import { addGetLedger } from './routes/get-ledger.ts';
import { addGetPackage } from './routes/get-package.ts';
import { addGetTrustScore } from './routes/get-trust-score.ts';
import { addGetUpdateRun } from './routes/get-update-run.ts';
import { addListAlerts } from './routes/list-alerts.ts';
import { addListGateDecisions } from './routes/list-gate-decisions.ts';
import { addListMonitoringAlerts } from './routes/list-monitoring-alerts.ts';
import { addListPackages } from './routes/list-packages.ts';
import { addListRepositories } from './routes/list-repositories.ts';
import { addListSuppressions } from './routes/list-suppressions.ts';
import { addListUpdatePullRequests } from './routes/list-update-pull-requests.ts';
import { addListUpdateRuns } from './routes/list-update-runs.ts';
import { addOverrides } from './routes/overrides.ts';
import { addReceiveAlertmanager } from './routes/receive-alertmanager.ts';
import { addTellAlert } from './routes/tell-alert.ts';
import { unmatched } from './unmatched.ts';

/**
 * Everything that is served to people and their programs: REST v1 and its OpenAPI document below `/api/v1/`, its docs at
 * `/api/docs`, badges below `/badge/`, and the pages of app/web. Any other path is answered with a response that `isUnmatched` knows, so that
 * another server can take the request.
 */
export function createApi(context: ApiContext): Api {
  const api: Api = new OpenAPIHono<ApiEnv>({ defaultHook: invalidParameters, getPath: joinScopedName });
  addSecurityScheme(api);
  api.use('/api/v1/*', async (c, next) => {
    await next();
    c.header('Cache-Control', 'no-store');
    c.header('X-Content-Type-Options', 'nosniff');
  });
  api.use('/api/v1/*', methodNotAllowed({ app: api, onMethodNotAllowed }));
  addListAlerts(api, context);
  addGetAlert(api, context);
  addReceiveAlertmanager(api, context);
  addTellAlert(api, context);
  addListMonitoringAlerts(api, context);
  addListRepositories(api, context);
  addListPackages(api, context);
  addGetPackage(api, context);
  addGetLedger(api, context);
  addAcceptChanges(api, context);
  addGetAdvisory(api, context);
  addListSuppressions(api, context);
  addCreateSuppression(api, context);
  addDeleteSuppression(api, context);
  addCreateUpdateRun(api, context);
  addListUpdateRuns(api, context);
  addGetUpdateRun(api, context);
  addListUpdatePullRequests(api, context);
  addEvaluateGate(api, context);
  addListGateDecisions(api, context);
  addGetGateDecision(api, context);
  addBacktestGate(api, context);
  addGetTrustScore(api, context);
  addOverrides(api, context);
  const badgeViews = createBadgeViews({ ...context, askObjectives: context.askObjectives ?? null });
  addBadges(api, context, badgeViews);
  addGetEvidence(api, context);
  const document = openApiDocument(api, context.version);
  api.get('/api/v1/openapi.json', (c) => c.json(document));
  addDocs(api, document);
  api.all('/api/v1/*', (c) => noSuchRoute(c.req.path).toResponse(c.req.path));
  addBadgeImages(api, badgeViews);
  api.route('/', createWeb(context));
  api.notFound(unmatched);
  api.onError((error, c) => {
    if (error instanceof Problem) return error.toResponse(c.req.path);
    context.log.error({ err: error, method: c.req.method, path: c.req.path }, 'a request could not be answered');
    return internalProblem().toResponse(c.req.path);
  });
  return api;
}

/** npm names are `@scope/name`: whoever writes the slash as it is means the same package. */
function joinScopedName(request: Request): string {
  const path = getPath(request);
  const [, scope, name, rest = ''] = SCOPED.exec(path) ?? [];
  return scope === undefined ? path : `/api/v1/packages/${scope}%2F${name}${rest}`;
}

/** What is below a package is told from the name of a scope's package by where it stands: `@scope/ledger` is one. */
const SCOPED = /^\/api\/v1\/packages\/(@[^/%]+)\/([^/]+)(\/(?:ledger|accept))?$/;

function onMethodNotAllowed(c: { req: { path: string; method: string } }, methods: string[]): Response {
  const allowed = methods.join(', ');
  return new Problem('method-not-allowed', {
    expected: allowed,
    found: c.req.method,
    cure: 'Send a method that the route takes. /api/docs lists them.',
    headers: { Allow: allowed },
  }).toResponse(c.req.path);
}

function noSuchRoute(path: string): Problem {
  return new Problem('not-found', {
    expected: 'a route of the API',
    found: JSON.stringify(path.slice(0, 200)),
    cure: '/api/docs lists them.',
  });
}

function internalProblem(): Problem {
  return new Problem('internal', {
    expected: 'an answer',
    found: 'a fault in Lockkeeper',
    cure: 'Try again; if it stays, look for the error in the log of the service.',
  });
}
