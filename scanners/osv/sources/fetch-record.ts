import type { Http } from './http.ts';
import { readText } from './read-body.ts';
import { MAX_RECORD_BYTES } from './records.ts';

export interface RecordAnswer {
  /** Null where the server does not have it (404). */
  text: string | null;
  /** The server's clock, as its `date` header has it. */
  date: string | null;
}

const MAX_READINGS = 3;

/**
 * A text that is no JSON may have been cut off without a trace, so it is asked for again; if it stays so it is handed
 * back as it is: one bad record is a problem of that record and does not end the reading of the others.
 */
export async function fetchRecord(http: Http, url: string, signal?: AbortSignal): Promise<RecordAnswer> {
  for (let reading = 1; ; reading += 1) {
    const answer = await http.request<RecordAnswer>({
      url,
      signal,
      accept: [404],
      consume: async (response) => {
        const text = await readText(url, response, MAX_RECORD_BYTES);
        return { text: response.status === 404 ? null : text, date: response.headers.get('date') };
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
