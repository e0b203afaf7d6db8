import type { CliContext } from '../cli-context.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { createMessages } from '../messages.ts';
import { registrySettings } from '../registry-settings.ts';
import type { TrustOptions } from '../trust-command.ts';
import { askPackages } from './ask-packages.ts';
import { currentRisk, reaches } from './current-risk.ts';
import { judgePackages } from './judge-packages.ts';
import { type KnownPackage, toKnownPackage } from './known-package.ts';
import { packageText } from './package-text.ts';
import type { StoredPackage } from './stored-package.ts';
import { packageJson } from './trust-json.ts';
import { ALONE, NOT_LOOKED_UP, unknownsOf } from './unknowns.ts';

/** `lockkeeper trust <package>`: its ledger, and the risk with the reasons. */
export async function trustPackage(context: CliContext, name: string, options: TrustOptions): Promise<ExitCode> {
  const now = context.now();
  const found = options.stored === true ? await readStored(context, name) : await askRegistry(context, name, options);
  if (found === undefined) return EXIT.failed;
  const risk = currentRisk(found.changes, { now, days: options.days });
  const judged = { ...found, risk, now };
  const { stdout } = context;
  const look = { width: stdout.isTTY === true ? stdout.columns : undefined };
  stdout.write(options.format === 'json' ? packageJson(judged, options) : packageText(judged, options, look));
  return reaches(risk.level, options.failOn) ? EXIT.found : EXIT.ok;
}

/** The database is loaded only where it is asked for. */
async function readStored(context: CliContext, name: string): Promise<StoredPackage> {
  const { readStoredPackage } = await import('./stored-package.ts');
  return readStoredPackage(context, name);
}

/** As its document tells it; undefined where it cannot be had, which was said. */
async function askRegistry(
  context: CliContext,
  name: string,
  options: TrustOptions,
): Promise<StoredPackage | undefined> {
  const messages = createMessages(context, options);
  const registry = registrySettings(context, options);
  const now = context.now();
  let known: KnownPackage | undefined;
  messages.progress(`asking the registry about ${name}`);
  const problems = await askPackages([name], { registry, now: context.now }, (snapshot) => {
    known = toKnownPackage(snapshot, now);
  });
  messages.done();
  for (const { message } of problems) messages.error(message.startsWith(name) ? message : `${name}: ${message}`);
  if (known === undefined) return undefined;
  const changes = judgePackages([known], now).get(name) ?? [];
  return { known, changes, notKnown: [...unknownsOf(known), ALONE, NOT_LOOKED_UP] };
}
