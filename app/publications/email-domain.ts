import type { LedgerCheck } from '../../scanners/maintainers/index.ts';
import type { Answer, CheckRun } from './check-run.ts';

type DomainCheck = Extract<LedgerCheck, { kind: 'email-domain' }>;

/**
 * Whether the domain of somebody's address is there, and when it was registered. That it is not there is said once it was missed at two
 * looks, and that nobody says when it was registered at the last one.
 */
export async function checkEmailDomain(
  { context, checking }: CheckRun,
  { person, domain, looks }: DomainCheck,
): Promise<Answer> {
  const found = (await checking.lookUpDomain?.(domain, context.signal)) ?? 'unknown';
  if (found === 'unknown' || found === 'later') return { kind: found };
  const { resolves, registeredAt } = found;
  const now = context.now().getTime();
  const since = resolves ? (registeredAt === undefined ? looks.at(-1)! : 0) : looks[1]!;
  if (now < since) return { kind: 'unknown' };
  const fact = {
    kind: 'email-domain',
    person,
    domain,
    resolves,
    registeredAt: registeredAt?.toISOString() ?? null,
  } as const;
  return { kind: 'found', facts: [fact] };
}
