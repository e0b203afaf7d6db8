import { expect, test } from 'vitest';
import { GATE_ANSWER } from '../../../test/actions/gate-answer.ts';
import { readAnswer } from './answer-schema.ts';

test('an answer of the service is taken as it is', () => {
  expect(readAnswer(JSON.stringify(GATE_ANSWER))).toEqual({
    decision: 12,
    figures: { openCritical: 0, burnRate: 0.4 },
    verdict: GATE_ANSWER.report,
  });
});

test('figures that are not told are not known', () => {
  const { figures: _, ...older } = GATE_ANSWER;
  expect(readAnswer(JSON.stringify(older))?.figures).toEqual({ openCritical: null, burnRate: null });
});

test.each([
  ['no JSON', '<html>'],
  ['no verdict', JSON.stringify({ ...GATE_ANSWER, report: { verdict: 'allow' } })],
  ['a verdict of another word', JSON.stringify({ ...GATE_ANSWER, report: { ...GATE_ANSWER.report, verdict: 'ok' } })],
])('%s is none', (_, text) => {
  expect(readAnswer(text)).toBeUndefined();
});
