import type { TokenScope } from '../../app/api/token-scopes.ts';
import { createToken } from '../../app/api/tokens.ts';
import { type Issuer, startIssuer } from '../actions/issuer.ts';
import { type Ran, runAction } from '../actions/run-action.ts';
import { advisory, sourceOf } from '../app/advisories.ts';
import { hasPostgres, type Stage, useStage } from '../app/open-stage.ts';
import { openTestPglite, openTestPostgres } from '../databases.ts';
import type { Files } from '../github/index.ts';
import { prometheusAway, startOwnPrometheus } from '../prometheus/own-prometheus.ts';
import { shopAndBroken } from '../prometheus/shop-and-broken.ts';
import { type PrometheusRelay, startPrometheusRelay } from './prometheus-relay.ts';

export interface GateStage extends Stage, AsyncDisposable {
  issuer: Issuer;
  prometheus: PrometheusRelay;
  /** Why there is no real Prometheus behind the relay; undefined where there is. */
  prometheusAway: string | undefined;
  clock: { serviceMs: number };
  /** Deploys a repository to an environment, as a workflow's step does. */
  deploy(repository: string, environment: string, inputs?: Record<string, string>): Promise<Ran>;
  tokenOf(...scopes: TokenScope[]): Promise<string>;
  placeOf(repository: string): Promise<{ installationId: number; repositoryId: number }>;
}

/** The service with all that its gate asks: an issuer of OIDC tokens, a Prometheus of ten days, and repositories of the account `harbour`. */
export async function openGateStage(repositories: Readonly<Record<string, Files>>): Promise<GateStage> {
  await using opened = new AsyncDisposableStack();
  const issuer = opened.use(await startIssuer());
  const away = await prometheusAway();
  const now = Math.floor(Date.now() / 1000);
  const real = away === undefined ? opened.use(await startOwnPrometheus(shopAndBroken(now))) : undefined;
  const prometheus = opened.use(await startPrometheusRelay(real?.url));
  const clock = { serviceMs: 0 };
  const accounts = [
    { login: 'harbour', repositories: Object.entries(repositories).map(([name, files]) => ({ name, files })) },
  ];
  const stage = await useStage(hasPostgres() ? openTestPostgres : openTestPglite)(
    { accounts },
    {
      source: sourceOf(ADVISORIES),
      config: { oidc: { issuer: issuer.url, audience: 'lockkeeper' }, prometheus: { url: prometheus.url } },
      now: () => new Date(Date.now() + clock.serviceMs),
    },
    (act) => opened.defer(act),
  );
  const { service, github } = stage;
  await github.installApp('harbour');
  await service.idle();
  const placeOf = async (name: string) => {
    const found = service.db.selectFrom('repositories').select(['id', 'installation_id']).where('name', '=', name);
    const { id, installation_id } = await found.executeTakeFirstOrThrow();
    return { installationId: installation_id, repositoryId: id };
  };
  const ids = new Map<string, number>();
  for (const name of Object.keys(repositories)) ids.set(name, (await placeOf(name)).repositoryId);
  const all = opened.move();
  return {
    ...stage,
    issuer,
    prometheus,
    prometheusAway: away,
    clock,
    placeOf,
    deploy: (name, environment, inputs = {}) =>
      runAction(
        { environment, 'server-url': service.url, ...inputs },
        { env: issuer.jobOf({ id: ids.get(name)!, name: `harbour/${name}` }, { environment }) },
      ),
    tokenOf: async (...scopes) => {
      const { id } = await service.db.selectFrom('installations').select('id').executeTakeFirstOrThrow();
      const asked = { installationId: id, name: scopes.join(' '), scopes, expiresAt: null, now: new Date() };
      return (await createToken(service.db, asked)).secret;
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

/** `oldlib` has a critical flaw, `weak0` to `weak11` a high one each. */
const ADVISORIES = [
  advisory('GHSA-aaaa-aaaa-aaaa', 'oldlib', '1.2.0', {
    severity: { level: 'critical' },
    summary: 'oldlib runs what it reads',
  }),
  ...Array.from({ length: 12 }, (_, index) => advisory(`GHSA-weak-0000-${index}`, `weak${index}`, '2.0.0')),
];
export const WEAK = Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`weak${index}`, '1.0.0']));

/** An objective of `slos:` in YAML: so many of a service's requests are answered well, in seven days. */
export function objectiveOf(job: string, target: string): string {
  const counted = (matchers: string) => `'sum(increase(http_requests_total{${matchers}}[{{window}}]))'`;
  return `  - name: availability
    service: ${job}
    target: ${target}
    window: 7d
    prometheus:
      bad: ${counted(`job="${job}",code=~"5.."`)}
      total: ${counted(`job="${job}"`)}
`;
}
