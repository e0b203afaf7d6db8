import { BANDS } from '../gate/trust/bands.ts';
import { TRUST_PARTS } from '../gate/trust/trust-score.ts';
import {
  CAPS,
  CHANGE_SHARES,
  DRIFT_SHARES,
  ELEMENTS,
  LARGEST_SHARE,
  MALWARE_SHARE,
  PACKAGE_HALVES,
  SAFETY_SHARES,
  TRUST_VERSION,
  VULNERABILITY_FACTORS,
  VULNERABILITY_SHARES,
} from '../gate/trust/weights.ts';

export function partsTable(): string {
  const rows = TRUST_PARTS.flatMap((part) => {
    const own = Object.values(ELEMENTS).filter((element) => element.part === part);
    const whole = own.reduce((sum, { weight }) => sum + weight, 0);
    return own.map(({ weight, about }, index) => [index === 0 ? `${part}, ${whole}` : '', String(weight), about]);
  });
  return `Version ${TRUST_VERSION} of the score.\n\n${table(['Part and its weight', 'Of it', 'What is asked'], rows)}`;
}

export function sharesTable(): string {
  const rows = [
    ...Object.entries(VULNERABILITY_SHARES).map(([level, share]) => [`vulnerability, ${rated(level)}`, percent(share)]),
    ['malware', percent(MALWARE_SHARE)],
    ...Object.entries(CHANGE_SHARES).map(([level, share]) => [`maintainer change, level ${level}`, percent(share)]),
    ...Object.entries(DRIFT_SHARES).map(([level, share]) => [`drift, ${rated(level)}`, percent(share)]),
    ['override in the last 30 days', percent(SAFETY_SHARES.override)],
    ['suppression that ended while its finding is open', percent(SAFETY_SHARES.expiredSuppression)],
    [`each ${percent(PACKAGE_HALVES.deprecated)} of the packages that are deprecated`, '50%'],
    [`each ${percent(PACKAGE_HALVES.installScripts)} of the packages that have install scripts`, '50%'],
  ];
  return table(['Each', 'takes of what is left'], rows);
}

export function factorsTable(): string {
  const { exploitation, age, use, fix } = VULNERABILITY_FACTORS;
  const rows = [...exploitation, ...age, use, fix].map(({ when, factor }) => [when, `× ${factor}`]);
  return `${table(['When', 'Its share'], rows)}\n\nA share is never more than ${percent(LARGEST_SHARE)}.`;
}

export function capsTable(): string {
  const rows = Object.values(CAPS).map(({ at, why }) => [String(at), why]);
  return table(['At most', 'Where'], rows);
}

export function bandsTable(): string {
  const rows = BANDS.map(({ band, from }, index) => {
    const next = BANDS[index + 1];
    return [next === undefined ? `from ${from}` : `${from} to ${next.from - 1}`, band];
  });
  return table(['Score', 'Band'], rows);
}

function rated(level: string): string {
  return level === 'unknown' ? 'not rated' : level;
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(2))}%`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
