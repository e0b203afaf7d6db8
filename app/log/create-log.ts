import { type DestinationStream, type Logger, pino } from 'pino';
import { redact } from './redact.ts';

export interface LogOptions {
  level: string;
  /** Values that must not appear in any line, such as the webhook secret. */
  secrets?: readonly string[];
  /** Standard output when left out. */
  destination?: DestinationStream;
}

/** Lines of JSON. Every line is searched for secrets as a whole: an error's message can carry one as well as a field. */
export function createLog({ level, secrets = [], destination }: LogOptions): Logger {
  const hooks = { streamWrite: (line: string) => redact(line, secrets) };
  const options = { name: 'lockkeeper', level, hooks };
  return destination === undefined ? pino(options) : pino(options, destination);
}
