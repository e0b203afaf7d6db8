import { z } from '@hono/zod-openapi';
import { BOUNDS } from '../monitoring/told-parts.ts';
import { plain, repository } from './parameters.ts';
import { MONITORING_STATUSES } from './shapes/monitoring-alert.ts';
import { severityShape } from './shapes/parts.ts';

const statusExpected = `one of: ${MONITORING_STATUSES.join(', ')}`;
const severityExpected = 'one of: critical, high, unknown, medium, low';
const name = (what: string) =>
  plain(BOUNDS.name, `${what} of at most ${BOUNDS.name} characters, without control characters`);
const timeExpected = 'a time such as 2030-12-31T00:00:00Z';
const time = z
  .string(timeExpected)
  .max(40, timeExpected)
  .pipe(z.iso.datetime({ offset: true, error: timeExpected }))
  .transform((text) => new Date(text));
const urlExpected = `an address that begins with https:// or http://, of at most ${BOUNDS.url} characters`;
const tagsExpected = `a list of at most ${BOUNDS.tags} tags of at most ${BOUNDS.tag} characters`;

/** What is sent to tell of one alert. */
export const toldAlertBody = z
  .strictObject({
    status: z.enum(MONITORING_STATUSES, statusExpected).default('firing').openapi({ description: 'Whether it fires.' }),
    title: name('a title').optional().openapi({
      description: 'What people read. Wanted of one that fires.',
      example: 'Too many errors at checkout',
    }),
    severity: z
      .enum(severityShape.options, severityExpected)
      .default('unknown')
      .openapi({ description: 'Left out it is `unknown`, which passes no threshold.', example: 'critical' }),
    service: name('a service').optional().openapi({ example: 'checkout' }),
    environment: name('an environment')
      .optional()
      .openapi({ description: 'Left out: it counts for every environment.', example: 'production' }),
    repository: repository.optional().openapi({ description: 'Left out: it counts for every repository.' }),
    tags: z
      .array(plain(BOUNDS.tag, tagsExpected), tagsExpected)
      .max(BOUNDS.tags, tagsExpected)
      .default([])
      .openapi({ example: ['team:payments'] }),
    fingerprint: name('a fingerprint').optional().openapi({
      description:
        'What tells it from your other alerts. Left out: its title, service, environment and repository, so that one that is resolved has to name the same.',
      example: 'checkout-errors',
    }),
    url: z
      .string(urlExpected)
      .max(BOUNDS.url, urlExpected)
      .refine((text) => /^https?:\/\//i.test(text) && URL.canParse(text), urlExpected)
      .optional()
      .openapi({ type: 'string', format: 'uri', description: 'Where your system shows it.' }),
    starts_at: time.optional().openapi({
      type: 'string',
      format: 'date-time',
      description:
        'Since when it fires. Left out: now, or since when it was told to fire. One that is resolved without it is resolved since whenever it fires.',
    }),
    ends_at: time
      .optional()
      .openapi({ type: 'string', format: 'date-time', description: 'When it was resolved. Left out: now.' }),
  })
  .superRefine((body, context) => {
    if (body.title === undefined && (body.status === 'firing' || body.fingerprint === undefined)) {
      const message = body.status === 'firing' ? 'there where it fires' : 'there, or fingerprint';
      context.addIssue({ code: 'custom', path: ['title'], message });
    }
  });

export type ToldAlertBody = z.output<typeof toldAlertBody>;
