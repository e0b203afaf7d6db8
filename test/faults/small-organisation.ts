import { saveContent } from '../../db/contents.ts';
import { verifyEvidence } from '../../db/evidence.ts';
import { replaceLockfiles } from '../../db/lockfiles.ts';
import type { Db } from '../../db/open-database.ts';
import type { Advisory, AdvisorySource } from '../../scanners/osv/index.ts';
import { makeAdvisory, makeItem, makeSource } from '../advisory.ts';
import { addRepository } from '../inventory.ts';

const REPOSITORIES = 60;
const PACKAGES = 200;
const HELD = 40;
const BATCH = 20;

/** Two installations with thirty repositories each, whose lockfiles overlap: enough work that a worker can be hit in it. */
export async function addSmallOrganisation(db: Db): Promise<void> {
  for (let repository = 0; repository < REPOSITORIES; repository += 1) {
    const repositoryId = await addRepository(db, {
      installationId: 1 + (repository % 2),
      repositoryId: repository + 1,
    });
    const items = Array.from({ length: HELD }, (_, index) => makeItem(nameOf(repository * 7 + index * 3), '1.0.0'));
    const contentKey = `content-${repository}`;
    const contentId = await saveContent(db, {
      contentKey,
      parserVersion: 1,
      format: 'npm',
      formatVersion: '3',
      error: null,
      problems: [],
      items,
    });
    const found = [{ path: 'package-lock.json', blobSha: contentKey, contentId, unreadReason: null }];
    await db.transaction().execute((trx) => replaceLockfiles(trx, repositoryId, found, new Date()));
  }
}

/**
 * What the advisory source says, phase by phase, each in small batches with a cursor: advisories on every second package;
 * then every fourth of them withdrawn and the others joined by an alias; then the withdrawn ones back.
 */
export function sourceOf(phase: number): AdvisorySource {
  const all = Array.from({ length: phase }, (_, index) => phases[index]!()).flat();
  const batches = Array.from({ length: Math.ceil(all.length / BATCH) }, (_, index) =>
    all.slice(index * BATCH, (index + 1) * BATCH),
  );
  return makeSource(batches);
}

export const PHASES = 3;

const numbers = Array.from({ length: PACKAGES / 2 }, (_, index) => index * 2);

const phases: (() => Advisory[])[] = [
  () => numbers.map((number) => makeAdvisory(`GHSA-${number}`, nameOf(number), '1.0.1')),
  () =>
    numbers.map((number) =>
      number % 8 === 0
        ? makeAdvisory(`GHSA-${number}`, nameOf(number), '1.0.1', { ...at(2), withdrawn: at(2).modified })
        : makeAdvisory(`CVE-${number}`, nameOf(number), '1.0.2', { ...at(2), aliases: [`GHSA-${number}`] }),
    ),
  () =>
    numbers
      .filter((number) => number % 8 === 0)
      .map((number) => makeAdvisory(`GHSA-${number}`, nameOf(number), '1.0.1', at(3))),
];

function at(month: number): { modified: string } {
  return { modified: `2026-0${month}-01T00:00:00Z` };
}

function nameOf(number: number): string {
  return `package-${number % PACKAGES}`;
}

/** Everything that must come out the same however often the work was broken off: no ids, no times. */
export async function outcomeOf(db: Db): Promise<unknown> {
  const alerts = await db
    .selectFrom('alerts as a')
    .select(['a.repository_id', 'a.package_name', 'a.group_key', 'a.advisory_ids', 'a.state', 'a.state_reason'])
    .select(['a.reopened_count', 'a.fixes', 'a.versions'])
    .orderBy('a.repository_id')
    .orderBy('a.package_name')
    .orderBy('a.group_key')
    .execute();
  const events = await db
    .selectFrom('evidence')
    .select(({ fn }) => ['event', fn.countAll<number>().as('count')])
    .groupBy('event')
    .orderBy('event')
    .execute();
  const findings = await db
    .selectFrom('findings as f')
    .innerJoin('package_versions as v', 'v.id', 'f.package_version_id')
    .select(['v.name', 'v.version', 'f.advisory_id'])
    .orderBy('v.name')
    .orderBy('f.advisory_id')
    .execute();
  const owed = await db.selectFrom('pending_refreshes').selectAll().execute();
  const chains = await verifyEvidence(db);
  return { alerts, events, findings, owed, chains: chains.map(({ ok, broken }) => ({ ok, broken })) };
}
