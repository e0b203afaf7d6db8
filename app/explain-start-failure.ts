import { FolderInUseError } from '../db/lock-folder.ts';
import { ConfigError } from './config/config-error.ts';

/** Why the service could not start, in words and with the cure where the cause is known; the error itself where it is not. */
export function explainStartFailure(error: unknown): unknown {
  // These say by themselves what to do.
  if (error instanceof ConfigError || error instanceof FolderInUseError) return error.message;
  const { code, message, path, syscall } = firstWithCode(error);
  switch (code) {
    case 'ECONNREFUSED':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'ETIMEDOUT':
      return `expected a PostgreSQL that answers, found ${message}. Start it, or correct DATABASE_URL.`;
    case '28P01':
    case '28000':
    case '3D000':
      return `expected a PostgreSQL that lets us in, found: ${message}. Correct user, password and database in DATABASE_URL.`;
    case 'EADDRINUSE':
    case 'EACCES':
    case 'EADDRNOTAVAIL':
      if (syscall === 'listen')
        return `expected a free address to listen on, found ${message}. Set PORT or HOST to another one.`;
  }
  if (path !== undefined && ['EACCES', 'EPERM', 'EEXIST', 'ENOTDIR', 'EROFS', 'ENOENT'].includes(code ?? '')) {
    return `expected a data folder to write in, found ${message}. Set LOCKKEEPER_DATA_FOLDER to one.`;
  }
  return error;
}

/** node-postgres wraps what happened to each address; anything may carry a cause. */
function firstWithCode(error: unknown): Partial<NodeJS.ErrnoException> {
  if (!(error instanceof Error)) return {};
  if ('code' in error && typeof error.code === 'string') {
    const [first] = error instanceof AggregateError ? (error.errors as unknown[]) : [];
    return first instanceof Error
      ? { ...firstWithCode(first), code: error.code }
      : pick(error as NodeJS.ErrnoException);
  }
  return error.cause === undefined ? {} : firstWithCode(error.cause);
}

function pick(error: NodeJS.ErrnoException): Partial<NodeJS.ErrnoException> {
  return { code: error.code, message: error.message, path: error.path, syscall: error.syscall };
}
