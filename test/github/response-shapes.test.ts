import { existsSync, readFileSync } from 'node:fs';
import { createAppAuth } from '@octokit/auth-app';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type EmulatedGitHub, startGitHub } from './index.ts';

/** GitHub's own description of its REST API, where the machine has it. */
const DESCRIPTION = '../shared/data/github/rest-openapi.json';

type Json = Record<string, unknown>;

describe.skipIf(!existsSync(DESCRIPTION))(`answers fit GitHub's REST description (needs ${DESCRIPTION})`, () => {
  let github: EmulatedGitHub;
  let headSha: string;
  let jwt: string;
  let token: string;
  let check: (path: string, method: string, status: number, answer: unknown) => string;

  beforeAll(async () => {
    check = readDescription();
    github = await startGitHub({
      accounts: [{ login: 'harbour', repositories: [{ name: 'lamp', files: { 'a/b.txt': 'b' } }], installed: 'all' }],
      webhookUrl: 'http://127.0.0.1:9/nobody',
    });
    headSha = await github.commit('harbour/lamp', { 'c.txt': 'c' });
    const auth = createAppAuth({ appId: github.appId, privateKey: github.privateKey });
    jwt = (await auth({ type: 'app' })).token;
    const minted = await send('POST', '/app/installations/41000001/access_tokens', {}, jwt);
    token = String(minted.answer['token']);
  });
  afterAll(() => github.close());

  async function send(method: string, path: string, body?: unknown, bearer = token) {
    const response = await fetch(`${github.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    return { status: response.status, answer: (await response.json()) as Json };
  }

  // `GET /app/installations` is left out: there the description asks for an account that is a user *and* an enterprise.
  const asApp: [method: string, template: string, status: number, parameters: Record<string, string>][] = [
    ['get', '/app/installations/{installation_id}', 200, { installation_id: '41000001' }],
    ['post', '/app/installations/{installation_id}/access_tokens', 201, { installation_id: '41000001' }],
    ['get', '/orgs/{org}/installation', 200, { org: 'harbour' }],
    ['get', '/repos/{owner}/{repo}/installation', 200, { owner: 'harbour', repo: 'lamp' }],
    ['get', '/app/hook/deliveries', 200, {}],
    ['get', '/app/hook/deliveries/{delivery_id}', 200, { delivery_id: '1' }],
    ['post', '/app/hook/deliveries/{delivery_id}/attempts', 202, { delivery_id: '1' }],
    ['post', '/app-manifests/{code}/conversions', 201, { code: 'abc' }],
  ];
  test.each(asApp)('%s %s as the App', async (method, template, status, parameters) => {
    const { status: got, answer } = await send(method.toUpperCase(), fill(template, parameters), postBody(method), jwt);
    expect(got).toBe(status);
    expect(check(template, method, status, answer)).toBe('');
  });

  const lamp = { owner: 'harbour', repo: 'lamp' };
  const asInstallation: [
    method: string,
    template: string,
    status: number,
    parameters: Record<string, string>,
    body?: Json,
  ][] = [
    ['get', '/installation/repositories', 200, {}],
    ['get', '/repos/{owner}/{repo}', 200, lamp],
    ['get', '/repos/{owner}/{repo}/git/trees/{tree_sha}', 200, { ...lamp, tree_sha: 'main' }],
    ['post', '/repos/{owner}/{repo}/issues', 201, lamp, { title: 'A leak' }],
    ['post', '/repos/{owner}/{repo}/check-runs', 201, lamp, { name: 'lockkeeper', conclusion: 'neutral' }],
    [
      'patch',
      '/repos/{owner}/{repo}/check-runs/{check_run_id}',
      200,
      { ...lamp, check_run_id: '1' },
      {
        conclusion: 'failure',
        output: {
          title: 'A leak',
          summary: 'One',
          annotations: [{ path: 'a/b.txt', start_line: 1, end_line: 1, annotation_level: 'failure', message: 'Here' }],
        },
      },
    ],
    ['get', '/repos/{owner}/{repo}/check-runs/{check_run_id}/annotations', 200, { ...lamp, check_run_id: '1' }],
    ['get', '/repos/{owner}/{repo}/compare/{basehead}', 200, { ...lamp, basehead: 'main...main' }],
    [
      'post',
      '/repos/{owner}/{repo}/issues/{issue_number}/reactions',
      201,
      { ...lamp, issue_number: '1' },
      { content: 'eyes' },
    ],
    ['get', '/repos/{owner}/{repo}/issues/{issue_number}/reactions', 200, { ...lamp, issue_number: '1' }],
    ['get', '/repos/{owner}/{repo}/collaborators/{username}/permission', 200, { ...lamp, username: 'admin' }],
    ['post', '/repos/{owner}/{repo}/deployments', 201, lamp, { ref: 'main', environment: 'sea' }],
    ['get', '/repos/{owner}/{repo}/deployments', 200, lamp],
    [
      'post',
      '/repos/{owner}/{repo}/deployments/{deployment_id}/statuses',
      201,
      { ...lamp, deployment_id: '1' },
      { state: 'success' },
    ],
    ['get', '/repos/{owner}/{repo}/deployments/{deployment_id}/statuses', 200, { ...lamp, deployment_id: '1' }],
  ];
  test.each(asInstallation)('%s %s as an installation', async (method, template, status, parameters, body) => {
    const path = fill(template, parameters);
    const sent = body === undefined ? undefined : { head_sha: headSha, ...body };
    const { status: got, answer } = await send(method.toUpperCase(), path, sent);
    expect(got).toBe(status);
    expect(check(template, method, status, answer)).toBe('');
  });
});

function postBody(method: string): Json | undefined {
  return method === 'post' ? {} : undefined;
}

function fill(template: string, parameters: Record<string, string>): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => parameters[name] ?? '');
}

/** @returns a check that says in words where an answer departs from the description; '' where it does not */
function readDescription(): (path: string, method: string, status: number, answer: unknown) => string {
  const description = inJsonSchema(JSON.parse(readFileSync(DESCRIPTION, 'utf8')) as Json) as {
    paths: Record<string, Record<string, { responses: Record<string, Json> }>>;
  };
  const ajv = new Ajv({ strict: false, allErrors: true, logger: false, validateFormats: false });
  ajv.addSchema(description, 'github');
  return (path, method, status, answer) => {
    const response = description.paths[path]?.[method]?.responses[String(status)];
    if (response === undefined) return `${method} ${path} has no ${status} in the description`;
    const schema =
      '$ref' in response ? { $ref: `github${String(response['$ref'])}` } : contentSchema(path, method, status);
    const validate = ajv.compile(schema);
    return validate(answer) ? '' : ajv.errorsText(validate.errors, { dataVar: 'answer' });
  };
}

function contentSchema(path: string, method: string, status: number): Json {
  const pointer = ['paths', path, method, 'responses', String(status), 'content', 'application/json', 'schema']
    .map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1')))
    .join('/');
  return { $ref: `github#/${pointer}` };
}

/** OpenAPI 3.0 writes `nullable: true` beside a reference or an enum, where JSON Schema would not let null through. */
function inJsonSchema(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(inJsonSchema);
  if (typeof node !== 'object' || node === null) return node;
  const { nullable, ...rest } = Object.fromEntries(
    Object.entries(node).map(([key, value]) => [key, key === 'example' ? value : inJsonSchema(value)]),
  ) as Json;
  return nullable === true
    ? { anyOf: [{ type: 'null' }, rest] }
    : nullable === undefined
      ? rest
      : { ...rest, nullable };
}
