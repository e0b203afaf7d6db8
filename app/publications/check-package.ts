import type { PackageToCheck } from '../../db/package-checks.ts';
import { loadLedgers } from '../../db/packages-to-judge.ts';
import { isDue, type LedgerCheck, type LedgerFact, ledgerChecks } from '../../scanners/maintainers/index.ts';
import type { Answer, CheckedNow, CheckRun } from './check-run.ts';
import { checkDependencyAge } from './dependency-age.ts';
import { checkEmailDomain } from './email-domain.ts';
import { checkGitTag } from './git-tag.ts';
import { checkProvenance } from './provenance.ts';
import { saveChecks } from './save-checks.ts';

/** Asks whatever is due of a package, and writes what came of it. @throws where it is told to stop, or the database fails. */
export async function checkPackage(run: CheckRun, { name, dueAt, repository }: PackageToCheck): Promise<void> {
  const { context, summary } = run;
  const until = context.now();
  const { entries } = (await loadLedgers(context.db, [name])).get(name)!;
  const due = ledgerChecks(entries).filter((check) => isDue(check, dueAt.getTime(), until.getTime()));
  const checked: CheckedNow = { name, repository, requests: 0 };
  const facts: LedgerFact[] = [];
  let putOff = false;
  for (const check of due) {
    context.signal?.throwIfAborted();
    const answer = await ask(run, checked, check);
    if (answer.kind === 'found') facts.push(...answer.facts);
    else summary[answer.kind] += 1;
    putOff ||= answer.kind === 'later';
  }
  summary.packages += 1;
  const { requests } = checked;
  summary.entries += await saveChecks(context, {
    name,
    since: dueAt,
    until,
    entries: entries.length,
    facts,
    putOff,
    requests,
  });
}

/** No answer may keep the others from being asked for. */
async function ask(run: CheckRun, checked: CheckedNow, check: LedgerCheck): Promise<Answer> {
  const { signal, log } = run.context;
  try {
    return await answer(run, checked, check);
  } catch (error) {
    signal?.throwIfAborted();
    log.error({ err: error, package: checked.name, check: check.kind }, 'a check failed: it is looked at again later');
    return { kind: 'unknown' };
  }
}

async function answer(run: CheckRun, checked: CheckedNow, check: LedgerCheck): Promise<Answer> {
  switch (check.kind) {
    case 'dependency-age':
      return checkDependencyAge(run, checked, check);
    case 'provenance':
      return checkProvenance(run, checked, check);
    case 'git-tag':
      return checkGitTag(run, checked, check);
    case 'email-domain':
      return checkEmailDomain(run, check);
  }
}
