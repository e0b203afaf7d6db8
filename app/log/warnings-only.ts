import type { Logger } from 'pino';

/** The log, without what is less than a warning. */
export function warningsOnly(log: Logger): Logger {
  return log.isLevelEnabled('info') ? log.child({}, { level: 'warn' }) : log;
}
