import { CronExpressionParser } from 'cron-parser';
import { z } from 'zod';
import { MIN_SEVERITIES } from './repository-config.ts';
import { isTimeZone } from './time-zone.ts';

const yesOrNo = z.boolean({ error: 'true or false' });

const login = z
  .string({ error: 'a login' })
  .regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,38}(\/[A-Za-z0-9][A-Za-z0-9._-]{0,99})?$/, {
    error: 'a login, or a team as org/team',
  });

const label = z
  .string({ error: 'a label' })
  .regex(/^[^\p{Cc},]{1,50}$/u, { error: 'a label of 1 to 50 characters without commas' });

const branch = z
  .string({ error: 'the name of a branch' })
  .regex(/^(?!.*(\.\.|\/\/|@\{))[A-Za-z0-9_][A-Za-z0-9._/-]{0,199}(?<![./])$/, { error: 'the name of a branch' });

const CRON = 'a cron expression of five fields, such as "* 8-17 * * 1-5"';
const cron = z
  .string({ error: CRON })
  .max(100, { error: CRON })
  .refine((text) => text.trim().split(/\s+/).length === 5 && isCron(text), { error: CRON });

const ZONE = 'an IANA time zone, such as Europe/Berlin';
const timezone = z.string({ error: ZONE }).max(60, { error: ZONE }).refine(isTimeZone, { error: ZONE });

const schedule = z
  .strictObject({ cron, timezone: timezone.optional() }, { error: 'a map with cron and timezone' })
  .meta({
    description:
      'When pull requests may be opened: in minutes that the cron expression holds, in the time zone (UTC where it is left out). Those that are open are kept up to date at all times.',
    examples: [{ cron: '* 8-17 * * 1-5', timezone: 'Europe/Berlin' }],
  });

/** `updates:` of the configuration. */
export const updatesSettings = z
  .strictObject(
    {
      assignees: z.array(login, { error: 'a list of logins' }).max(10, { error: 'at most 10 logins' }).optional(),
      'base-branch': branch.optional().meta({
        description: 'The branch that updates are made for; the default branch where it is left out.',
      }),
      draft: yesOrNo.optional().meta({ description: 'Whether pull requests are opened as drafts.' }),
      enabled: yesOrNo.optional().meta({ description: 'Whether updates are proposed; `true` where it is left out.' }),
      group: z.enum(['all', 'package'], { error: 'all or package' }).optional().meta({
        description:
          'One pull request for all updates of a project (`all`, where it is left out), or one for each package.',
      }),
      labels: z.array(label, { error: 'a list of labels' }).max(20, { error: 'at most 20 labels' }).optional(),
      'min-release-age': z
        .number({ error: 'a number of days from 0 to 365' })
        .min(0, { error: 'a number of days from 0 to 365' })
        .max(365, { error: 'a number of days from 0 to 365' })
        .optional()
        .meta({ description: 'A version is not proposed before it is so many days old; 3 where it is left out.' }),
      'min-severity': z
        .enum(MIN_SEVERITIES, { error: `one of ${MIN_SEVERITIES.join(', ')}` })
        .optional()
        .meta({
          description:
            'The least severity that updates are proposed for, and at which a finding that would come in refuses one; `low` where it is left out. What nobody has rated counts as the worst, malware always.',
        }),
      overrides: yesOrNo.optional().meta({
        description:
          "Whether a package that its parents pin may be overridden in the project's package.json (or pnpm-workspace.yaml).",
      }),
      reviewers: z
        .array(login, { error: 'a list of logins and teams' })
        .max(15, { error: 'at most 15 reviewers' })
        .optional()
        .meta({ description: 'Who is asked for a review: logins, and teams as org/team.' }),
      schedule: schedule.optional(),
    },
    { error: 'a map of settings for updates' },
  )
  .meta({ description: 'How updates that clear findings are proposed.' });

const DAYS = 'a whole number of days from 1 to 3650';
const days = z.int({ error: DAYS }).min(1, { error: DAYS }).max(3650, { error: DAYS });

/** `suppress:` of the configuration. */
export const suppressSettings = z
  .strictObject(
    {
      'default-days': days.optional().meta({
        description:
          'For how long a suppression by comment holds where the comment does not say it; 30 where it is left out.',
      }),
      'max-days': days.optional().meta({
        description: 'The longest that a suppression by comment may hold; 180 where it is left out.',
      }),
    },
    { error: 'a map with default-days and max-days' },
  )
  .meta({ description: 'What people may ask for by `/suppress` in a comment.' });

function isCron(text: string): boolean {
  try {
    CronExpressionParser.parse(text);
    return true;
  } catch {
    return false;
  }
}
