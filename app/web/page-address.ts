/** The filters of a page as its address has them: text that was read and found good. */
export type Filters = Readonly<Record<string, string | undefined>>;

/** The address of the alerts with some filters changed; `undefined` takes one away. Another filter starts at the first page. */
export function alertsAddress(filters: Filters, changes: Filters = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...filters, cursor: undefined, ...changes })) {
    if (value !== undefined) parameters.set(name, value);
  }
  const query = parameters.toString();
  return query === '' ? '/' : `/?${query}`;
}
