/** Texts by blob sha: what a plan has read need not be asked of GitHub again when it is carried out. */
export interface TextCache {
  read(sha: string, ask: () => Promise<string>): Promise<string>;
}

/** @param most characters that are kept; the ones that were not asked for longest go first */
export function createTextCache(most: number): TextCache {
  const texts = new Map<string, string>();
  let size = 0;
  return {
    async read(sha, ask) {
      const known = texts.get(sha);
      if (known !== undefined) {
        texts.delete(sha);
        texts.set(sha, known);
        return known;
      }
      const text = await ask();
      if (text.length > most || texts.has(sha)) return text;
      texts.set(sha, text);
      size += text.length;
      for (const [oldest, { length }] of texts) {
        if (size <= most) break;
        texts.delete(oldest);
        size -= length;
      }
      return text;
    },
  };
}
