import type { Api } from './api-context.ts';
import { exampleOf } from './docs/example-of.ts';
import type { Operation } from './docs/operation-section.ts';
import type { Schemas } from './docs/schema-node.ts';
import { TOKEN_SCOPES } from './token-scopes.ts';

export type OpenApiDocument = ReturnType<Api['getOpenAPI31Document']>;

/** The document of every route that was added, OpenAPI 3.1. */
export function openApiDocument(api: Api, version: string): OpenApiDocument {
  const document = api.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Lockkeeper',
      version,
      description: DESCRIPTION,
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    servers: [{ url: '/', description: 'This Lockkeeper' }],
    tags: [
      { name: 'Alerts', description: 'What is wrong. Wants the scope `alerts:read`.' },
      {
        name: 'Monitoring',
        description:
          'Alerts from outside, which the deploy gate goes by. Wants `alerts:write` to send them, and `alerts:read`.',
      },
      { name: 'Inventory', description: 'What is there. Wants the scope `inventory:read`.' },
      {
        name: 'Suppressions',
        description: 'What people decided to live with. Wants `alerts:read`, and `suppressions:write` to change them.',
      },
      {
        name: 'Updates',
        description:
          'What is done about it: plans and pull requests. Wants the scope `updates:read`, and `updates:write` to start a run.',
      },
      { name: 'Evidence', description: 'What was decided, and why. Wants the scope `evidence:read`.' },
    ],
  });
  addExamples(document);
  return document;
}

/** Gives every answer an example, made of those of its fields. */
function addExamples(document: OpenApiDocument): void {
  const schemas = (document.components?.schemas ?? {}) as Schemas;
  const operations = Object.values(document.paths ?? {}).flatMap((item) =>
    Object.values(item as Record<string, Operation>),
  );
  const contents = operations.flatMap(({ responses }) => Object.values(responses).map(({ content }) => content ?? {}));
  for (const content of contents) {
    for (const body of Object.values(content)) body.example = exampleOf(body.schema, schemas);
  }
}

/** Registered before the routes, which name it. */
export function addSecurityScheme(api: Api): void {
  const scopes = Object.entries(TOKEN_SCOPES).map(([scope, meaning]) => `\`${scope}\`: ${meaning}.`);
  api.openAPIRegistry.registerComponent('securitySchemes', 'token', {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'lk_…',
    description: `A token made with \`lockkeeper token create\`. It sees one installation. Its scopes: ${scopes.join(' ')}`,
  });
}

const DESCRIPTION = `Alerts, inventory, suppressions, updates and evidence of the lockfiles that Lockkeeper watches.

Every answer covers the one installation that the token was made for. Nothing of another installation can be told from an answer, not even that it exists.

Lists come in pages. \`next\`, and the \`Link\` header, lead to the page behind; take them as they are.

Errors are problem details (RFC 9457, \`application/problem+json\`): what was expected, what was found, and the cure. Parameters that a route does not know are an error too, so that a misspelt filter never passes for a list without alerts.

Answers are never to be cached: \`Cache-Control: no-store\`.`;
