import { z } from '@hono/zod-openapi';

/** Integer columns end here. */
const LARGEST_INTEGER = 2_147_483_647;

/** Messages say what is expected: the answer puts what was found beside them. */
export const plain = (longest: number, expected: string) =>
  z
    .string(expected)
    .min(1, expected)
    .max(longest, expected)
    // PostgreSQL cannot hold NUL in a text, and no name of ours holds another control character.
    .refine((text) => !/\p{Cc}/u.test(text), expected);

export const packageName = plain(256, 'a package name of at most 256 characters, without control characters').openapi({
  description: 'Name of an npm package, with its scope.',
  example: 'lodash',
});

export const packageVersion = plain(256, 'a version of at most 256 characters').openapi({
  description: 'Exactly this version.',
  example: '4.17.20',
});

export const advisoryId = plain(
  100,
  'an advisory id of at most 100 characters, such as GHSA-…, MAL-… or CVE-…',
).openapi({
  description:
    'Id of an OSV record (GHSA-…, MAL-…), an alias such as a CVE under which one of your alerts names it, or `maintainer-change-` and its number.',
  example: 'GHSA-35jh-r3h4-6jhm',
});

export const tag = plain(100, 'a tag of at most 100 characters').openapi({
  description: 'Only repositories that carry this tag in their configuration.',
  example: 'production',
});

const repositoryExpected = 'owner/name, or the numeric id that GitHub gave the repository';

/** → a number, or owner and name. */
export const repository = plain(140, repositoryExpected)
  .transform((text, context): number | { owner: string; name: string } => {
    const id = /^\d{1,16}$/.test(text) ? Number(text) : 0;
    if (id > 0 && Number.isSafeInteger(id)) return id;
    const [, owner, name] = /^([\w.-]{1,39})\/([\w.-]{1,100})$/.exec(text) ?? [];
    if (owner !== undefined && name !== undefined) return { owner, name };
    context.addIssue({ code: 'custom', message: repositoryExpected });
    return z.NEVER;
  })
  .openapi({
    type: 'string',
    maxLength: 140,
    description: 'Full name (`owner/name`, upper or lower case) or GitHub id of a repository.',
    example: 'octo-org/web-shop',
  });

/** `a,b` → both, each one of `values`. */
export function listOf<const Value extends string>(values: readonly Value[], description: string) {
  const expected = `a list with commas of: ${values.join(', ')}`;
  return z
    .string(expected)
    .max(200, expected)
    .transform((text) => text.split(','))
    .pipe(z.array(z.enum(values, expected), expected).min(1, expected))
    .transform((list) => [...new Set(list)])
    .openapi({
      type: 'array',
      items: { type: 'string', enum: [...values] },
      minItems: 1,
      param: { style: 'form', explode: false },
      description,
    });
}

export function oneOf<const Value extends string>(values: readonly Value[], description: string) {
  return z.enum(values, `one of: ${values.join(', ')}`).openapi({ description });
}

export const limit = digits(100, 'a number from 1 to 100').default(30).openapi({
  type: 'integer',
  minimum: 1,
  maximum: 100,
  default: 30,
  description: 'How many at most.',
});

export const alertId = digits(LARGEST_INTEGER, 'the number of an alert').openapi({
  type: 'integer',
  minimum: 1,
  maximum: LARGEST_INTEGER,
  description: 'Number of the alert.',
  example: 1,
});

export const suppressionId = digits(LARGEST_INTEGER, 'the number of a suppression').openapi({
  type: 'integer',
  minimum: 1,
  maximum: LARGEST_INTEGER,
  description: 'Number of the suppression.',
  example: 1,
});

export const environment = plain(255, 'the name of an environment of at most 255 characters').openapi({
  description: 'Name of the environment. Upper and lower case are the same.',
  example: 'production',
});

export const decisionId = digits(LARGEST_INTEGER, 'the number of a decision').openapi({
  type: 'integer',
  minimum: 1,
  maximum: LARGEST_INTEGER,
  description: 'Number of the decision.',
  example: 1,
});

export const overrideId = digits(LARGEST_INTEGER, 'the number of an override').openapi({
  type: 'integer',
  minimum: 1,
  maximum: LARGEST_INTEGER,
  description: 'Number of the override.',
  example: 1,
});

export const badgeId = digits(LARGEST_INTEGER, 'the number of a badge').openapi({
  type: 'integer',
  minimum: 1,
  maximum: LARGEST_INTEGER,
  description: 'Number of the badge.',
  example: 1,
});

export const updateRunId = digits(LARGEST_INTEGER, 'the number of an update run').openapi({
  type: 'integer',
  minimum: 1,
  maximum: LARGEST_INTEGER,
  description: 'Number of the update run.',
  example: 1,
});

export const changeId = z
  .number('the number of a maintainer change')
  .int('the number of a maintainer change')
  .min(1, 'the number of a maintainer change')
  .max(LARGEST_INTEGER, 'the number of a maintainer change');

const HOURS = { h: 1, d: 24, w: 7 * 24 };
const LONGEST_DAYS = 365;
const durationExpected = `a duration such as 24h, 7d or 4w, at most ${LONGEST_DAYS} days`;

/** → milliseconds */
export const duration = z
  .string(durationExpected)
  .regex(/^[1-9]\d{0,3}[hdw]$/, durationExpected)
  .transform((text) => Number(text.slice(0, -1)) * HOURS[text.at(-1) as keyof typeof HOURS] * 60 * 60 * 1000)
  .refine((length) => length <= LONGEST_DAYS * 24 * 60 * 60 * 1000, durationExpected)
  .openapi({ type: 'string', pattern: '^[1-9][0-9]{0,3}[hdw]$', maxLength: 5 });

export const positiveInteger = z.number().int().min(0).max(LARGEST_INTEGER);

function digits(largest: number, expected: string) {
  return z
    .string(expected)
    .regex(/^\d{1,10}$/, expected)
    .transform(Number)
    .pipe(z.number().min(1, expected).max(largest, expected));
}
