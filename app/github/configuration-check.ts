import { createHash } from 'node:crypto';
import type { UnreadableLockfile } from '../../db/repositories.ts';
import type { ConfigProblem } from '../../scanners/config/index.ts';
import type { LockfileErrorDetail } from '../../scanners/lockfiles/index.ts';
import type { Octokit } from './github.ts';
import { codeSpan } from './markdown.ts';

export const CHECK_NAME = 'Lockkeeper / configuration';

export interface Annotation {
  path: string;
  start_line: number;
  end_line: number;
  annotation_level: 'failure' | 'warning';
  title: string;
  message: string;
}

export interface CheckReport {
  conclusion: 'success' | 'failure' | 'neutral';
  title: string;
  summary: string;
  annotations: Annotation[];
}

export interface FoundProblems {
  configProblems: readonly ConfigProblem[];
  lockfiles: readonly UnreadableLockfile[];
  /** Why not everything could be scanned. */
  error: string | null;
}

const SHOWN = 50;

/** What the check run says. A configuration that is not used as written fails; a lockfile that is not read is told. */
export function describeProblems({ configProblems, lockfiles, error }: FoundProblems): CheckReport {
  const rows = [...configProblems.map(configRow), ...lockfiles.map(lockfileRow)];
  if (error !== null)
    rows.push({ path: '', key: '', expected: 'a repository that can be scanned whole', found: error, cure: '' });
  if (rows.length === 0) {
    return {
      conclusion: 'success',
      title: 'Nothing is wrong any more',
      summary: 'Configuration and lockfiles are read.',
      annotations: [],
    };
  }
  const table = rows.slice(0, SHOWN).map(({ path, line, key, expected, found, cure }) => {
    const place = codeSpan(line === undefined ? path || '.' : `${path}:${line}`);
    return `| ${[place, key === '' ? '' : codeSpan(key), codeSpan(expected), codeSpan(found), cure === '' ? '' : codeSpan(cure, 400)].join(' | ')} |`;
  });
  const more = rows.length > SHOWN ? [`\nand ${rows.length - SHOWN} more.`] : [];
  const counts = [count(configProblems.length, 'configuration problem'), count(lockfiles.length, 'unread lockfile')];
  return {
    conclusion: configProblems.length > 0 ? 'failure' : 'neutral',
    title: counts.filter((text) => text !== '').join(', ') || 'Not everything could be scanned',
    summary: [
      'What is listed here is left out; everything else is used, but for the deploy gate: while something of `gate:` or `slos:` is listed, it lets nothing pass. A lockfile that is not meant for use can be named in `ignore-paths`.\n',
      '| Place | Key | Expected | Found | Cure |',
      '|---|---|---|---|---|',
      ...table,
      ...more,
    ].join('\n'),
    annotations: rows
      .filter(({ path }) => path !== '' && !path.includes(':'))
      .slice(0, SHOWN)
      .map(toAnnotation),
  };
}

/** Writes the check run on a commit; one that says the same already is left alone. Run twice it writes once. */
export async function publishCheck(
  octokit: Octokit,
  place: { owner: string; repo: string; sha: string },
  report: CheckReport,
): Promise<'created' | 'same' | 'unneeded'> {
  const { owner, repo, sha } = place;
  const { conclusion, title, summary, annotations } = report;
  const { data } = await octokit.request('GET /repos/{owner}/{repo}/commits/{ref}/check-runs', {
    owner,
    repo,
    ref: sha,
    check_name: CHECK_NAME,
    filter: 'latest',
  });
  const earlier = data.check_runs.find(({ name }) => name === CHECK_NAME);
  const external_id = createHash('sha256')
    .update(JSON.stringify([conclusion, title, summary, annotations]))
    .digest('hex');
  if (earlier === undefined && conclusion === 'success') return 'unneeded';
  if (earlier?.external_id === external_id) return 'same';
  // Annotations of an update are added to those there are, so a changed report is a new run: GitHub shows the latest.
  await octokit.request('POST /repos/{owner}/{repo}/check-runs', {
    owner,
    repo,
    name: CHECK_NAME,
    head_sha: sha,
    external_id,
    status: 'completed',
    conclusion,
    output: { title, summary, annotations },
  });
  return 'created';
}

interface Row {
  path: string;
  line?: number;
  key: string;
  expected: string;
  found: string;
  cure: string;
}

function configRow({ file, line, key, expected, found, cure }: ConfigProblem): Row {
  return { path: file, line, key, expected, found, cure };
}

function lockfileRow({ path, error, unreadReason }: UnreadableLockfile): Row {
  if (error === null) {
    return { path, key: '', expected: 'a lockfile that is read', found: unreadReason ?? 'another', cure: '' };
  }
  const { line, expected, found, cure } = error as LockfileErrorDetail;
  return { path, line, key: '', expected, found, cure };
}

function toAnnotation({ path, line = 1, key, expected, found, cure }: Row): Annotation {
  const message = `${key === '' ? '' : `${key}: `}expected ${expected}, found ${found}. ${cure}`;
  return {
    path,
    start_line: line,
    end_line: line,
    annotation_level: 'warning',
    title: 'Lockkeeper leaves this out',
    message: message.slice(0, 4000).toWellFormed(),
  };
}

function count(number: number, what: string): string {
  return number === 0 ? '' : `${number} ${what}${number === 1 ? '' : 's'}`;
}
