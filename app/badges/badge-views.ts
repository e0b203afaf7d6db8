import { findBadge } from '../../db/badges.ts';
import { findOwnRepository } from '../../db/repositories.ts';
import type { Verdict } from '../../gate/index.ts';
import { decideGate } from '../gate/decide-gate.ts';
import type { GateContext } from '../gate/gate-context.ts';
import { hashBadgeToken, isBadgeToken } from './badge-token.ts';

/** What badges show, without work for each view: they are in pages that anybody looks at. */
export interface BadgeViews {
  /** Undefined: there is no such badge. @throws where nobody can say now what it shows */
  look(token: string): Promise<Verdict | undefined>;
  /** From now on this process shows it no more. Others do for as long as they remember it. */
  forget(badgeId: number): void;
}

interface View {
  badgeId: number;
  verdict: Verdict;
  until: number;
}

export const BADGE_SECONDS = 30 * 60;

/** @param most badges that are remembered; the one that was drawn first makes room */
export function createBadgeViews(context: GateContext, { most = 1000 } = {}): BadgeViews {
  const views = new Map<string, View>();
  // Of many who look at once, one asks for all.
  const underWay = new Map<string, Promise<View | undefined>>();

  async function view(hash: string): Promise<View | undefined> {
    const seen = await decide(context, hash);
    if (seen === undefined) return undefined;
    views.delete(hash);
    views.set(hash, seen);
    for (const oldest of views.keys()) {
      if (views.size <= most) break;
      views.delete(oldest);
    }
    return seen;
  }

  return {
    look: async (token) => {
      if (!isBadgeToken(token)) return undefined;
      const hash = hashBadgeToken(token);
      const known = views.get(hash);
      if (known !== undefined && known.until > context.now().getTime()) return known.verdict;
      views.delete(hash);
      const asked = underWay.get(hash) ?? view(hash).finally(() => underWay.delete(hash));
      underWay.set(hash, asked);
      return (await asked)?.verdict;
    },
    forget: (badgeId) => {
      for (const [hash, seen] of views) if (seen.badgeId === badgeId) views.delete(hash);
    },
  };
}

async function decide(context: GateContext, hash: string): Promise<View | undefined> {
  const badge = await findBadge(context.db, hash);
  if (badge === undefined) return undefined;
  const { installation_id: installationId, repository_id: id, environment } = badge;
  const repository = await findOwnRepository(context.db, { installationId, repository: id });
  if (repository === undefined) return undefined;
  const { verdict } = await decideGate(context, { repository, environment });
  return { badgeId: badge.id, verdict, until: context.now().getTime() + BADGE_SECONDS * 1000 };
}
