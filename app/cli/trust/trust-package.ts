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
import { packageJson } from './trust-json.ts';

/** `lockkeeper trust <package>`: its ledger, as its document tells it, and the risk with the reasons. */
export async function trustPackage(context: CliContext, name: string, options: TrustOptions): Promise<ExitCode> {
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
  if (known === undefined) return EXIT.failed;

  const changes = judgePackages([known], now).get(name) ?? [];
  const risk = currentRisk(changes, { now, days: options.days });
  const judged = { known, changes, risk, now };
  const { stdout } = context;
  const look = { width: stdout.isTTY === true ? stdout.columns : undefined };
  stdout.write(options.format === 'json' ? packageJson(judged, options) : packageText(judged, options, look));
  return reaches(risk.level, options.failOn) ? EXIT.found : EXIT.ok;
}
