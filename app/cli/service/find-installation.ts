import { type Installation, listInstallations } from '../../../db/installations.ts';
import type { Db } from '../../../db/open-database.ts';
import { CliError } from '../cli-error.ts';

/** By the login of its account, or by GitHub's id. */
export async function findInstallation(db: Db, wanted: string): Promise<Installation> {
  const all = await listInstallations(db);
  const found = all.find(
    ({ id, account_login }) => String(id) === wanted || account_login.toLowerCase() === wanted.toLowerCase(),
  );
  if (found !== undefined) return found;
  const known = all.slice(0, 10).map(({ id, account_login }) => `${account_login} (${id})`);
  throw new CliError(
    `--installation: expected ${known.length === 0 ? 'an installation' : `one of ${known.join(', ')}`}, found ${JSON.stringify(wanted)}. ${
      known.length === 0 ? 'None is known yet: install the App first.' : 'Give its login or id.'
    }`,
  );
}

/** The one that is named; where none is, the only one there is. */
export async function chooseInstallation(db: Db, wanted: string | undefined): Promise<Installation> {
  if (wanted !== undefined) return findInstallation(db, wanted);
  const [only, ...others] = await listInstallations(db);
  if (only !== undefined && others.length === 0) return only;
  throw new CliError(
    only === undefined
      ? 'Expected an installation, found none. Install the App first.'
      : `--installation: expected one of ${others.length + 1} installations, found none named. Give its login or id.`,
  );
}
