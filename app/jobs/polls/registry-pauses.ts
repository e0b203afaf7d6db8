const MINUTE = 60 * 1000;
const SILENCE = 5 * MINUTE;
const MOST_SILENT = 5;

/** Which registries are left alone for now: those that asked for it, and those that did not answer several times in a row. */
export interface RegistryPauses {
  /** Until when; undefined where it may be asked. */
  until(registry: string, now: Date): Date | undefined;
  pause(registry: string, until: Date): void;
  /** It answered, whatever it was. */
  answered(registry: string): void;
  silent(registry: string, now: Date): void;
}

/** Lives as long as the process: another one learns of a pause by its first request. */
export function createRegistryPauses(): RegistryPauses {
  const pauses = new Map<string, Date>();
  const silences = new Map<string, number>();
  return {
    until(registry, now) {
      const until = pauses.get(registry);
      return until !== undefined && until > now ? until : undefined;
    },
    pause: (registry, until) => void pauses.set(registry, until),
    answered: (registry) => void silences.delete(registry),
    silent(registry, now) {
      const count = (silences.get(registry) ?? 0) + 1;
      silences.set(registry, count);
      if (count >= MOST_SILENT) pauses.set(registry, new Date(now.getTime() + SILENCE));
    },
  };
}
