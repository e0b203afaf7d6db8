import type { UpdateProof } from '../../../db/schema/update-pull-requests.ts';
import type { CarriedOut } from '../../updates/carry-out.ts';

/** What is kept of how updates were carried out. */
export function proofOf({
  before,
  after,
  programs,
  refused,
}: Pick<CarriedOut, 'before' | 'after' | 'programs' | 'refused'>): UpdateProof {
  return {
    before,
    after,
    programs,
    refused: refused.map(({ updates, reasons }) => ({
      packages: [...new Set(updates.map(({ name }) => name))],
      reasons,
    })),
  };
}
