import { html } from 'hono/html';
import type { TroubledRepository, UnreadLockfile } from '../../../db/repository-pages.ts';
import { configurationProblemsOf, lockfileErrorOf } from '../../api/shapes/repository.ts';
import type { Html } from '../http-link.ts';
import { visible } from '../visible.ts';

const PROBLEMS_SHOWN = 5;
const OPEN_AT_MOST = 6;

export interface Troubles {
  unread: { rows: UnreadLockfile[]; total: number };
  repositories: TroubledRepository[];
}

/** What Lockkeeper does not see. It stands above the alerts: a list is only as true as what was read for it. */
export function troubles({ unread, repositories }: Troubles): Html {
  const items = [...unread.rows.map(lockfileItem), ...repositories.flatMap(repositoryItems)];
  if (items.length === 0) return html``;
  const more = unread.total - unread.rows.length;
  const heading = [
    unread.total > 0 ? `${unread.total} ${unread.total === 1 ? 'lockfile is' : 'lockfiles are'} not watched` : '',
    repositories.length > 0
      ? `${repositories.length} ${repositories.length === 1 ? 'repository has' : 'repositories have'} problems`
      : '',
  ].filter((part) => part !== '');
  return html`<details class="troubles"${items.length <= OPEN_AT_MOST ? html` open` : ''}>
<summary>${heading.join(' · ')}</summary>
<ul>${items}${more > 0 ? html`<li>and ${more} more: see GET /api/v1/repositories</li>` : ''}</ul>
</details>`;
}

function lockfileItem(lockfile: UnreadLockfile): Html {
  const error = lockfileErrorOf(lockfile.error);
  const place = error?.line === undefined ? lockfile.path : `${lockfile.path}:${error.line}`;
  const reason =
    error === null
      ? (lockfile.unread_reason ?? 'Not read.')
      : `expected ${error.expected}, found ${error.found}. ${error.cure}`;
  return item({ ...lockfile, repository: `${lockfile.repository_owner}/${lockfile.repository_name}`, place, reason });
}

function repositoryItems({ owner, name, scan_error, config_problems }: TroubledRepository): Html[] {
  const repository = `${owner}/${name}`;
  const problems = configurationProblemsOf(config_problems);
  const items = problems.slice(0, PROBLEMS_SHOWN).map(({ file, line, key, expected, found, cure }) => {
    const place = line === undefined ? file : `${file}:${line}`;
    const about = key === '' ? '' : `${key}: `;
    return item({ repository, place, reason: `${about}expected ${expected}, found ${found}. ${cure}` });
  });
  if (problems.length > PROBLEMS_SHOWN) {
    items.push(
      item({ repository, place: 'configuration', reason: `${problems.length - PROBLEMS_SHOWN} more problems` }),
    );
  }
  if (scan_error !== null) items.unshift(item({ repository, place: 'last scan', reason: scan_error }));
  return items;
}

function item({ repository, place, reason }: { repository: string; place: string; reason: string }): Html {
  return html`<li><span><strong>${visible(repository, 150)}</strong> <code>${visible(place, 200)}</code></span><span class="reason">${visible(reason, 400)}</span></li>`;
}
