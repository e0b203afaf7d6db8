/** What a token may do. Every scope is bound to the token's one installation. */
export const TOKEN_SCOPES = {
  'alerts:read': 'Alerts, their history, and the advisories behind them',
  'alerts:write': 'Sending alerts of monitoring: the name of the token is their source',
  'inventory:read': 'Repositories, lockfiles, where packages are used, and who publishes them',
  'suppressions:write': 'Making and removing suppressions, and accepting maintainer changes',
  'updates:read': 'Update runs and update pull requests, and dry runs',
  'updates:write': 'Starting update runs',
  'gate:evaluate': 'Asking the deploy gate, trust scores, what was decided, and making badges',
  'overrides:write': 'Overriding the deploy gate',
  'evidence:read': 'The record of what was decided, by month',
} as const;

export type TokenScope = keyof typeof TOKEN_SCOPES;

export function isTokenScope(text: string): text is TokenScope {
  return Object.hasOwn(TOKEN_SCOPES, text);
}
