import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createToken } from '../../app/api/tokens.ts';
import { advisory, sourceOf } from '../app/advisories.ts';
import { npmLock } from '../app/lockfiles.ts';
import { hasPostgres, type Stage, useStage } from '../app/open-stage.ts';
import { openTestPglite, openTestPostgres } from '../databases.ts';
import { type LocalServer, startServer } from '../osv/local-server.ts';
import { type Issuer, startIssuer } from './issuer.ts';
import { runAction } from './run-action.ts';

const policy = `gate:
  environments:
    '*':
      trust-score: {mode: off}
      burn-rate: {mode: off}
      maintainer-changes: {mode: off}
`;
const files = (packages: Record<string, string>) => ({
  'package-lock.json': npmLock(packages),
  '.github/lockkeeper.yml': policy,
});
const seed = {
  accounts: [
    {
      login: 'harbour',
      repositories: [
        { name: 'lamp', files: files({ oldlib: '1.0.0' }) },
        { name: 'quay', files: files({ fine: '2.0.0' }) },
        { name: 'fog', files: files({ fine: '2.0.0' }) },
      ],
    },
  ],
};

let issuer: Issuer;
let stage: Stage;
const opened = new AsyncDisposableStack();
const ids: Record<string, number> = {};

beforeAll(async () => {
  issuer = opened.use(await startIssuer());
  const openStage = useStage(hasPostgres() ? openTestPostgres : openTestPglite);
  const source = sourceOf([
    advisory('GHSA-aaaa-aaaa-aaaa', 'oldlib', '1.2.0', {
      severity: { level: 'critical' },
      summary: 'oldlib lets in ::error::anybody @everyone',
    }),
  ]);
  const config = { oidc: { issuer: issuer.url, audience: 'lockkeeper' } };
  stage = await openStage(seed, { source, config }, (act) => opened.defer(act));
  await stage.github.installApp('harbour');
  await stage.service.idle();
  const rows = await stage.service.db.selectFrom('repositories').select(['id', 'name']).execute();
  for (const { id, name } of rows) ids[name] = id;
  await stage.service.db.updateTable('repositories').set({ scanned_at: null }).where('name', '=', 'fog').execute();
});
afterAll(() => opened.disposeAsync());

const asked = (inputs: Record<string, string> = {}) => ({
  environment: 'production',
  'server-url': stage.service.url,
  audience: 'lockkeeper',
  ...inputs,
});
const jobOf = (name: string, options?: { environment?: string; forged?: boolean }) => ({
  env: issuer.jobOf({ id: ids[name]!, name: `harbour/${name}` }, options),
});

describe('the action, asking a service as a workflow', () => {
  test('goes ahead where nothing is open', async () => {
    const ran = await runAction(asked(), jobOf('quay'));
    expect(ran).toMatchObject({ code: 0, errors: '' });
    expect(ran.outputs).toMatchObject({ verdict: 'allow', 'open-critical': '0', 'burn-rate': '' });
    expect(JSON.parse(ran.outputs['report']!)).toMatchObject({ repository: 'harbour/quay', sha: 'a'.repeat(40) });
    expect(ran.outputs['report-url']).toMatch(/\/api\/v1\/gate\/decisions\/\d+$/);
    expect(ran.summary).toContain('## May go ahead');
    expect(ran.summary).toMatch(/`GET \/api\/v1\/gate\/decisions\/\d+`/);
    expect(ran.log).not.toContain('::error');
  });

  test('is blocked by an open alert, and says by which', async () => {
    const ran = await runAction(asked(), jobOf('lamp'));
    expect(ran).toMatchObject({ code: 1, outputs: { verdict: 'block', 'open-critical': '1' } });
    expect(ran.log).toContain('::error title=Lockkeeper%3A open alerts::');
    expect(ran.log).toContain('::error title=Lockkeeper::Blocked: open alerts');
    expect(ran.summary).toContain('oldlib');
    expect(ran.summary).not.toMatch(/[^\\]@everyone/);
    expect(ran.log.split('\n').filter((line) => /^\s*::(?!add-mask|error title|warning title)/.test(line))).toEqual([]);
  });

  test('could not decide where the repository was not scanned, which is no block', async () => {
    const ran = await runAction(asked(), jobOf('fog'));
    expect(ran).toMatchObject({ code: 2, outputs: { verdict: 'block', 'open-critical': '' } });
    expect(ran.log).toContain('Could not decide: nothing could be checked');
    expect(ran.summary).toContain('## Could not decide');
  });

  test('never fails as a dry run, and shows how things stand', async () => {
    const ran = await runAction(asked({ 'dry-run': 'true' }), jobOf('lamp'));
    expect(ran).toMatchObject({ code: 0, outputs: { verdict: 'block' } });
    expect(ran.log).toContain('Open critical alerts: 1.');
    expect(ran.log).not.toContain('::error');
    expect(ran.summary).toContain('Dry run');
  });

  test('says which permission is missing', async () => {
    const ran = await runAction(asked({ 'on-error': 'allow' }));
    expect(ran).toMatchObject({ code: 2, outputs: { verdict: 'error', report: '' } });
    expect(ran.log).toContain('id-token: write');
  });

  test('goes by a token of the service too, which is masked', async () => {
    const { db } = stage.service;
    const { id } = await db.selectFrom('installations').select('id').executeTakeFirstOrThrow();
    const scopes = ['gate:evaluate' as const];
    const { secret } = await createToken(db, {
      installationId: id,
      name: 'ci',
      scopes,
      expiresAt: null,
      now: new Date(),
    });
    const ran = await runAction(asked({ 'api-token': secret }));
    expect(ran).toMatchObject({ code: 1, outputs: { verdict: 'block' } });
    expect(ran.log).toContain(`::add-mask::${secret}`);
    expect(ran.log.replaceAll(`::add-mask::${secret}`, '') + ran.summary).not.toContain(secret);
  });

  test('refuses thresholds that are laxer than the policy, and takes stricter ones', async () => {
    const lax = await runAction(asked({ 'max-critical': '5' }), jobOf('lamp'));
    expect(lax).toMatchObject({ code: 2, outputs: { verdict: 'error' } });
    expect(lax.log).toContain('max-critical: 5 is laxer than 0');
    const strict = await runAction(asked({ 'minimum-coverage': '1' }), jobOf('quay'));
    expect(strict).toMatchObject({ code: 2, outputs: { verdict: 'block' } });
    expect(strict.log).toContain('Could not decide: trust score');
  });

  test('is refused with a token that is forged, or of another environment', async () => {
    const forged = await runAction(asked({ 'on-error': 'allow' }), jobOf('quay', { forged: true }));
    expect(forged).toMatchObject({ code: 2, outputs: { verdict: 'error' } });
    expect(forged.log).toContain('signature');
    const other = await runAction(asked(), jobOf('quay', { environment: 'staging' }));
    expect(other).toMatchObject({ code: 2 });
    expect(other.log).toContain('which the job of the workflow names');
  });

  test('names every mistake in the inputs at once, and shows no secret', async () => {
    const ran = await runAction({ environment: '', 'fail-on': 'sometimes', 'api-token': 'se cret', timeout: '0' });
    expect(ran).toMatchObject({ code: 2, outputs: { verdict: 'error' } });
    expect(await runAction({ environment: '', 'dry-run': 'true' })).toMatchObject({
      code: 0,
      outputs: { verdict: 'error' },
    });
    for (const name of ['environment', 'fail-on', 'api-token', 'timeout'])
      expect(ran.log).toContain(`${name}: expected`);
    expect(ran.log.replace('::add-mask::se cret', '')).not.toContain('se cret');
  });
});

