import { z } from '@hono/zod-openapi';

/** Problem details, RFC 9457. */
export const problemShape = z
  .object({
    type: z.string().openapi({ description: 'The kind of problem: a place in these docs.' }),
    title: z.string(),
    status: z.number().int(),
    detail: z.string().openapi({ description: 'Expected, found and cure in one sentence.' }),
    instance: z.string().openapi({ description: 'The path that was asked for.' }),
    expected: z.string(),
    found: z.string(),
    cure: z.string().openapi({ description: 'What to do about it.' }),
    parameters: z
      .array(z.object({ name: z.string(), expected: z.string(), found: z.string() }))
      .optional()
      .openapi({ description: 'Every parameter that is not as expected.' }),
  })
  .openapi('Problem', {
    example: {
      type: '/api/docs#problem-invalid-parameter',
      title: 'A parameter is not as expected',
      status: 400,
      detail:
        'expected limit to be a number from 1 to 100, found "500". Correct the parameter or leave it out. /api/docs says what each one takes.',
      instance: '/api/v1/alerts',
      expected: 'limit to be a number from 1 to 100',
      found: '"500"',
      cure: 'Correct the parameter or leave it out. /api/docs says what each one takes.',
      parameters: [{ name: 'limit', expected: 'a number from 1 to 100', found: '"500"' }],
    },
  });
