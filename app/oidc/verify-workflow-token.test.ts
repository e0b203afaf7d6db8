import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTokenVerifier } from './verify-workflow-token.ts';

const NOW = new Date('2026-11-02T08:00:00Z');
const seconds = NOW.getTime() / 1000;
const audience = 'lockkeeper';
const keys = await generateKeyPair('RS256', { extractable: true });
const others = await generateKeyPair('RS256');

let issuer = '';
let asked = 0;
let answer: () => { status: number; body: string };
const jwks = async () =>
  JSON.stringify({ keys: [{ ...(await exportJWK(keys.publicKey)), kid: 'one', alg: 'RS256', use: 'sig' }] });
const server = createServer((_, response) => {
  asked += 1;
  const { status, body } = answer();
  response.writeHead(status, { 'content-type': 'application/json' }).end(body);
});

beforeAll(async () => {
  const body = await jwks();
  answer = () => ({ status: 200, body });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());

const claims = {
  sub: 'repo:harbour@1/lamp@2:environment:production',
  repository: 'harbour/lamp',
  repository_id: '2',
  repository_owner_id: '1',
  run_id: '77',
  run_attempt: '1',
  sha: 'a'.repeat(40),
  environment: 'production',
  job_workflow_ref: 'harbour/lamp/.github/workflows/deploy.yml@refs/heads/main',
};

interface Made {
  claims?: Record<string, unknown>;
  issuer?: string;
  audience?: string;
  iat?: number;
  exp?: number;
  key?: Parameters<SignJWT['sign']>[0];
  alg?: string;
  kid?: string;
}

function make(made: Made = {}): Promise<string> {
  const { iat = seconds - 10, exp = seconds + 290 } = made;
  return new SignJWT({ ...claims, jti: 'a-b-c', ...made.claims })
    .setProtectedHeader({ alg: made.alg ?? 'RS256', kid: made.kid ?? 'one' })
    .setIssuer(made.issuer ?? issuer)
    .setAudience(made.audience ?? audience)
    .setIssuedAt(iat)
    .setExpirationTime(exp)
    .sign(made.key ?? keys.privateKey);
}

function verify(token: string) {
  return createTokenVerifier({ issuer, audience }, fetch)(token, NOW);
}

describe('tokens of workflows', () => {
  test('say whose run it is', async () => {
    expect(await verify(await make())).toEqual({
      kind: 'valid',
      identity: {
        repositoryId: 2,
        ownerId: 1,
        repository: 'harbour/lamp',
        runId: 77,
        runAttempt: 1,
        sha: 'a'.repeat(40),
        environment: 'production',
        jobWorkflowRef: 'harbour/lamp/.github/workflows/deploy.yml@refs/heads/main',
        tokenId: 'a-b-c',
        expiresAt: new Date((seconds + 290) * 1000),
      },
    });
  });

  test('need name no environment, and their subject is not looked at', async () => {
    const token = await make({ claims: { environment: undefined, sub: 'whatever:it:is' } });
    expect(await verify(token)).toMatchObject({ kind: 'valid', identity: { environment: null } });
  });

  test.each<[what: string, token: () => Promise<string> | string, expected: RegExp]>([
    ['forged by another key', () => make({ key: others.privateKey }), /signature/],
    ['signed by a key that is not known', () => make({ kid: 'two' }), /key of the issuer/],
    ['unsigned', () => new UnsecuredJWT({ ...claims, jti: 'x' }).setIssuer(issuer).setAudience(audience).encode(), /./],
    ['signed by a shared secret', () => make({ alg: 'HS256', key: new Uint8Array(32) }), /RS256/],
    ['expired', () => make({ iat: seconds - 400, exp: seconds - 100 }), /not expired/],
    ['of the future', () => make({ iat: seconds + 600, exp: seconds + 900 }), /issued by now|holds/],
    ['made for years', () => make({ exp: seconds + 1e8 }), /an hour at most/],
    ['made for somebody else', () => make({ audience: 'https://github.com/harbour' }), /the audience lockkeeper/],
    ['of another issuer', () => make({ issuer: 'https://issuer.example.org' }), /the issuer/],
    ['without a repository', () => make({ claims: { repository_id: undefined } }), /repository_id/],
    ['with a repository that is no number', () => make({ claims: { repository_id: '2 or 1' } }), /repository_id/],
    ['without a workflow', () => make({ claims: { job_workflow_ref: '' } }), /job_workflow_ref/],
    ['without an id', () => make({ claims: { jti: undefined } }), /jti/],
    ['cut off', async () => (await make()).slice(0, -400), /./],
    ['no token', () => 'lk_abc', /JSON Web Token/],
  ])('are refused where they are %s', async (_, token, expected) => {
    const refusal = await verify(await token());
    expect(refusal).toMatchObject({ kind: 'refused', expected: expect.stringMatching(expected) });
  });

  test('are believed within a minute of a clock that is off', async () => {
    expect(await verify(await make({ exp: seconds - 30 }))).toMatchObject({ kind: 'valid' });
    expect(await verify(await make({ iat: seconds + 30 }))).toMatchObject({ kind: 'valid' });
  });

  test.each([
    ['fails', () => ({ status: 500, body: 'oops' })],
    ['says what is no JSON', () => ({ status: 200, body: '<html>' })],
  ])('are not judged where the issuer %s', async (_, given) => {
    const before = answer;
    answer = given;
    expect(await verify(await make())).toMatchObject({ kind: 'unavailable' });
    answer = before;
  });

  test('are verified by keys that are asked for once', async () => {
    const check = createTokenVerifier({ issuer, audience }, fetch);
    const before = asked;
    for (let time = 0; time < 3; time += 1) await check(await make(), NOW);
    expect(asked - before).toBe(1);
  });
});
