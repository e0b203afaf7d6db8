import { RegistryError } from './registry-error.ts';

/** What a request that failed means, with what was expected, found, and the cure. */
export function toRegistryError(name: string, address: string, error: unknown): RegistryError {
  const status = statusOf(error);
  if (status === 401 || status === 403) {
    const cure = 'Give a sign-in for this registry, or the registry of its scope.';
    return new RegistryError(
      'refused',
      `${name}: expected its package document from ${address}, found status ${status}. ${cure}`,
      { cause: error },
    );
  }
  if (status !== undefined && status >= 400 && status < 500 && status !== 429 && status !== 408) {
    return new RegistryError(
      'format',
      `${name}: expected its package document from ${address}, found status ${status}.`,
      { cause: error },
    );
  }
  const found = status === undefined ? (error instanceof Error ? error.message : String(error)) : `status ${status}`;
  return new RegistryError(
    'unreachable',
    `${name}: expected an answer of the registry at ${address}, found: ${found}. Try again, or name another registry.`,
    {
      cause: error,
    },
  );
}

/** Whether the registry says that there is no such package: unknown to it, taken back as a whole, or by law. */
export function isUnknownTo(error: unknown): boolean {
  return [404, 410, 451].includes(statusOf(error) ?? 0);
}

export function statusOf(error: unknown): number | undefined {
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
  return typeof status === 'number' ? status : undefined;
}
