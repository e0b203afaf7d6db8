import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { installFrozen } from './install-frozen.ts';
import { registryAway } from './registry-there.ts';
import { SMALL_PROJECTS } from './small-projects.ts';

let away: string | undefined;
beforeAll(async () => {
  away = await registryAway();
});

test.for(SMALL_PROJECTS)(
  '$format: a lockfile that is not what the manifest asks for is refused',
  async (project, { skip }) => {
    if (away !== undefined) skip(away);
    await using opened = new AsyncDisposableStack();
    const folder = await mkdtemp(join(tmpdir(), 'lockkeeper-frozen-'));
    opened.defer(() => rm(folder, { recursive: true, force: true }));
    const manifest = project.files.get('package.json')!.replace('"picocolors": "^1.0.0"', '"picocolors": "^1.1.0"');
    const files = new Map([...project.files, ['package.json', manifest]]);
    for (const [path, text] of files) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    await expect(installFrozen({ folder, files, lockfilePath: project.lockfilePath })).rejects.toThrow(
      /lockfile|in sync|frozen|YN0028/i,
    );
  },
);
