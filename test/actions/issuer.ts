import { randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { type LocalServer, sendJson, startServer } from '../osv/local-server.ts';

export interface Issuer extends LocalServer {
  /** What the runner gives to a job that may have tokens; `forged`: they are signed by a key that is not the issuer's. */
  jobOf(
    repository: { id: number; name: string },
    options?: { environment?: string; forged?: boolean },
  ): Record<string, string>;
}

/** A real issuer of OIDC tokens on this machine, speaking as GitHub's: its keys, and the address where a job asks for one. */
export async function startIssuer(): Promise<Issuer> {
  const [keys, others] = await Promise.all([generateKeyPair('RS256', { extractable: true }), generateKeyPair('RS256')]);
  const jwk = { ...(await exportJWK(keys.publicKey)), kid: 'one', alg: 'RS256', use: 'sig' };
  const server = await startServer(async (request, response) => {
    const url = new URL(request.url ?? '', 'http://issuer');
    if (url.pathname === '/.well-known/jwks') return sendJson(response, { keys: [jwk] });
    const job = jobs.get(request.headers.authorization ?? '');
    if (url.pathname !== '/token' || job === undefined) return void response.writeHead(401).end();
    const value = await new SignJWT({ ...job.claims, jti: randomUUID() })
      .setProtectedHeader({ alg: 'RS256', kid: 'one' })
      .setIssuer(server.url)
      .setAudience(url.searchParams.get('audience') ?? 'https://github.com/harbour')
      .setIssuedAt()
      .setExpirationTime('5m')
      .sign(job.forged ? others.privateKey : keys.privateKey);
    sendJson(response, { value });
  });
  const jobs = new Map<string, { claims: Record<string, string>; forged: boolean }>();
  return {
    ...server,
    jobOf({ id, name }, { environment, forged = false } = {}) {
      const bearer = randomUUID();
      const claims = {
        sub: `repo:${name}:environment:${environment}`,
        repository: name,
        repository_id: String(id),
        repository_owner_id: '1',
        run_id: '77',
        run_attempt: '1',
        sha: 'a'.repeat(40),
        job_workflow_ref: `${name}/.github/workflows/deploy.yml@refs/heads/main`,
        ...(environment === undefined ? {} : { environment }),
      };
      jobs.set(`Bearer ${bearer}`, { claims, forged });
      return {
        ACTIONS_ID_TOKEN_REQUEST_URL: `${server.url}/token?api-version=2.0`,
        ACTIONS_ID_TOKEN_REQUEST_TOKEN: bearer,
      };
    },
  };
}
