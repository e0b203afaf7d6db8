import { type GateFacts, known, lockfileAlert, type OpenAlert, unknown } from '../../../gate/index.ts';
import type { AlertFacts } from '../../../scanners/alerts/index.ts';
import { assessTargets, gatherAdvisories, readTargets, type Telling } from '../../../scanners/checkout/index.ts';
import { type Matcher, OsvError, openApiSource } from '../../../scanners/osv/index.ts';
import { plainText } from '../../../scanners/reports/plain-text.ts';
import type { ScanFailure } from '../../../scanners/reports/scan-report.ts';
import { ActionError } from '../action-error.ts';
import type { Machine } from '../machine.ts';

export interface Scanned {
  machine: Machine;
  folder: string;
  osvUrl: string;
  tags: readonly string[];
  deadline: AbortSignal;
}

/**
 * The vulnerabilities in the lockfiles of a folder. What could not be read is a gap beside those that are known.
 * @throws ActionError where the advisories cannot be asked for: an empty list would look like a clean one.
 */
export async function scanCheckout(
  { machine, folder, osvUrl, tags, deadline }: Scanned,
  telling: Telling,
): Promise<Pick<GateFacts, 'alerts' | 'alertGaps'>> {
  const { now, fetch } = machine;
  const targets = await readTargets({ folder, now }, ['.'], telling);
  if (targets.lockfiles.length === 0) {
    const why = targets.failures.map(describe)[0] ?? 'no lockfile was found';
    return { alerts: unknown('no-data', `No lockfile of the checkout could be read: ${why}`) };
  }
  const bounded: typeof fetch = (input, init) =>
    fetch(input, { ...init, signal: AbortSignal.any([deadline, ...(init?.signal ? [init.signal] : [])]) });
  let gathered: { matcher: Matcher; failures: ScanFailure[] };
  try {
    const source = openApiSource({ fetch: bounded, baseUrl: osvUrl });
    // The source pauses before it asks again, for longer than there may be time.
    gathered = await Promise.race([gatherAdvisories(source, targets.lockfiles, telling), whenAborted(deadline)]);
  } catch (cause) {
    if (cause instanceof OsvError || deadline.aborted) throw outOfReach(cause, deadline);
    throw cause;
  }
  const time = now();
  const scanned = assessTargets(targets.lockfiles, gathered.matcher, { prodOnly: false, now: time });
  const openedAt = time.toISOString();
  const alerts = scanned.flatMap(({ path, findings }) =>
    findings.map(({ facts }) => toOpenAlert(facts, { path, tags, openedAt })),
  );
  return { alerts: known(alerts, openedAt), alertGaps: [...targets.failures, ...gathered.failures].map(describe) };
}

/** Nobody remembers since when it is open: since now. */
function toOpenAlert(
  facts: AlertFacts,
  { path, tags, openedAt }: { path: string; tags: readonly string[]; openedAt: string },
): OpenAlert {
  return lockfileAlert(facts, {
    title: `${facts.summary.slice(0, 250)} (${path.slice(0, 100)})`,
    openedAt,
    tags,
  });
}

function describe({ path, line, expected, found, cure }: ScanFailure): string {
  return plainText(
    `${line === undefined ? path : `${path}:${line}`}: expected ${expected}, found ${found}. ${cure}`,
    500,
  ).replace(/\.$/, '');
}

function outOfReach(cause: unknown, deadline: AbortSignal): ActionError {
  const said = cause instanceof Error ? cause.message : String(cause);
  const time = deadline.aborted ? ' The time (timeout) was over.' : '';
  return new ActionError(
    'no-answer',
    `expected the advisories of the packages, found that they cannot be read: ${plainText(said, 800)}${time}`,
    { cause },
  );
}

function whenAborted(deadline: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const end = (): void => reject(new Error('none came in time'));
    if (deadline.aborted) end();
    else deadline.addEventListener('abort', end, { once: true });
  });
}