describe('the action, where the service', () => {
  const withServer = async (
    handler: Parameters<typeof startServer>[0],
    inputs: Record<string, string>,
  ): Promise<[Awaited<ReturnType<typeof runAction>>, LocalServer]> => {
    await using server = await startServer(handler);
    const ran = await runAction(asked({ 'server-url': server.url, timeout: '2', ...inputs }), jobOf('quay'));
    return [ran, server];
  };

  test.each([
    ['block', 2, '::error'],
    ['warn', 0, '::warning'],
    ['allow', 0, '::notice'],
  ])('is down, and on-error is %s: ends with %i', async (onError, code, level) => {
    const ran = await runAction(
      asked({ 'server-url': 'http://127.0.0.1:9', timeout: '1', 'on-error': onError }),
      jobOf('quay'),
    );
    expect(ran).toMatchObject({ code, outputs: { verdict: 'error' } });
    expect(ran.log).toContain(`${level} title=Lockkeeper could not decide::`);
    expect(ran.summary).toContain('## Could not decide');
  });

  test('does not answer in time', async () => {
    const started = performance.now();
    const [ran] = await withServer(() => {}, {});
    expect(ran.code).toBe(2);
    expect(ran.log).toContain('none within 1 s');
    expect(performance.now() - started).toBeLessThan(20_000);
  });

  test('fails at first, is asked again with the same token', async () => {
    const tokens: (string | undefined)[] = [];
    const [ran] = await withServer(
      async (request, response, body) => {
        tokens.push(request.headers.authorization);
        if (tokens.length === 1) return void response.writeHead(503).end();
        const { authorization = '' } = request.headers;
        const real = await fetch(`${stage.service.url}${request.url}`, {
          method: 'POST',
          headers: { authorization, 'content-type': 'application/json' },
          body,
        });
        response.writeHead(real.status, { 'content-type': 'application/json' }).end(await real.text());
      },
      { timeout: '30' },
    );
    expect(ran).toMatchObject({ code: 0, outputs: { verdict: 'allow' } });
    expect(tokens).toHaveLength(2);
    expect(new Set(tokens).size).toBe(1);
  });

  test('answers what is no verdict', async () => {
    const [ran] = await withServer(
      (_, response) => void response.writeHead(200).end('{"report":{"verdict":"allow"}}'),
      {},
    );
    expect(ran).toMatchObject({ code: 2, outputs: { verdict: 'error' } });
  });

  test('leads elsewhere: no token goes there', async () => {
    const asked: string[] = [];
    await using elsewhere = await startServer((request, response) => {
      asked.push(request.url ?? '');
      response.end();
    });
    const [ran] = await withServer(
      (_, response) => void response.writeHead(307, { location: elsewhere.url }).end(),
      {},
    );
    expect(ran.code).toBe(2);
    expect(ran.log).toContain('redirect');
    expect(asked).toEqual([]);
  });
});
