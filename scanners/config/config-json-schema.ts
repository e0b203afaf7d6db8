import { z } from 'zod';
import { configSchema } from './config-schema.ts';

/** The JSON Schema of `.github/lockkeeper.yml`, for editors: the text of `docs/lockkeeper.schema.json`. */
export function configJsonSchema(): string {
  const { $schema, ...schema } = z.toJSONSchema(configSchema, { target: 'draft-7', io: 'input' });
  const $id = 'https://raw.githubusercontent.com/lockkeeper/lockkeeper/main/docs/lockkeeper.schema.json';
  return `${JSON.stringify({ $schema, $id, ...schema }, null, 2)}\n`;
}
