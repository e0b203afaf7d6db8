import { describe, expect, test } from 'vitest';
import { osvRecord, packageLock, scratch } from '../cli/scratch.ts';
import { type LocalServer, sendJson, startServer } from '../osv/local-server.ts';
import { runAction } from './run-action.ts';

const ID = 'GHSA-aaaa-aaaa-aaaa';
const record = osvRecord(ID, 'alpha', '2.0.0', { database_specific: { severity: 'CRITICAL' } });
const others = 'trust-score: {mode: off}, maintainer-changes: {mode: off}';
const policyOf = (more = 'burn-rate: {mode: off}') => `gate:\n  environments:\n    production: {${others}, ${more}}\n`;

/** In place of api.osv.dev: `alpha` below 2.0.0 is critical. */
function startOsv(): Promise<LocalServer> {
  return startServer((request, response, body) => {
    if (request.url !== '/v1/querybatch') return sendJson(response, record);
    const { queries } = JSON.parse(body) as { queries: { package: { name: string } }[] };
    const vulns = [{ id: ID, modified: '2026-01-01T00:00:00Z' }];
    sendJson(response, { results: queries.map((query) => (query.package.name === 'alpha' ? { vulns } : {})) });
  });
}

async function scan(files: Record<string, string>, inputs: Record<string, string> = {}) {
  await using osv = await startOsv();
  const folder = scratch(files);
  const env = { GITHUB_WORKSPACE: folder };
  return await runAction({ environment: 'production', 'osv-url': osv.url, ...inputs }, { env });
}

describe('the action, without a service', () => {
  test('is blocked by what the lockfiles hold', async () => {
    const ran = await scan({
      'package-lock.json': packageLock({ alpha: '1.0.0', fine: '1.0.0' }),
      '.github/lockkeeper.yml': policyOf(),
    });
    expect(ran).toMatchObject({
      code: 1,
      errors: '',
      outputs: { verdict: 'block', 'open-critical': '1', 'report-url': '' },
    });
    expect(ran.summary).toContain('alpha 1.0.0');
    expect(JSON.parse(ran.outputs['report']!)).toMatchObject({ repository: 'harbour/lamp', decided: true });
  });

  test('goes ahead where they hold nothing, and where a suppression holds it back', async () => {
    const clean = await scan({
      'package-lock.json': packageLock({ fine: '1.0.0' }),
      '.github/lockkeeper.yml': policyOf(),
    });
    expect(clean).toMatchObject({ code: 0, outputs: { verdict: 'allow', 'open-critical': '0' } });
    const held = await scan({
      'package-lock.json': packageLock({ alpha: '1.0.0' }),
      '.github/lockkeeper.yml': `${policyOf()}suppressions:\n  - {package: alpha, reason: known, expires: 2099-01-01}\n`,
    });
    expect(held).toMatchObject({ code: 0, outputs: { verdict: 'allow' } });
  });

  test('says of everything that only a service knows that it is not known, and blocks production for it', async () => {
    const ran = await scan({ 'package-lock.json': packageLock({ fine: '1.0.0' }) });
    expect(ran).toMatchObject({ code: 2, outputs: { verdict: 'block' } });
    expect(ran.log).toContain('Could not decide');
    expect(ran.summary).toContain('Only a Lockkeeper service knows who maintained packages before');
  });

  test('decides nothing by a lockfile that cannot be read, by none, and by a policy that is not whole', async () => {
    const policy = { '.github/lockkeeper.yml': policyOf() };
    const broken = await scan({
      ...policy,
      'package-lock.json': '{',
      'web/package-lock.json': packageLock({ fine: '1.0.0' }),
    });
    expect(broken).toMatchObject({ code: 2, outputs: { verdict: 'block', 'open-critical': '' } });
    expect(await scan(policy)).toMatchObject({ code: 2, outputs: { verdict: 'block' } });
    const elsewhere = await scan({
      'package-lock.json': packageLock({ fine: '1.0.0' }),
      '.github/lockkeeper.yml': `_extends: octo-org/shared\n${policyOf()}`,
    });
    expect(elsewhere).toMatchObject({ code: 2, outputs: { verdict: 'block' } });
    expect(elsewhere.log).toContain('Give server-url');
  });

  test('has no verdict where advisories are out of reach', async () => {
    const files = { 'package-lock.json': packageLock({ fine: '1.0.0' }), '.github/lockkeeper.yml': policyOf() };
    const down = { 'osv-url': 'http://127.0.0.1:9', timeout: '2' };
    expect(await scan(files, down)).toMatchObject({ code: 2, outputs: { verdict: 'error' } });
    expect(await scan(files, { ...down, 'on-error': 'warn' })).toMatchObject({
      code: 0,
      outputs: { verdict: 'error' },
    });
  });

  test('asks the given Prometheus, with its token, which is shown to nobody else', async () => {
    const tokens = new Set<string | undefined>();
    await using prometheus = await startServer((request, response, body) => {
      tokens.add(request.headers.authorization);
      const value = new URLSearchParams(body).get('query')?.includes('errors') ? '500' : '10000';
      sendJson(response, {
        status: 'success',
        data: { resultType: 'vector', result: [{ metric: {}, value: [1, value] }] },
      });
    });
    const slos = `slos:
  - name: availability
    service: shop
    target: 0.999
    window: 30d
    prometheus:
      bad: sum(increase(errors_total[{{window}}]))
      total: sum(increase(requests_total[{{window}}]))
`;
    const files = {
      'package-lock.json': packageLock({ fine: '1.0.0' }),
      '.github/lockkeeper.yml': `${policyOf('burn-rate: {mode: enforce}')}${slos}`,
    };
    const ran = await scan(files, { 'prometheus-url': prometheus.url, 'prometheus-token': 'sesame' });
    expect(ran).toMatchObject({ code: 1, outputs: { verdict: 'block', 'burn-rate': '50' } });
    expect([...tokens]).toEqual(['Bearer sesame']);
    expect(ran.log.replace('::add-mask::sesame', '') + ran.summary).not.toContain('sesame');
    expect(await scan(files)).toMatchObject({ code: 2, outputs: { verdict: 'block', 'burn-rate': '' } });
  });
});
