import { z } from 'zod';
import { RISK_LEVELS } from '../maintainers/maintainer-risk.ts';
import { durationMinutes } from './duration.ts';
import { BURN_WINDOWS, EFFECTS, GATE_ALERT_KINDS, INPUT_RULES, MODES } from './gate-config.ts';
import { MIN_SEVERITIES } from './repository-config.ts';
import { isTimeZone } from './time-zone.ts';

/** `gate:` of the configuration. Whether thresholds can be met at all is looked at by `gate/read-policy.ts`, over all files together. */
const yesOrNo = z.boolean({ error: 'true or false' });
const oneOf = <const T extends readonly [string, ...string[]]>(values: T) =>
  z.enum(values, { error: `one of ${values.join(', ')}` });

const mode = oneOf(MODES).meta({
  description:
    'Whether it blocks (`enforce`, where it is left out), is only told of (`warn`), or is not looked at (`off`).',
});

const COUNT = 'a whole number from 0 to 1000000';
const count = z.int({ error: COUNT }).min(0, { error: COUNT }).max(1_000_000, { error: COUNT });
const BOUND = `${COUNT}, or any`;
const bound = z.union([z.literal('any', { error: BOUND }), count], { error: BOUND });

function duration(longestMinutes: number, longest: string) {
  const error = `a length of time from 1m to ${longest}, such as 30m, 24h or 2d`;
  return z
    .string({ error })
    .max(30, { error })
    .refine((text) => within(durationMinutes(text), longestMinutes), { error });
}

function within(minutes: number | null, longest: number): boolean {
  return minutes !== null && minutes >= 1 && minutes <= longest;
}

function texts(what: string, most: number, pattern: RegExp) {
  const error = `a list of at most ${most} ${what}`;
  return z.array(z.string({ error }).regex(pattern, { error }), { error }).max(most, { error });
}

const NAME = /^[^\p{Cc}\p{Cf}]{1,100}$/u;
const LOGIN = /^[A-Za-z0-9][A-Za-z0-9-]{0,38}(\/[A-Za-z0-9][A-Za-z0-9._-]{0,99})?$/;

const openAlerts = z
  .strictObject(
    {
      mode: mode.optional(),
      max: z
        .strictObject(
          Object.fromEntries(MIN_SEVERITIES.map((severity) => [severity, bound.optional()])) as Record<
            (typeof MIN_SEVERITIES)[number],
            z.ZodOptional<typeof bound>
          >,
          { error: `a map with ${MIN_SEVERITIES.join(', ')}` },
        )
        .optional()
        .meta({
          description:
            'At most so many of a severity or worse; `critical: 0` where it is left out. What nobody has rated counts at each, malware as critical. `any` takes a bound away.',
          examples: [{ critical: 0, high: 5 }],
        }),
      'max-known-exploited': count.optional().meta({
        description: 'At most so many that are known to be exploited, whatever their severity; 0 where it is left out.',
      }),
      kinds: z
        .array(oneOf(GATE_ALERT_KINDS), { error: `a list of ${GATE_ALERT_KINDS.join(', ')}` })
        .min(1, { error: 'at least one kind' })
        .max(GATE_ALERT_KINDS.length, { error: 'each kind once' })
        .optional()
        .meta({
          description:
            'What is counted; vulnerability, malware and monitoring where it is left out. Naming `monitoring` says that it has to be heard.',
        }),
      tags: texts('tags', 50, /^[A-Za-z0-9][A-Za-z0-9._:-]{0,62}$/)
        .optional()
        .meta({
          description: 'Only alerts with one of these tags are counted; all where it is left out.',
        }),
      development: yesOrNo.optional().meta({
        description:
          'Whether what nothing but development needs is counted; `false` where it is left out. Malware always is.',
      }),
      watchdog: z
        .strictObject(
          {
            sources: texts('sources', 20, NAME).min(1, { error: 'at least one source' }),
            'max-age': duration(7 * 24 * 60, '7d').optional(),
          },
          { error: 'a map with sources and max-age' },
        )
        .optional()
        .meta({
          description:
            'Monitoring is believed only where each of these sources was heard within `max-age` (10m where it is left out), such as by an alert that always fires.',
          examples: [{ sources: ['alertmanager'], 'max-age': '10m' }],
        }),
    },
    { error: 'a map of settings for open alerts' },
  )
  .meta({ description: 'How many alerts may be open.' });

