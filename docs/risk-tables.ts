import { RISK_LEVELS, THRESHOLDS, WEIGHTS, WEIGHTS_VERSION, type Weight } from '../scanners/maintainers/index.ts';

/** What each signal weighs, as Markdown. */
export function weightsTable(): string {
  const all = Object.values<Weight>(WEIGHTS);
  const rows = [...Map.groupBy(all, ({ signal }) => signal)].flatMap(([signal, weights]) =>
    weights.map(({ points, when }, at) => `| ${at === 0 ? `\`${signal}\`` : ''} | ${points} | ${when} |`),
  );
  return [`Version ${WEIGHTS_VERSION} of the table.`, '', '| Signal | Points | When |', '|---|---|---|', ...rows].join(
    '\n',
  );
}

/** From which score on a change has which level. */
export function levelsTable(): string {
  const rows = RISK_LEVELS.map((level) => `| ${level} | ${THRESHOLDS[level].score} | ${THRESHOLDS[level].meaning} |`);
  return ['| Level | From | Meaning |', '|---|---|---|', ...rows].join('\n');
}
