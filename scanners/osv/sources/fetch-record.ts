import { OsvError } from '../osv-error.ts';
import type { Http } from './http.ts';
import { readText } from './read-body.ts';
import { MAX_RECORD_BYTES } from './records.ts';

export interface RecordAnswer {
  /** Null where the server does not have it. */
  text: string | null;
  /** The server's clock, as its `date` header has it. */
  date: string | null;
}

export interface RecordRequest {
  http: Http;
  url: string;
  signal?: AbortSignal;
  /** Whether the text of a 404 comes from who knows the records, and not from something on the way. */
  isAbsence?: (text: string) => boolean;
}

const MAX_READINGS = 3;

/**
 * A text that is no JSON may have been cut off without a trace, so it is asked for again; if it stays so it is handed
 * back as it is: one bad record is a problem of that record and does not end the reading of the others.
 */
export async function fetchRecord({ http, url, signal, isAbsence }: RecordRequest): Promise<RecordAnswer> {
  for (let reading = 1; ; reading += 1) {
    const answer = await http.request<RecordAnswer>({
      url,
      signal,
      accept: [404],
      consume: async (response) => {
        const text = await readText(url, response, MAX_RECORD_BYTES);
        const date = response.headers.get('date');
        if (response.status !== 404) return { text, date };
        if (isAbsence && !isAbsence(text)) throw strange(url);
        return { text: null, date };
      },
    });
    if (answer.text === null || isJson(answer.text) || reading === MAX_READINGS) return answer;
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function strange(source: string): OsvError {
  return new OsvError({
    code: 'format',
    source,
    expected: 'a record, or the word of the OSV API that there is none',
    found: 'HTTP status 404 with another text',
    cure: 'Check that this is the address of an OSV API, and any proxy on the way.',
  });
}
