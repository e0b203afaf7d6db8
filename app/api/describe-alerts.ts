import type { z } from '@hono/zod-openapi';
import type { AlertRow } from '../../db/alert-pages.ts';
import type { Db } from '../../db/open-database.ts';
import { rateExploitation } from '../exploits/rate-exploitation.ts';
import { alertOf, type alertShape } from './shapes/alert.ts';

/** Alerts as the API gives them out, with what the feeds say of their exploitation now. */
export async function describeAlerts(db: Db, rows: readonly AlertRow[]): Promise<z.input<typeof alertShape>[]> {
  const rated = await rateExploitation(
    db,
    rows.map(({ group_key, advisory_ids }) => [group_key, ...advisory_ids]),
  );
  return rows.map((row, index) => alertOf(row, rated[index]!));
}
