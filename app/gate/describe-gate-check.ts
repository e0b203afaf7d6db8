import { createHash } from 'node:crypto';
import { type GatePolicy, headlineOf, renderVerdict, type Verdict } from '../../gate/index.ts';
import { plainText } from '../../scanners/reports/index.ts';
import { codeSpan } from '../github/markdown.ts';
import type { GateAnswer } from './decide-gate.ts';
import { buttonsFor, type CheckButton } from './gate-check-buttons.ts';
import { waitingOverrides } from './waiting-overrides.ts';

export interface GateCheckReport {
  conclusion: 'success' | 'neutral' | 'failure';
  title: string;
  /** Markdown */
  summary: string;
  actions: CheckButton[];
  /** The same where it comes to the same, whatever the hour. */
  key: string;
}

/** GitHub takes 65,535 characters. */
const LONGEST = 60_000;
const TITLE = 200;

/** What the check run says of some environments. @param left how many more there are that it says nothing of */
export function describeGateCheck(answers: readonly GateAnswer[], { left = 0 } = {}): GateCheckReport {
  const worst = answers.map(({ verdict }) => verdict.verdict);
  const conclusion = worst.includes('block') ? 'failure' : worst.includes('warn') ? 'neutral' : 'success';
  const longest = Math.floor(LONGEST / Math.max(1, answers.length));
  const parts = answers.flatMap(({ verdict, ...rest }) => [
    ...waitingLines({ verdict, ...rest }),
    renderVerdict(verdict, { longest: longest - 1000 }),
  ]);
  if (left > 0) parts.push(`The policy names ${left} more environments: ask of them by the action or the API.`);
  return {
    conclusion,
    title: titleOf(answers.map(({ verdict }) => verdict)),
    summary: parts.join('\n\n'),
    actions: buttonsFor(answers.flatMap(overridable)),
    key: keyOf(answers),
  };
}

function titleOf(verdicts: readonly Verdict[]): string {
  const [only, ...others] = verdicts;
  const title =
    only !== undefined && others.length === 0
      ? headlineOf(only)
      : verdicts.map((verdict) => `${verdict.environment}: ${headlineOf(verdict)}`).join('; ');
  return plainText(title, TITLE);
}

/** Where the policy cannot be read, nobody may say who overrides. */
function overridable({ verdict, policy }: GateAnswer): { environment: string; maxHours: number }[] {
  if (verdict.verdict !== 'block' || !isPolicy(policy)) return [];
  return [{ environment: verdict.environment, maxHours: policy.overrides.maxHours }];
}

function waitingLines({ verdict, policy, facts }: GateAnswer): string[] {
  if (!isPolicy(policy) || verdict.override !== null) return [];
  return waitingOverrides(facts.overrides, policy, verdict.at).map(
    ({ people }) =>
      `${people.map((login) => codeSpan(login)).join(', ')} asks for an override of ${codeSpan(verdict.environment)}: another person has to agree, by the button or the API.`,
  );
}

/** What people would want to be told of. Numbers within a check come and go, and are as of the time that the text names. */
function keyOf(answers: readonly GateAnswer[]): string {
  const said = answers.map(({ verdict, policy, facts }) => [
    verdict.environment,
    verdict.verdict,
    verdict.decided,
    verdict.checks.map(({ check, state, effect }) => [check, state, effect]),
    verdict.score?.band ?? null,
    verdict.override === null ? null : [verdict.override.id, verdict.override.expiresAt],
    isPolicy(policy) ? waitingOverrides(facts.overrides, policy, verdict.at).map(({ id, people }) => [id, people]) : [],
  ]);
  return `gate-${createHash('sha256').update(JSON.stringify(said)).digest('hex')}`;
}

function isPolicy(policy: GateAnswer['policy']): policy is GatePolicy {
  return 'checks' in policy;
}
