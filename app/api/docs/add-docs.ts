import { securityHeaders } from '../../web/security-headers.ts';
import type { Api } from '../api-context.ts';
import type { OpenApiDocument } from '../openapi-document.ts';
import { docsPage } from './docs-page.ts';

/** `/api/docs`: open to everybody, as it says nothing about anybody. */
export function addDocs(api: Api, document: OpenApiDocument): void {
  const page = docsPage(document);
  api.use('/api/docs', securityHeaders());
  api.get('/api/docs', (c) => c.html(page));
}
