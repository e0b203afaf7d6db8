import { createHmac } from 'node:crypto';
import { domainToASCII } from 'node:url';
import type { MarkEmail } from '../../scanners/maintainers/index.ts';

/** Some 254 characters are the most that an address can have. */
const LONGEST = 320;

/**
 * Marks addresses with HMAC-SHA-256 under a key of the database: equality can be told, and the domain; the address cannot be found out
 * without the database.
 * @param key hex
 */
export function createMarkEmail(key: string): MarkEmail {
  const secret = Buffer.from(key, 'hex');
  return (address) => {
    const text = address.slice(0, LONGEST).trim().toLowerCase();
    return { mark: createHmac('sha256', secret).update(text).digest('hex'), domain: domainOf(text) };
  };
}

function domainOf(address: string): string | null {
  const at = address.lastIndexOf('@');
  const domain = at < 1 ? '' : domainToASCII(address.slice(at + 1));
  return /^(?=.{1,253}$)(?:[a-z0-9_-]{1,63}\.)+[a-z0-9-]{2,63}$/.test(domain) ? domain : null;
}
