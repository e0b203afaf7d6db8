import { createHash } from 'node:crypto';
import examples from '@octokit/webhooks-examples';
import { describe, expect, test } from 'vitest';
import { type WatchedEvent, watchedEvents } from './payloads.ts';
import { readEvent, WebhookError } from './read-event.ts';

describe('readEvent', () => {
  // Its types say what an ES module of it would hold; Node gives the list itself.
  const definitions = examples as unknown as { name: string; examples: unknown[] }[];
  const real = definitions.filter(({ name }) => (watchedEvents as string[]).includes(name));

  test('has real payloads to read', () => {
    const without = watchedEvents.filter((event) => !real.some(({ name }) => name === event));
    expect(without).toEqual(['deployment_protection_rule']);
  });

  test.each(
    real.flatMap(({ name, examples: payloads }) => payloads.map((payload, index) => ({ name, index, payload }))),
  )('reads GitHub’s $name example $index', ({ name, payload }) => {
    const { installationId, orders } = readEvent(name as WatchedEvent, payload);
    const sent = payload as { installation?: { id: number } };
    expect(installationId).toBe(sent.installation?.id ?? null);
    for (const { payload } of orders)
      expect(Object.values(payload)).toEqual(expect.arrayContaining([expect.any(Number)]));
  });

  const push = { ref: 'refs/heads/main', repository: { id: 7, default_branch: 'main' }, installation: { id: 3 } };

  test.each([
    ['a push to the default branch', push, { name: 'scan-repository', payload: { repositoryId: 7 } }],
    ['a push to another branch', { ...push, ref: 'refs/heads/topic' }, null],
    ['a tag of that name', { ...push, ref: 'refs/tags/main' }, null],
    ['a deleted branch', { ...push, deleted: true }, null],
    ['a push without an installation', { ...push, installation: null }, null],
  ])('%s', (_, payload, order) => {
    expect(readEvent('push', payload).orders).toEqual(order === null ? [] : [order]);
  });

  const pull = {
    action: 'synchronize',
    pull_request: { number: 4, head: { ref: 'lockkeeper/npm/root', repo: { id: 7 } } },
    repository: { id: 7 },
    installation: { id: 3 },
    sender: { type: 'User' },
  };
  const ref = (head: object) => ({ pull_request: { ...pull.pull_request, head } });

  test.each<[string, object, string[]]>([
    ['a push of a person to a branch of ours', pull, ['check-pull-request', 'update-repository']],
    ['a push of ours', { ...pull, sender: { type: 'Bot' } }, ['check-pull-request']],
    ['the closing of one of ours', { ...pull, action: 'closed' }, ['update-repository']],
    ['the reopening of one of ours', { ...pull, action: 'reopened' }, ['check-pull-request', 'update-repository']],
    ['another branch', { ...pull, ...ref({ ref: 'topic', repo: { id: 7 } }) }, ['check-pull-request']],
    ['a fork', { ...pull, ...ref({ ref: 'lockkeeper/npm/root', repo: { id: 8 } }) }, ['check-pull-request']],
    ['a fork that is gone', { ...pull, ...ref({ ref: 'lockkeeper/npm/root', repo: null }) }, ['check-pull-request']],
    ['a label', { ...pull, action: 'labeled' }, []],
    ['no installation', { ...pull, installation: null }, []],
  ])('pull_request: %s', (_, payload, names) => {
    expect(readEvent('pull_request', payload).orders.map(({ name }) => name)).toEqual(names);
  });

  const edit = {
    action: 'edited',
    issue: { number: 5, user: { type: 'Bot' } },
    sender: { login: 'ada_harbour', type: 'User' },
    repository: { id: 7 },
    installation: { id: 3 },
  };
  const acting = { name: 'act-on-dashboard', payload: { repositoryId: 7, number: 5, login: 'ada_harbour' } };

  test.each<[string, object, object[]]>([
    ['a person edits an issue of a bot', edit, [acting]],
    ['a bot edits it', { ...edit, sender: { login: 'lockkeeper[bot]', type: 'Bot' } }, []],
    ['a person edits the issue of a person', { ...edit, issue: { number: 5, user: { type: 'User' } } }, []],
    ['nobody is known to have opened it', { ...edit, issue: { number: 5, user: null } }, []],
    ['it is closed', { ...edit, action: 'closed' }, []],
    ['a sender that cannot be', { ...edit, sender: { login: 'a/../b', type: 'User' } }, []],
    ['no sender', { ...edit, sender: null }, []],
    ['no installation', { ...edit, installation: null }, []],
  ])('issues: %s', (_, payload, orders) => {
    expect(readEvent('issues', payload).orders).toEqual(orders);
  });

  const comment = {
    action: 'created',
    comment: { id: 9, body: 'Please\r\n/rescan', user: { id: 5, type: 'User' } },
    issue: { number: 4 },
    sender: { id: 5 },
    repository: { id: 7 },
    installation: { id: 3 },
  };
  const digest = createHash('sha256').update('Please\r\n/rescan').digest('hex');
  const order = { name: 'handle-comment', payload: { repositoryId: 7, number: 4, commentId: 9, digest } };
  const said = (more: object) => ({ ...comment, comment: { ...comment.comment, ...more } });

  test.each<[string, object, object[]]>([
    ['one that could hold a command', comment, [order]],
    ['one that its author edits', { ...comment, action: 'edited' }, [order]],
    ['one that somebody else edits', { ...comment, action: 'edited', sender: { id: 6 } }, []],
    ['one of nobody, edited by nobody', { ...said({ user: null }), action: 'edited', sender: null }, []],
    ['one that is deleted', { ...comment, action: 'deleted' }, []],
    ['one without a line that starts with a slash', said({ body: 'see a/b\n> /help' }), []],
    ['an empty one', said({ body: null }), []],
    ['one of a bot', said({ user: { id: 5, type: 'Bot' } }), []],
    ['no installation', { ...comment, installation: null }, []],
  ])('issue_comment: %s', (_, payload, orders) => {
    expect(readEvent('issue_comment', payload).orders).toEqual(orders);
  });

  const sha = 'c'.repeat(40);
  const rule = {
    action: 'requested',
    environment: 'production',
    deployment_callback_url: 'https://api.github.com/repos/o/r/actions/runs/1/deployment_protection_rule',
    deployment: { id: 8, sha },
    repository: { id: 7 },
    installation: { id: 3 },
  };
  const holding = {
    installationId: 3,
    repositoryId: 7,
    environment: 'production',
    deploymentId: 8,
    sha,
    callbackUrl: rule.deployment_callback_url,
  };

  test.each<[string, object, object[]]>([
    ['a job that waits', rule, [holding]],
    ['without its deployment', { ...rule, deployment: null, sha }, [{ ...holding, deploymentId: null }]],
    ['without a commit', { ...rule, deployment: { id: 8 } }, [{ ...holding, sha: null }]],
    ['an action that is yet to come', { ...rule, action: 'withdrawn' }, []],
    ['no environment', { ...rule, environment: null }, []],
    ['nowhere to answer', { ...rule, deployment_callback_url: undefined }, []],
    ['no repository', { ...rule, repository: null }, []],
    ['no installation', { ...rule, installation: null }, []],
  ])('deployment_protection_rule: %s', (_, payload, orders) => {
    expect(readEvent('deployment_protection_rule', payload).orders.map((order) => order.payload)).toEqual(orders);
  });

  const at = '2026-11-25T12:00:00Z';
  const success = {
    action: 'created',
    deployment_status: {
      state: 'success',
      environment: 'production',
      created_at: at,
      log_url: 'https://a.example.org/1',
    },
    deployment: { id: 8, sha },
    repository: { id: 7 },
    installation: { id: 3 },
  };
  const place = { installationId: 3, repositoryId: 7, deploymentId: 8, environment: 'production' };
  const recording = { ...place, sha, at, url: 'https://a.example.org/1' };
  const status = (more: object) => ({ ...success, deployment_status: { ...success.deployment_status, ...more } });

  test.each<[string, object, object[]]>([
    ['a deploy that succeeded', success, [recording]],
    ['one whose address is none of the web', status({ log_url: 'javascript:alert(1)' }), [{ ...recording, url: null }]],
    ['one that failed', status({ state: 'failure' }), []],
    ['one to nowhere', status({ environment: null }), []],
    ['no installation', { ...success, installation: null }, []],
  ])('deployment_status: %s', (_, payload, orders) => {
    expect(readEvent('deployment_status', payload).orders.map((order) => order.payload)).toEqual(orders);
  });

  test.each([
    [{ ...push, repository: { id: '7' } }, 'repository.id'],
    [{ ...push, ref: 5 }, 'ref'],
    [null, 'the payload'],
    [{ ...push, installation: { id: -1 } }, 'installation.id'],
  ])('names what is wrong with %j', (payload, key) => {
    expect(() => readEvent('push', payload)).toThrow(WebhookError);
    expect(() => readEvent('push', payload)).toThrow(key);
  });
});
