import { expect, test } from 'vitest';
import { describeEachDatabase } from '../databases.ts';
import { advisory, sourceOf } from './advisories.ts';
import { npmLock } from './lockfiles.ts';
import { useStage } from './open-stage.ts';

describeEachDatabase('health', (open) => {
  const openStage = useStage(open);

  test('measures what was done', async () => {
    const advisories = [advisory('GHSA-aaaa-aaaa-aaaa', 'oldlib', '1.2.0')];
    const { github, service } = await openStage(
      {
        accounts: [
          {
            login: 'harbour',
            repositories: [
              { name: 'lamp', files: { 'package-lock.json': npmLock({ oldlib: '1.0.0', other: '1.0.0' }) } },
            ],
          },
        ],
      },
      { source: sourceOf(advisories) },
    );
    await github.installApp('harbour');
    await service.idle();
    advisories.push(advisory('GHSA-bbbb-bbbb-bbbb', 'other', '2.0.0'));
    await service.runNow('hourly-run');
    await service.idle();
    const text = await (await fetch(`${service.url}/metrics`)).text();
    const samples = text.split('\n').filter((line) => line.startsWith('lockkeeper_'));
    const value = (start: string) =>
      Number(
        samples
          .find((line) => line.startsWith(start))
          ?.split(' ')
          .at(-1),
      );
    expect(samples.find((line) => line.startsWith('lockkeeper_build_info'))).toMatch(
      /version="\d+\.\d+\.\d+",node="v\d+/,
    );
    expect(value('lockkeeper_queue_jobs{queue="scan-repository",state="completed"}')).toBe(1);
    expect(value('lockkeeper_jobs_total{job="scan-repository",result="done"}')).toBe(1);
    expect(value('lockkeeper_jobs_total{job="hourly-run",result="done"}')).toBe(2);
    expect(value('lockkeeper_scan_duration_seconds_count')).toBe(1);
    expect(value('lockkeeper_lockfiles_read_total{result="read"}')).toBe(1);
    expect(value('lockkeeper_advisory_to_alert_seconds_count')).toBe(1);
    expect(value('lockkeeper_webhook_deliveries_total{event="installation",result="accepted"}')).toBe(1);
    expect(value('lockkeeper_github_requests_total{status="200"}')).toBeGreaterThan(4);
    for (const name of new Set(samples.map((line) => line.replace(/[{ ].*/, '').replace(/_(bucket|count|sum)$/, '')))) {
      expect(text).toContain(`# HELP ${name} `);
      expect(text).toContain(`# TYPE ${name} `);
    }
  });

  test('notes that advisories were read and none are there', async () => {
    const { service } = await openStage({ accounts: [] }, { source: sourceOf([]) });
    expect(await (await fetch(`${service.url}/readyz`)).json()).toMatchObject({
      ready: true,
      notes: [expect.stringMatching(/^advisories were read and none are held/)],
    });
  });

  test('is ready while the database answers, and says so when it does not', async () => {
    const advisories = [advisory('GHSA-aaaa-aaaa-aaaa', 'oldlib', '1.2.0')];
    const { service, database } = await openStage({ accounts: [] }, { source: sourceOf(advisories) });
    expect(await (await fetch(`${service.url}/readyz`)).json()).toEqual({ ready: true, missing: [], notes: [] });
    await service.db
      .updateTable('advisory_feeds')
      .set({ completed_at: new Date('2020-01-01') })
      .execute();
    expect(await (await fetch(`${service.url}/readyz`)).json()).toMatchObject({
      ready: true,
      notes: ['advisories were last read at 2020-01-01T00:00:00.000Z'],
    });
    await database.db.destroy();
    const answer = await fetch(`${service.url}/readyz`);
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ ready: false, missing: [expect.stringContaining('the database: ')] });
    expect((await fetch(`${service.url}/healthz`)).status).toBe(200);
    expect((await fetch(`${service.url}/metrics`)).status).toBe(200);
  });
});
