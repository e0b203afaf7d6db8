import { named } from './checks/in-words.ts';
import { type GateInputs, INPUT_NAMES, INPUTS, type InputRule } from './inputs.ts';
import type { GatePolicy } from './policy.ts';

/** A policy with a workflow's inputs, or why there is none. Each refusal is a sentence or two for people. */
export type Tightening = { ok: true; policy: GatePolicy } | { ok: false; refusals: readonly [string, ...string[]] };

/**
 * The policy as a workflow asks for it. An input may only be stricter, unless the policy says `inputs: any`; a laxer one is refused rather than
 * left out, so that nobody believes in a threshold that does not hold. A check whose threshold is given is enforced, whatever its mode was.
 */
export function tighten(policy: GatePolicy, inputs: GateInputs): Tightening {
  const refusals: string[] = [];
  let { checks } = policy;
  for (const name of INPUT_NAMES) {
    const value = inputs[name];
    if (value === undefined) continue;
    // The name says which type both have, which TypeScript cannot follow.
    const rule = INPUTS[name] as unknown as InputRule<number | string>;
    const refusal = refusalOf(name, rule, value, policy);
    if (refusal !== null) {
      refusals.push(refusal);
      continue;
    }
    checks = rule.set(checks, value);
    checks = { ...checks, [rule.check]: { ...checks[rule.check], mode: 'enforce' } };
  }
  const [first, ...rest] = refusals;
  return first === undefined ? { ok: true, policy: { ...policy, checks } } : { ok: false, refusals: [first, ...rest] };
}

function refusalOf(
  name: string,
  rule: InputRule<number | string>,
  value: number | string,
  policy: GatePolicy,
): string | null {
  if (!rule.isValid(value)) return `${name}: expected ${rule.expected}, found ${named(String(value), 40)}.`;
  const than = rule.of(policy);
  const isOff = policy.checks[rule.check].mode === 'off';
  if (policy.inputs === 'any' || isOff || than === undefined || !rule.isLaxer(value, than)) return null;
  return `${name}: ${value} is laxer than ${than}, which the policy has for ${policy.environment}. Give ${than} or what is stricter, or let the policy say inputs: any.`;
}