const SCORE = 'a number from 0 to 100';
const SHARE = 'a number from 0 to 1';
const trustScore = z
  .strictObject(
    {
      mode: mode.optional(),
      minimum: z.number({ error: SCORE }).min(0, { error: SCORE }).max(100, { error: SCORE }).optional().meta({
        description: 'The least trust score; 70 where it is left out.',
      }),
      'minimum-coverage': z.number({ error: SHARE }).min(0, { error: SHARE }).max(1, { error: SHARE }).optional().meta({
        description: "Share of the score's weight that has to be known; 0.5 where it is left out.",
      }),
    },
    { error: 'a map with mode, minimum and minimum-coverage' },
  )
  .meta({ description: 'The trust score, 0 to 100.' });

const BELOW = 'a number above 0 and up to 100000';
const EVENTS = 'a whole number from 1 to 1000000000';
const burnRate = z
  .strictObject(
    {
      mode: mode.optional(),
      below: z.number({ error: BELOW }).gt(0, { error: BELOW }).max(100_000, { error: BELOW }).optional().meta({
        description: 'The burn rate has to be below; 2 where it is left out. 1 uses up the error budget just in time.',
      }),
      window: oneOf(BURN_WINDOWS).optional().meta({ description: 'Over how long; `1h` where it is left out.' }),
      pairs: yesOrNo.optional().meta({
        description:
          'Whether the pairs of windows of the SRE workbook block too; `true` where it is left out, and then those that cannot fire at a target are left out.',
      }),
      services: texts('services', 100, NAME)
        .optional()
        .meta({ description: 'Only objectives of these services; all where it is left out.' }),
      'minimum-events': z
        .int({ error: EVENTS })
        .min(1, { error: EVENTS })
        .max(1_000_000_000, { error: EVENTS })
        .optional()
        .meta({ description: 'A window with fewer events counts as no traffic; 1 where it is left out.' }),
    },
    { error: 'a map of settings for the burn rate' },
  )
  .meta({ description: 'How fast error budgets of the objectives in `slos` are used up.' });

const maintainerChanges = z
  .strictObject(
    {
      mode: mode.optional(),
      level: oneOf(RISK_LEVELS).optional().meta({
        description: 'The least level of risk that counts; `high` where it is left out.',
      }),
      investigated: yesOrNo.optional().meta({
        description:
          'Whether a change that somebody looks into counts whatever its level; `true` where it is left out.',
      }),
    },
    { error: 'a map with mode, level and investigated' },
  )
  .meta({ description: 'Open maintainer changes of what is deployed.' });

const drift = z
  .strictObject(
    {
      mode: mode.optional(),
      severity: oneOf(MIN_SEVERITIES).optional().meta({
        description: 'The least severity that counts; `high` where it is left out.',
      }),
    },
    { error: 'a map with mode and severity' },
  )
  .meta({ description: 'Configuration that is not what was agreed. Not looked at where it is left out.' });

const START = 'a local time such as 2026-12-20T00:00';
const ZONE = 'an IANA time zone, such as Europe/Berlin';
const RRULE = 'an iCalendar RRULE of at most 300 characters, such as FREQ=WEEKLY;BYDAY=FR';
const DAYS = 'a list of at most 200 days such as 2026-12-24';
const freezeWindow = z
  .strictObject(
    {
      name: z.string({ error: 'a name' }).regex(NAME, { error: 'a name of 1 to 100 characters' }),
      start: z
        .string({ error: START })
        .regex(/^20\d{2}-\d{2}-\d{2}T\d{2}:\d{2}$/, { error: START })
        .refine((text) => isLocalTime(text), { error: START })
        .meta({ description: 'The first start, by the clocks of the time zone.' }),
      duration: duration(366 * 24 * 60, '366d'),
      timezone: z
        .string({ error: ZONE })
        .max(60, { error: ZONE })
        .refine(isTimeZone, { error: ZONE })
        .optional()
        .meta({ description: 'UTC where it is left out.', examples: ['Europe/Berlin'] }),
      rrule: z
        .string({ error: RRULE })
        .min(1, { error: RRULE })
        .max(300, { error: RRULE })
        .optional()
        .meta({
          description:
            'How it comes again, by iCalendar (RFC 5545): FREQ of YEARLY, MONTHLY, WEEKLY or DAILY, with INTERVAL, COUNT (at most 400), UNTIL, BYMONTH, BYMONTHDAY, BYDAY, BYSETPOS and WKST. Left out: once.',
          examples: ['FREQ=WEEKLY;BYDAY=FR', 'FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=20'],
        }),
      except: z
        .array(z.iso.date({ error: DAYS }), { error: DAYS })
        .max(200, { error: DAYS })
        .optional()
        .meta({ description: 'Local days on which it does not begin.', examples: [['2026-12-24']] }),
    },
    { error: 'a map with name, start and duration' },
  )
  .meta({ description: 'A time in which nothing is deployed.' });

