import { afterAll, beforeAll, expect, test } from 'vitest';
import { changeMaintainers } from './change-maintainers.ts';
import { findConversation } from './github-pages/read-conversations.ts';
import { readChanges } from './read-changes.ts';
import { ORGANISATION } from './read-organisation.ts';
import { HANDED_OVER, TAKEN_OVER } from './serve-packages.ts';
import { showChanges } from './show-changes.ts';
import { type Demo, startDemo } from './start-demo.ts';

/** The maintainer changes that come while the demo runs, as `npm run demo` shows them. No registry but the emulated one is asked. */
const said: string[] = [];
let demo: Demo;

beforeAll(async () => {
  // Port 9 discards; nothing listens there.
  demo = await startDemo({ say: () => {}, port: 0, registries: { default: 'http://127.0.0.1:9/' } });
  await changeMaintainers(demo, (text) => said.push(text));
});
afterAll(() => demo?.[Symbol.asyncDispose]());

test('both are told of by an issue each, and answered', async () => {
  const changes = await readChanges(demo.lockkeeper.db);
  expect(changes.map(({ signals: _, score: __, issue: ___, ...rest }) => rest)).toEqual([
    { packageName: TAKEN_OVER, level: 'critical', alerts: ['open', 'open'], pinned: ['>2.3.0'] },
    { packageName: HANDED_OVER, level: 'high', alerts: ['resolved'], pinned: [] },
  ]);
  const issues = await Promise.all(
    changes.map(({ issue }) => findConversation(demo.github, issue!.repository, issue!.number)),
  );
  expect(issues.map((issue) => `${issue!.repository} ${issue!.state}: ${issue!.title}`)).toEqual([
    `${ORGANISATION}/.github open: Maintainer change (critical): ${TAKEN_OVER}`,
    `${ORGANISATION}/.github closed: Maintainer change (high): ${HANDED_OVER}`,
  ]);
  const page = await fetch(`${demo.githubUrl}/${ORGANISATION}/.github/${changes[0]!.issue!.number}`);
  expect(await page.text()).toContain('2.3.1 has no provenance, 2.3.0 has one');
});

test('it is said as it happens, and shown at the end', async () => {
  expect(said.join('\n')).toMatch(
    new RegExp(
      [
        `tidefan77, whom nobody knows, joined ${TAKEN_OVER}`,
        `#\\d: open: Maintainer change \\(critical\\): ${TAKEN_OVER}: 2 alerts`,
        '#(\\d): /accept because',
        `Accepted: ${HANDED_OVER}`,
        '#\\1: closed',
        '#(\\d): /pin for 30d',
        `${TAKEN_OVER} goes no further than 2\\.3\\.0`,
        '#\\2: open',
      ].join('[^]*'),
    ),
  );
  const shown = showChanges(await readChanges(demo.lockkeeper.db), demo.githubUrl);
  expect(shown).toContain(`${TAKEN_OVER}: ${demo.githubUrl}/${ORGANISATION}/.github/`);
});
