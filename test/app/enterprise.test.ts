import { expect, test } from 'vitest';
import { parseConfig } from '../../app/config/config.ts';
import { openTestPglite } from '../databases.ts';
import { startGitHub } from '../github/index.ts';
import { startService } from './start-service.ts';

test('GHE_HOST alone leads to a GitHub Enterprise Server', async () => {
  const files = { 'package-lock.json': '{"lockfileVersion": 3, "packages": {"": {}}}' };
  await using github = await startGitHub({ accounts: [{ login: 'inland', repositories: [{ name: 'canal', files }] }] });
  const env = {
    APP_ID: String(github.appId),
    PRIVATE_KEY: github.privateKey,
    WEBHOOK_SECRET: github.webhookSecret,
    GHE_HOST: new URL(github.url).host,
    GHE_PROTOCOL: 'http',
  };
  const config = { github: parseConfig(env, '/').github };
  expect(config.github?.apiUrl).toBe(`${github.url}/api/v3`);

  await using database = await openTestPglite();
  await using service = await startService({ github, database, config });
  await github.installApp('inland');
  await service.idle();

  const lockfiles = await service.db.selectFrom('lockfiles').select('path').execute();
  expect(lockfiles).toEqual([{ path: 'package-lock.json' }]);
});