const freeze = z
  .strictObject(
    {
      mode: mode.optional(),
      windows: z
        .array(freezeWindow, { error: 'a list of times' })
        .max(30, { error: 'at most 30 times' })
        .refine((windows) => areDistinct(windows.map(({ name }) => name)), { error: 'each name once' })
        .optional()
        .meta({
          description: 'When, each by a name of its own, with `start`, `duration`, `timezone`, `rrule` and `except`.',
        }),
    },
    { error: 'a map with mode and windows' },
  )
  .meta({ description: 'Times in which nothing is deployed.' });

const soak = z
  .strictObject(
    {
      mode: mode.optional(),
      minimum: duration(30 * 24 * 60, '30d')
        .optional()
        .meta({ description: 'So long after the last deploy nothing else is deployed.', examples: ['30m'] }),
    },
    { error: 'a map with mode and minimum' },
  )
  .meta({ description: 'How long a deploy has to stand before the next. Not looked at where it is left out.' });

const effect = oneOf(EFFECTS);
const unknown = z
  .strictObject(
    { 'no-data': effect.optional(), 'no-traffic': effect.optional(), error: effect.optional() },
    { error: 'a map with no-data, no-traffic and error' },
  )
  .meta({
    description:
      'What comes of a check that could not be made: `block` for environments named production, prod or live, `warn` for others where it is left out.',
  });

const overrides = z
  .strictObject(
    {
      approvers: texts('logins and teams', 50, LOGIN).optional().meta({
        description: 'Who may override besides those with admin or maintain permission: logins, and teams as org/team.',
      }),
      people: z
        .union([z.literal(1, { error: '1 or 2' }), z.literal(2, { error: '1 or 2' })], { error: '1 or 2' })
        .optional()
        .meta({ description: 'How many people have to agree; 1 where it is left out.' }),
      max: duration(30 * 24 * 60, '30d')
        .optional()
        .meta({ description: 'The longest that an override holds; 24h where it is left out.' }),
    },
    { error: 'a map with approvers, people and max' },
  )
  .meta({ description: 'Who may say that a block does not hold, and for how long.' });

const environment = z
  .strictObject(
    {
      'open-alerts': openAlerts.optional(),
      'trust-score': trustScore.optional(),
      'burn-rate': burnRate.optional(),
      'maintainer-changes': maintainerChanges.optional(),
      drift: drift.optional(),
      freeze: freeze.optional(),
      soak: soak.optional(),
      unknown: unknown.optional(),
      overrides: overrides.optional(),
      inputs: oneOf(INPUT_RULES).optional().meta({
        description:
          "Whether a workflow's inputs may only make the policy stricter (`stricter`, where it is left out), or anything (`any`).",
      }),
    },
    { error: 'a map of checks' },
  )
  .meta({ description: 'What holds for one environment.' });

const ENVIRONMENT =
  'the name of an environment (1 to 255 characters without *), or * for what lies beneath all of them';

export const gateSettings = z
  .strictObject(
    {
      environments: z
        .record(
          z
            .string({ error: ENVIRONMENT })
            .regex(/^(?:\*|(?!__proto__$)[^*\p{Cc}\p{Cf}]{1,255})$/u, { error: ENVIRONMENT }),
          environment,
          { error: ({ code }) => (code === 'invalid_key' ? ENVIRONMENT : 'a map of environments by name') },
        )
        .refine((map) => Object.keys(map).length <= 50, { error: 'at most 50 environments' })
        .refine((map) => areDistinct(Object.keys(map)), {
          error: 'each environment once, as upper and lower case are alike',
        })
        .optional()
        .meta({
          description:
            'By the name of the environment, upper and lower case alike. `*` lies beneath every environment: what is said there holds where the environment itself says nothing.',
        }),
      'pull-requests': z.boolean({ error: 'true or false' }).optional().meta({
        description:
          'Whether the heads of open pull requests have the check run "Lockkeeper / gate" too: it says whether a deploy may go ahead now. `false` where it is left out.',
      }),
    },
    { error: 'a map with environments and pull-requests' },
  )
  .meta({ description: 'May a deploy go ahead? What is looked at, for each environment.' });

function areDistinct(names: readonly string[]): boolean {
  return new Set(names.map((name) => name.toLowerCase())).size === names.length;
}

function isLocalTime(text: string): boolean {
  const at = new Date(`${text}:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}
