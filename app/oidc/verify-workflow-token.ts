import { createRemoteJWKSet, customFetch, errors, jwtVerify } from 'jose';
import { z } from 'zod';

/** Whom we believe, and what a token has to be made for. */
export interface WorkflowTokenSettings {
  /** Without a slash at the end, such as GitHub's for Actions. */
  issuer: string;
  /** Ours: a token that was made for somebody else is none for us. */
  audience: string;
}

/** A workflow's run, as GitHub vouches for it. `sub` has changed its form before and is never looked at. */
export interface WorkflowIdentity {
  repositoryId: number;
  ownerId: number;
  /** `owner/name`, for people. */
  repository: string;
  runId: number;
  runAttempt: number;
  sha: string | null;
  /** The environment that the job names; null where it names none. */
  environment: string | null;
  /** The workflow file that the job's steps come from, with its ref. */
  jobWorkflowRef: string;
  /** Of this token alone. */
  tokenId: string;
  expiresAt: Date;
}

export type TokenVerification = { kind: 'valid'; identity: WorkflowIdentity } | TokenRefusal;

export interface TokenRefusal {
  /** `unavailable`: the issuer's keys could not be read, which says nothing of the token. */
  kind: 'refused' | 'unavailable';
  expected: string;
  found: string;
  cure: string;
}

export type VerifyWorkflowToken = (token: string, now: Date) => Promise<TokenVerification>;

const CLOCK_TOLERANCE_S = 60;
/** GitHub's tokens live for some minutes. One that lives longer was made by something else. */
const LONGEST_LIFE_S = 60 * 60;

const id = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number);
const claimsSchema = z.object({
  repository_id: id,
  repository_owner_id: id,
  repository: z.string().max(200),
  run_id: id,
  run_attempt: id,
  sha: z.string().max(64).optional(),
  environment: z.string().max(255).optional(),
  job_workflow_ref: z.string().min(1).max(1000),
  jti: z.string().min(1).max(200),
  iat: z.number(),
  exp: z.number(),
});

/**
 * Verifies the OIDC tokens that GitHub gives to workflows: RS256 by the issuer's keys, our audience, not expired.
 * @param fetch asks the issuer for its keys: they are kept, and asked for again when a token names one that is not among them
 */
export function createTokenVerifier(
  { issuer, audience }: WorkflowTokenSettings,
  fetch: typeof globalThis.fetch,
): VerifyWorkflowToken {
  const keys = createRemoteJWKSet(new URL(`${issuer}/.well-known/jwks`), {
    [customFetch]: fetch,
    timeoutDuration: 5000,
    cooldownDuration: 30_000,
  });
  return async (token, now) => {
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer,
        audience,
        algorithms: ['RS256'],
        clockTolerance: CLOCK_TOLERANCE_S,
        currentDate: now,
        requiredClaims: ['exp', 'iat', 'aud', 'iss', 'jti'],
      });
      const claims = claimsSchema.safeParse(payload);
      if (!claims.success) return lacks(claims.error.issues[0]?.path.join('.') ?? 'something');
      const { data } = claims;
      if (data.exp - data.iat > LONGEST_LIFE_S)
        return refuse('a token that lives for an hour at most', 'one of a longer life');
      if (data.iat > now.getTime() / 1000 + CLOCK_TOLERANCE_S) {
        const found = `one of ${new Date(data.iat * 1000).toISOString()}`;
        return refuse('a token that was issued by now', found, 'Compare the clock of the service with the time.');
      }
      return { kind: 'valid', identity: toIdentity(data) };
    } catch (error) {
      return toRefusal(error, { issuer, audience });
    }
  };
}

function toIdentity(claims: z.output<typeof claimsSchema>): WorkflowIdentity {
  return {
    repositoryId: claims.repository_id,
    ownerId: claims.repository_owner_id,
    repository: claims.repository,
    runId: claims.run_id,
    runAttempt: claims.run_attempt,
    sha: claims.sha ?? null,
    environment: claims.environment ?? null,
    jobWorkflowRef: claims.job_workflow_ref,
    tokenId: claims.jti,
    expiresAt: new Date(claims.exp * 1000),
  };
}

function toRefusal(error: unknown, { issuer, audience }: WorkflowTokenSettings): TokenRefusal {
  if (error instanceof errors.JWTExpired)
    return refuse(
      'a token that has not expired',
      'one that has',
      'Ask for a new one in the step that sends it, and compare the clocks.',
    );
  if (error instanceof errors.JWTClaimValidationFailed) {
    const wanted: Record<string, string> = { aud: `the audience ${audience}`, iss: `the issuer ${issuer}` };
    const expected = wanted[error.claim] ?? `a claim ${error.claim} that holds`;
    return refuse(`a token with ${expected}`, error.reason === 'missing' ? 'none' : 'another');
  }
  if (error instanceof errors.JWSSignatureVerificationFailed) return refuse('a signature by the issuer', 'another');
  if (error instanceof errors.JOSEAlgNotAllowed) return refuse('a token signed by RS256', 'another algorithm');
  if (error instanceof errors.JWKSNoMatchingKey) return refuse("a key of the issuer's", 'one that it does not have');
  if (
    error instanceof errors.JWSInvalid ||
    error instanceof errors.JWTInvalid ||
    error instanceof errors.JOSENotSupported
  ) {
    return refuse('a JSON Web Token', 'something else');
  }
  return {
    kind: 'unavailable',
    expected: `the keys of ${issuer}`,
    found: error instanceof Error ? error.message.slice(0, 200) : 'no answer',
    cure: 'Try again. If it stays, see whether the service reaches the issuer.',
  };
}

function lacks(claim: string): TokenRefusal {
  return refuse(`a token with the claim ${claim}`, 'one without it', 'Send the token of a GitHub Actions workflow.');
}

function refuse(
  expected: string,
  found: string,
  cure = 'Ask for the token in the workflow that sends it, with id-token: write.',
): TokenRefusal {
  return { kind: 'refused', expected, found, cure };
}
