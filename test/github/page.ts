import type { Context } from 'hono';

/** Cuts a page by `per_page` and `page` out of a list, and says in `link` where the others are. */
export function page<T>(c: Context, all: readonly T[]): T[] {
  const size = Math.min(100, Math.max(1, Number(c.req.query('per_page') ?? 30)));
  const current = Math.max(1, Number(c.req.query('page') ?? 1));
  const last = Math.max(1, Math.ceil(all.length / size));
  const link = (number: number, relation: string) => {
    const url = new URL(c.req.url);
    url.searchParams.set('page', String(number));
    return `<${url}>; rel="${relation}"`;
  };
  const links = [];
  if (current > 1) links.push(link(current - 1, 'prev'), link(1, 'first'));
  if (current < last) links.push(link(current + 1, 'next'), link(last, 'last'));
  if (links.length > 0) c.header('link', links.join(', '));
  return all.slice((current - 1) * size, current * size);
}
