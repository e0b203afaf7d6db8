import { basename, dirname, resolve } from 'node:path';
import type { Db } from '../../../db/open-database.ts';
import { findOwnRepository, type Repository } from '../../../db/repositories.ts';
import { renderText, type Verdict } from '../../../gate/index.ts';
import { readRootConfig } from '../../../scanners/checkout/read-root-config.ts';
import { describeProblem } from '../../../scanners/config/index.ts';
import { plainText } from '../../../scanners/reports/plain-text.ts';
import { parseConfig } from '../../config/config.ts';
import { readEnv } from '../../config/env.ts';
import { objectivesOf } from '../../gate/ask-objectives.ts';
import { decideGate } from '../../gate/decide-gate.ts';
import type { CliContext } from '../cli-context.ts';
import { CliError } from '../cli-error.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import type { GateOptions } from '../gate-command.ts';
import { chooseInstallation } from '../service/find-installation.ts';
import { useDatabase } from '../service/use-database.ts';

/** `lockkeeper gate`: the verdict as the service would give it now. */
export async function gate(context: CliContext, options: GateOptions): Promise<ExitCode> {
  const { env, folder, stdout, fetch, now } = context;
  const proposed = options.policy === undefined ? undefined : await readProposed(folder, options.policy);
  const { prometheus } = parseConfig(readEnv(env, folder), folder);
  const verdict = await useDatabase(context, async (db) => {
    const repository = await findNamed(db, options);
    const decided = await decideGate(
      { db, now, askObjectives: objectivesOf(prometheus, fetch) },
      {
        repository: proposed === undefined ? repository : { ...repository, config: proposed },
        environment: options.environment,
      },
    );
    return decided.verdict;
  });
  stdout.write(options.json ? `${JSON.stringify(verdict, null, 2)}\n` : renderText(verdict));
  return exitOf(verdict);
}

function exitOf({ verdict, decided }: Verdict): ExitCode {
  if (verdict !== 'block') return EXIT.ok;
  return decided ? EXIT.found : EXIT.failed;
}

async function findNamed(db: Db, { repository: name, installation }: GateOptions): Promise<Repository> {
  const [, owner, repository] = /^([\w.-]{1,39})\/([\w.-]{1,100})$/.exec(name) ?? [];
  if (owner === undefined || repository === undefined) {
    throw new CliError(`--repository: expected owner/name, found ${JSON.stringify(name.slice(0, 100))}.`);
  }
  const { id } = await chooseInstallation(db, installation);
  const found = await findOwnRepository(db, { installationId: id, repository: { owner, name: repository } });
  if (found !== undefined) return found;
  throw new CliError(
    `--repository: expected one that the App is installed on, found ${JSON.stringify(name)}. Check its name, or --installation.`,
  );
}

/** @throws CliError where it has problems: a policy that is wrong in part is none. */
async function readProposed(folder: string, path: string): Promise<unknown> {
  const at = resolve(folder, path);
  const { config, problems, found } = await readRootConfig(dirname(at), { file: basename(at), shownAs: path });
  if (!found) throw new CliError(`--policy: expected a configuration file, found none at ${plainText(at)}.`);
  if (problems.length > 0) throw new CliError(`--policy: ${plainText(describeProblem(problems[0]!), 1000)}`);
  return config;
}
