/** Answers of GitHub that never change, since their key is a sha: what a plan has read need not be asked for again. */
export interface KeptAnswers<Answer> {
  read(sha: string, ask: () => Promise<Answer>): Promise<Answer>;
}

/** Those that were not asked for longest go first. @param most sum of the sizes that are kept */
export function keepAnswers<Answer>(most: number, sizeOf: (answer: Answer) => number): KeptAnswers<Answer> {
  const kept = new Map<string, Answer>();
  let size = 0;
  return {
    async read(sha, ask) {
      const known = kept.get(sha);
      if (known !== undefined) {
        kept.delete(sha);
        kept.set(sha, known);
        return known;
      }
      const answer = await ask();
      if (sizeOf(answer) > most || kept.has(sha)) return answer;
      kept.set(sha, answer);
      size += sizeOf(answer);
      for (const [oldest, old] of kept) {
        if (size <= most) break;
        kept.delete(oldest);
        size -= sizeOf(old);
      }
      return answer;
    },
  };
}
