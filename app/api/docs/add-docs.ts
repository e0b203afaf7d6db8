import type { Api } from '../api-context.ts';
import type { OpenApiDocument } from '../openapi-document.ts';

export function addDocs(api: Api, document: OpenApiDocument): void {
  api.get('/api/docs', (c) => c.html(`<h1>${document.info.title}</h1>`));
}
