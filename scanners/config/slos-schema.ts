import { z } from 'zod';

/** `{{window}}`, and `{{.window}}` as Sloth writes it. */
const PLACEHOLDER = /\{\{\s{0,5}\.?window\s{0,5}\}\}/;

const NAME = 'a name of 1 to 63 letters, digits, dots, dashes and underscores';
const name = z.string({ error: NAME }).regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, { error: NAME });

const PERCENT = /^(\d{1,2})(?:\.(\d{1,10}))?\s?%$/;
const TARGET = 'a share above 0 and below 1 such as 0.999, or a percentage such as "99.9%"';
const target = z
  .union(
    [
      z.number({ error: TARGET }).gt(0, { error: TARGET }).lt(1, { error: TARGET }),
      z.string({ error: TARGET }).regex(PERCENT, { error: TARGET }),
    ],
    { error: TARGET },
  )
  .refine((written) => targetOf(written) !== null, { error: TARGET })
  .meta({ description: 'The share of good events that is promised.', examples: [0.999, '99.9%'] });

const WINDOW = 'a whole number of days from 1d to 90d, such as 30d';
const window = z
  .string({ error: WINDOW })
  .regex(/^(?:[1-9]|[1-8]\d|90)d$/, { error: WINDOW })
  .meta({ description: 'The rolling window that the promise is about, in days.', examples: ['30d', '28d', '7d'] });

const QUERY =
  'a PromQL query of at most 2000 characters that holds {{window}}, such as sum(increase(requests_total[{{window}}]))';
const query = z
  .string({ error: QUERY })
  .max(2000, { error: QUERY })
  .refine((text) => PLACEHOLDER.test(text), { error: QUERY });

const prometheus = z
  .strictObject(
    { good: query.optional(), bad: query.optional(), total: query },
    { error: 'a map with total, and good or bad' },
  )
  .refine(({ good, bad }) => (good === undefined) !== (bad === undefined), {
    error: 'either good or bad, beside total',
    when: ({ value }) => typeof value === 'object' && value !== null,
  })
  .meta({
    description:
      'Queries of how many events there were in a window of time: total, and either good or bad. Each holds the placeholder `{{window}}`.',
    oneOf: [{ required: ['good'] }, { required: ['bad'] }],
  });

const URL_TEXT = 'a URL that begins with https:// or http://';

/** An item of `slos:` of the configuration. */
export const sloItem = z
  .strictObject(
    {
      name,
      service: name.meta({ description: 'The service that makes the promise.' }),
      target,
      window: window.optional(),
      prometheus,
      url: z
        .string({ error: URL_TEXT })
        .max(500, { error: URL_TEXT })
        .regex(/^https?:\/\/[^\s\p{Cc}<>"]+$/u, { error: URL_TEXT })
        .optional()
        .meta({ description: 'Where people look for more, such as a dashboard.' }),
    },
    { error: 'a map with name, service, target and prometheus' },
  )
  .meta({ description: 'A service level objective: how much of what a service does goes well.' });

export const slosSettings = z
  .array(sloItem, { error: 'a list of objectives' })
  .max(50, { error: 'at most 50 objectives' })
  .refine((slos) => new Set(slos.map(({ service, name: of }) => JSON.stringify([service, of]))).size === slos.length, {
    error: 'each name of a service once',
  })
  .meta({
    description:
      'Service level objectives, which the gate measures the burn rate of. Those of several files are joined by service and name; the nearer file counts.',
  });

/** 0.999 and "99.9%" → 0.999; null where it is no share above 0 and below 1. */
export function targetOf(written: number | string): number | null {
  const share = typeof written === 'number' ? written : ofPercent(written);
  return share > 0 && share < 1 ? share : null;
}

/** By moving the point of the text, as dividing by 100 makes 0.9990000000000001 of some. */
function ofPercent(text: string): number {
  const match = PERCENT.exec(text);
  return match === null ? Number.NaN : Number(`0.${match[1]!.padStart(2, '0')}${match[2] ?? ''}`);
}
