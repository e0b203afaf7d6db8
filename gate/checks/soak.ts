import { durationText } from '../duration-text.ts';
import type { GateFacts } from '../facts.ts';
import type { GatePolicy } from '../policy.ts';
import type { CheckFinding } from './check-finding.ts';
import { momentText } from './in-words.ts';

/** Has the last deploy stood for long enough? Where there was none there is nothing to wait for. */
export function checkSoak({ lastDeploy }: GateFacts, policy: GatePolicy, now: Date): CheckFinding {
  const { minimumMinutes } = policy.checks.soak;
  const finding = {
    value: null,
    threshold: `at least ${durationText(minimumMinutes)}`,
    sampleSize: null,
    evidence: [],
    more: 0,
    passesAt: null,
  };
  if (!lastDeploy.known) {
    return {
      ...finding,
      state: lastDeploy.why,
      reason: `It is not known when the last deploy was: ${lastDeploy.text}.`,
    };
  }
  const deploy = lastDeploy.value;
  if (deploy === null)
    return { ...finding, state: 'pass', value: 'none yet', reason: 'Nothing was deployed here yet.' };
  const at = Date.parse(deploy.at);
  const enough = at + minimumMinutes * 60_000;
  // The date of a deploy that cannot be read is none, and one beyond what a Date can hold has no end.
  if (Number.isNaN(new Date(enough).getTime())) {
    return { ...finding, state: 'error', reason: 'It is not known when the last deploy was: its time cannot be read.' };
  }
  const stood = durationText(Math.max(0, Math.floor((now.getTime() - at) / 60_000)));
  const evidence = [
    { text: `the deploy of ${momentText(deploy.at)}`, ...(deploy.url !== undefined && { url: deploy.url }) },
  ];
  if (now.getTime() >= enough) {
    return { ...finding, state: 'pass', value: stood, evidence, reason: `The last deploy has stood for ${stood}.` };
  }
  return {
    ...finding,
    state: 'fail',
    value: stood,
    evidence,
    reason: `The last deploy was at ${momentText(deploy.at)} and has to stand for ${durationText(minimumMinutes)} before the next: until ${momentText(new Date(enough).toISOString())}.`,
    passesAt: new Date(enough).toISOString(),
  };
}
