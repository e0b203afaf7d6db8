/**
 * Whether nothing but development needs it. Optional and peer dependencies are installed in production too, and so may be what nobody knows
 * the scope of.
 */
export function isDevOnly({ scopes }: { scopes: readonly string[] }): boolean {
  return scopes.length > 0 && scopes.every((scope) => scope === 'dev');
}
