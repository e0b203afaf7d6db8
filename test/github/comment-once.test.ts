import { pino } from 'pino';
import { Probot } from 'probot';
import { expect, test } from 'vitest';
import { commentOnce } from '../../app/github/updates/comment-once.ts';
import { startGitHub } from './index.ts';

const PLACE = { owner: 'harbour', repo: 'lamp' };

test('one comment of a marker, however long the conversation is', async () => {
  const github = await startGitHub({
    accounts: [{ login: 'harbour', people: ['ada'], repositories: [{ name: 'lamp' }], installed: 'all' }],
  });
  try {
    const log = pino({ level: 'silent' });
    const { appId, privateKey, url: baseUrl } = github;
    const probot = new Probot({ appId, privateKey, baseUrl, log });
    const asApp = await probot.auth();
    const { data } = await asApp.rest.apps.getOrgInstallation({ org: 'harbour' });
    const octokit = await probot.auth(data.id);
    await octokit.rest.issues.create({ ...PLACE, title: 'A leak' });
    const comments = '/repos/harbour/lamp/issues/1/comments';
    for (let count = 0; count < 100; count++) await github.as('ada', 'POST', comments, { body: `word ${count}` });

    for (const text of ['It is held.', 'It is held.', 'That is over.']) {
      await commentOnce(octokit, PLACE, { number: 1, marker: 'held', text });
    }
    await commentOnce(octokit, PLACE, { number: 1, marker: 'halted', text: 'Never said before.', isNews: false });
    const { data: all } = await octokit.rest.issues.listComments({ ...PLACE, issue_number: 1, per_page: 100, page: 2 });
    expect(all.map(({ body }) => body)).toEqual(['That is over.\n\n<!-- lockkeeper:held -->']);
  } finally {
    await github.close();
  }
});
