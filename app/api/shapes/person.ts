import { z } from '@hono/zod-openapi';
import type { Person } from '../../../scanners/maintainers/index.ts';

export const personShape = z
  .object({
    name: z.string().openapi({ example: 'mallory' }),
    email_domain: z.string().nullable().openapi({
      description: 'What stands behind the @ of its address, where the registry gives one. Addresses are not kept.',
      example: 'example.org',
    }),
  })
  .openapi('RegistryAccount', { description: 'An account of a registry.' });

/** The mark of an address is nobody's to see: with it, addresses could be told apart across packages. */
export function personOf({ name, email }: Person): z.input<typeof personShape> {
  return { name, email_domain: email?.domain ?? null };
}
