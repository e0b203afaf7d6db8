import { updatesOf } from '../../../scanners/config/index.ts';
import type { PlannedUpdate, SkippedUpdate } from '../../../scanners/updates/index.ts';
import type {
  DashboardAlert,
  DashboardFacts,
  DashboardPlan,
  DashboardPullRequest,
  DashboardSuppression,
} from './dashboard-facts.ts';

/** Facts for tests: each with what is usual, and what the test is about. */

export const NOW = new Date('2026-11-25T12:00:00Z');

export function someFacts(more: Partial<DashboardFacts> = {}): DashboardFacts {
  return {
    updates: updatesOf({}),
    alerts: [],
    pullRequests: [],
    plans: [],
    suppressions: [],
    unreadable: [],
    scanError: null,
    now: NOW,
    ...more,
  };
}

export function someAlert(more: Partial<DashboardAlert> = {}): DashboardAlert {
  return {
    packageName: 'oldlib',
    lockfileId: 1,
    lockfilePath: 'package-lock.json',
    kind: 'vulnerability',
    severity: 'high',
    groupKey: 'GHSA-aaaa-aaaa-aaaa',
    summary: 'oldlib is weak',
    versions: ['1.0.0'],
    state: 'open',
    reason: null,
    suppressedUntil: null,
    ...more,
  };
}

export function someUpdate(more: Partial<PlannedUpdate> = {}): PlannedUpdate {
  return {
    name: 'oldlib',
    from: ['1.0.0'],
    to: '1.2.0',
    how: 'direct',
    path: [],
    clears: ['GHSA-aaaa-aaaa-aaaa'],
    steps: [],
    ...more,
  };
}

export function someSkip(more: Partial<SkippedUpdate> = {}): SkippedUpdate {
  return {
    name: 'oldlib',
    versions: ['1.0.0'],
    groups: ['GHSA-aaaa-aaaa-aaaa'],
    reason: 'no-fix',
    text: 'there is no other release. Replace it, or wait for a release.',
    path: [],
    ...more,
  };
}

export function somePlan(more: Partial<DashboardPlan['plan']> = {}, error: string | null = null): DashboardPlan {
  return { lockfileId: 1, plan: { updates: [], skipped: [], alerts: [], ...more }, error };
}

export function somePullRequest(more: Partial<DashboardPullRequest> = {}): DashboardPullRequest {
  return {
    id: 17,
    lockfileId: 1,
    state: 'open',
    number: 5,
    title: 'Update oldlib to 1.2.0',
    updates: [someUpdate()],
    reason: null,
    halted: false,
    deferredAt: null,
    ...more,
  };
}

export function someSuppression(more: Partial<DashboardSuppression> = {}): DashboardSuppression {
  return {
    id: 3,
    everywhere: false,
    source: 'api',
    packageName: 'oldlib',
    advisoryId: null,
    range: null,
    path: null,
    devOnly: false,
    reason: 'not reachable',
    author: 'ada',
    expiresAt: new Date('2026-12-31T00:00:00Z'),
    createdAt: new Date('2026-11-20T00:00:00Z'),
    usedAt: new Date('2026-11-20T00:00:00Z'),
    ...more,
  };
}
