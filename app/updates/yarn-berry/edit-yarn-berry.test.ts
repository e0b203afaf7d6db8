import { beforeAll, expect, test } from 'vitest';
import { registryAway, SURROUNDINGS } from '../../../test/updates/registry-there.ts';
import { DIRECT, SMALL_PROJECTS, TRANSITIVE } from '../../../test/updates/small-projects.ts';
import { checkFrozen } from '../check-frozen.ts';
import { editProject } from '../edit-project.ts';

let away: string | undefined;
beforeAll(async () => {
  away = await registryAway();
});

test('yarn 3 is told no settings that only yarn 4 knows', async ({ skip }) => {
  if (away !== undefined) skip(away);
  const project = SMALL_PROJECTS.find(({ format }) => format === 'yarn-berry')!;
  const files = new Map([...project.files, ['yarn.lock', asYarn3(project.files.get('yarn.lock')!)]]);
  const outcome = await editProject({ ...SURROUNDINGS, ...project, files, updates: [DIRECT, TRANSITIVE] });
  if ('failure' in outcome) throw new Error(outcome.failure.text);
  expect(outcome.programs[0]).toMatch(/^yarn 3\./);
  expect(outcome.files.get('yarn.lock')).toContain('resolution: "picocolors@npm:1.0.1"');
  expect(await checkFrozen({ ...SURROUNDINGS, ...project, files: new Map([...files, ...outcome.files]) })).toEqual([]);
});

/** The same lockfile as yarn 3 wrote it: ranges without their protocol, checksums without their key. */
function asYarn3(text: string): string {
  return text
    .replace(/version: \d+\n {2}cacheKey: \S+/, 'version: 6\n  cacheKey: 8')
    .replace(/^( {4}\S+: )"npm:([^"]+)"$/gm, '$1$2')
    .replace(/^ {2}checksum: 10c0\//gm, '  checksum: ');
}
