import { z } from '@hono/zod-openapi';
import type { LedgerEntry, LedgerFact, LedgerKind } from '../../../scanners/maintainers/index.ts';
import { time } from './parts.ts';
import { personOf, personShape } from './person.ts';

const KINDS = [
  'baseline',
  'maintainers',
  'published',
  'unpublished',
  'deprecated',
  'dist-tag',
  'provenance',
  'git-tag',
  'email-domain',
  'dependency-age',
] as const satisfies LedgerKind[];

const names = z.array(z.string());

/** Fields that no entry of a kind has are left out; so is what the registry does not say of a version. */
const fact = {
  version: z.string().optional().openapi({ example: '1.0.1' }),
  maintainers: z.array(personShape).optional().openapi({
    description:
      'Who may publish: at first sight (`baseline`), from then on (`maintainers`), as the version says it (`published`).',
  }),
  maintainers_before: z.array(personShape).optional().openapi({ description: 'Who could before (`maintainers`).' }),
  versions: z.number().int().optional().openapi({ description: 'How many there were (`baseline`).' }),
  repository: z.string().nullable().optional().openapi({
    description: 'Where the source is, as the document or the attestation says it; null: nothing that can be read.',
  }),
  publisher: personShape.optional(),
  trusted_publisher: z.boolean().optional(),
  provenance: z.boolean().optional(),
  install_scripts: z.boolean().optional(),
  bins: names.optional().openapi({ description: 'Names of commands.' }),
  git_head: z.boolean().optional(),
  dependencies: names.optional(),
  workflow: z.string().nullable().optional().openapi({ description: 'Which workflow built it (`provenance`).' }),
  notice: z.string().nullable().optional().openapi({ description: 'Null: a deprecation was taken back.' }),
  tag: z.string().nullable().optional().openapi({
    description: 'A dist-tag, or the git tag of the version; null: there is no such git tag.',
  }),
  from: z.string().nullable().optional().openapi({ description: 'What the dist-tag pointed to.' }),
  to: z.string().nullable().optional().openapi({ description: 'What it points to.' }),
  person: z.string().optional().openapi({ description: 'Whose address has the domain (`email-domain`).' }),
  domain: z.string().optional(),
  resolves: z.boolean().optional(),
  registered_at: time.nullable().optional().openapi({ description: 'When the domain was registered.' }),
  dependency: z.string().optional().openapi({ description: 'What the version asks for anew (`dependency-age`).' }),
  created_at: time.nullable().optional().openapi({
    description: 'When the dependency was first published; null: the registry does not know it.',
  }),
};

export const ledgerEntryShape = z
  .object({
    kind: z.enum(KINDS),
    at: time.openapi({ description: 'When it came true, as the registry says it; else when it was seen.' }),
    seen_at: time.openapi({ description: 'When it was learned.' }),
    history: z
      .boolean()
      .openapi({ description: 'Read out of the past when the package was first seen: it is not judged.' }),
    ...fact,
  })
  .openapi('LedgerEntry', {
    description: 'One fact about a package. Fields that its kind does not have, and what is not known, are left out.',
  });

export function ledgerEntryOf(entry: LedgerEntry): z.input<typeof ledgerEntryShape> {
  const { kind, at, seenAt: seen_at, history } = entry;
  return { kind, at, seen_at, history, ...factOf(entry) };
}

type Fact = Omit<z.input<typeof ledgerEntryShape>, 'kind' | 'at' | 'seen_at' | 'history'>;

/** Named one by one: whatever else an entry may hold one day does not go out by itself. */
function factOf(entry: LedgerFact): Fact {
  switch (entry.kind) {
    case 'baseline':
      return {
        maintainers: entry.maintainers?.map(personOf),
        versions: entry.versions,
        repository: entry.repository,
      };
    case 'maintainers':
      return { maintainers: entry.after.map(personOf), maintainers_before: entry.before?.map(personOf) };
    case 'published':
      return {
        version: entry.version,
        publisher: entry.publisher && personOf(entry.publisher),
        maintainers: entry.maintainers?.map(personOf),
        trusted_publisher: entry.trustedPublisher,
        provenance: entry.provenance,
        install_scripts: entry.installScripts,
        bins: entry.bins && [...entry.bins],
        git_head: entry.gitHead,
        dependencies: entry.dependencies && [...entry.dependencies],
      };
    case 'unpublished':
      return { version: entry.version };
    case 'deprecated':
      return { version: entry.version, notice: entry.notice };
    case 'dist-tag':
      return { tag: entry.tag, from: entry.from, to: entry.to };
    case 'provenance':
      return { version: entry.version, repository: entry.repository, workflow: entry.workflow };
    case 'git-tag':
      return { version: entry.version, repository: entry.repository, tag: entry.tag };
    case 'email-domain':
      return {
        person: entry.person,
        domain: entry.domain,
        resolves: entry.resolves,
        registered_at: entry.registeredAt,
      };
    case 'dependency-age':
      return { version: entry.version, dependency: entry.dependency, created_at: entry.createdAt };
  }
}
