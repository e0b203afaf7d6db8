import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { accepts } from 'hono/accepts';
import { openEvidenceReport } from '../../../db/evidence-report.ts';
import { EVIDENCE_FORMATS, type EvidenceFormat, readMonth, renderEvidence } from '../../../scanners/reports/index.ts';
import type { Api, ApiContext, ApiEnv } from '../api-context.ts';
import { oneOf } from '../parameters.ts';
import { requireScope } from '../require-scope.ts';
import { problemResponses, security } from '../route-parts.ts';
import { evidenceReportShape } from '../shapes/evidence.ts';

const monthExpected = 'a month such as 2026-11';
const month = z
  .string(monthExpected)
  .max(7, monthExpected)
  .transform((text, context) => {
    const read = readMonth(text);
    if (read !== undefined) return read;
    context.addIssue({ code: 'custom', message: monthExpected });
    return z.NEVER;
  })
  .openapi({ type: 'string', maxLength: 7, description: 'The month, in UTC.', example: '2026-11' });

const format = oneOf(EVIDENCE_FORMATS, 'Left out, the `Accept` header says; without that it is `json`.');

const CONTENT_TYPES: Record<EvidenceFormat, string> = {
  json: 'application/json',
  csv: 'text/csv',
  markdown: 'text/markdown',
};

const route = createRoute({
  method: 'get',
  path: '/api/v1/evidence',
  operationId: 'getEvidence',
  tags: ['Evidence'],
  summary: "Get a month's evidence",
  description:
    'What was fixed, skipped and why, suppressed, expired, reopened, opened, deferred and overridden, and what became of update pull requests: counts, every entry, and what to check them by. As JSON, as CSV (cells that a spreadsheet would run begin with an apostrophe) or as Markdown (at most 500 entries of a kind).',
  security: security('evidence:read'),
  request: { query: z.strictObject({ month, format: format.optional() }) },
  responses: {
    200: {
      description: 'The report, as it is at this moment.',
      content: {
        'application/json': { schema: evidenceReportShape },
        'text/csv': { schema: z.string() },
        'text/markdown': { schema: z.string() },
      },
    },
    ...problemResponses('invalid-parameter'),
  },
});

export function addGetEvidence(api: Api, context: ApiContext): void {
  api.openapi({ ...route, middleware: requireScope(context, 'evidence:read') }, async (c) => {
    const { month, format = wanted(c) } = c.req.valid('query');
    const { installation_id: id, account_login: login } = c.get('token');
    const source = await openEvidenceReport(context.db, { id, login }, { month, now: context.now() });
    const headers = {
      'content-type': `${CONTENT_TYPES[format]}; charset=utf-8`,
      'content-disposition': `inline; filename="evidence-${month.name}.${format === 'markdown' ? 'md' : format}"`,
      vary: 'Accept',
    };
    // The body is written as it is read: its type is what the document says, not what TypeScript can see.
    return new Response(await streamed(renderEvidence(format, source)), { headers }) as never;
  });
}

function wanted(c: Context<ApiEnv>): EvidenceFormat {
  const supports = Object.values(CONTENT_TYPES);
  const type = accepts(c, { header: 'Accept', supports, default: CONTENT_TYPES.json });
  return EVIDENCE_FORMATS.find((format) => CONTENT_TYPES[format] === type) ?? 'json';
}

/** Waits for the first bit: what goes wrong before it can still be answered as an error. */
async function streamed(text: AsyncGenerator<string>): Promise<ReadableStream> {
  const first = await text.next();
  async function* whole(): AsyncGenerator<string> {
    if (!first.done) yield first.value;
    yield* text;
  }
  return ReadableStream.from(whole()).pipeThrough(new TextEncoderStream());
}
