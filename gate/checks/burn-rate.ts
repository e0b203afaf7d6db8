import type { GateFacts } from '../facts.ts';
import type { BurnRatePolicy, GatePolicy } from '../policy.ts';
import { burnOver, nameOf, type PairState, pairsOf, type Reading, type SloFact } from '../slo/index.ts';
import type { EvidenceLink } from '../verdict.ts';
import type { CheckFinding } from './check-finding.ts';
import { compareText } from './compare-text.ts';
import { count, named, nameSome } from './in-words.ts';
import { isHairsbreadth, tellApart } from './tell-apart.ts';
import { evidenceOf, worstFirst } from './worst-first.ts';
import { type NotKnown, worstNotKnown } from './worst-state.ts';

/** One objective, and what speaks against it. */
interface Judged {
  slo: SloFact;
  burn: Reading<number>;
  tooFast: boolean;
  firing: readonly PairState[];
  notKnown: readonly NotKnown[];
}

/**
 * Does a service use up its error budget too fast? The worst objective decides, and one that is known to fail outweighs those that are not
 * known. It never says when it would pass: that hangs on the events that are still to come, and the counts do not tell which of the old
 * ones leave the window first.
 */
export function checkBurnRate(facts: GateFacts, policy: GatePolicy): CheckFinding {
  const checked = policy.checks['burn-rate'];
  const threshold = `below ${checked.below} over ${checked.window}${checked.pairs ? ', and no pair of windows fires' : ''}`;
  const finding = { threshold, passesAt: null };
  const blind = { ...finding, value: null, sampleSize: null, evidence: [], more: 0 };
  const { slos } = facts;
  if (!slos.known)
    return { ...blind, state: slos.why, reason: `It is not known how fast error budgets burn: ${slos.text}.` };
  const judged = slos.value.filter((slo) => isAsked(slo, checked)).map((slo) => judge(slo, checked));
  const notKnown = worstNotKnown([...missing(slos.value, checked), ...judged.flatMap((each) => each.notKnown)], policy);
  const worst = worstFirst(judged, byBurn, 1)[0];
  const known = worst?.burn.state === 'known' ? worst.burn : undefined;
  const failing = judged.filter(isFailing);
  const found = {
    ...finding,
    value: worst && known ? `${tellApart(known.value, checked.below)[0]} (${named(nameOf(worst.slo))})` : null,
    sampleSize: known ? Math.round(known.sample.total) : null,
    ...evidenceOf(failing.length > 0 ? failing : judged.filter((each) => each.notKnown.length > 0), byBurn, linkOf),
  };
  if (failing.length > 0) return { ...found, state: 'fail', reason: failText(failing, checked) };
  if (notKnown)
    return {
      ...found,
      state: notKnown.state,
      reason: `It is not known how fast error budgets burn: ${notKnown.text}.`,
    };
  if (!worst || !known) throw new Error('an objective was judged without a burn rate and without a reason');
  const [burn, below] = tellApart(known.value, checked.below);
  const which = `${named(nameOf(worst.slo))}, over ${checked.window}`;
  const reason = `Of ${count(judged.length, 'objective')} the highest burn rate is ${burn} (${which}); below ${below} is asked.`;
  return { ...found, state: 'pass', reason };
}

function isAsked({ service }: SloFact, { services }: BurnRatePolicy): boolean {
  return services.length === 0 || services.includes(service);
}

/** What the policy asks about and no objective measures. */
function missing(slos: readonly SloFact[], { services }: BurnRatePolicy): NotKnown[] {
  if (slos.length === 0)
    return [{ state: 'no-data', text: 'no SLO is configured; name one under slos in the configuration' }];
  const without = services.filter((service) => !slos.some((slo) => slo.service === service));
  if (without.length === 0) return [];
  return [{ state: 'no-data', text: `no SLO is configured for ${nameSome(without.map((each) => named(each)))}` }];
}

function judge(slo: SloFact, { below, window, pairs, minimumEvents }: BurnRatePolicy): Judged {
  const burn = burnOver(slo, window, minimumEvents);
  const states = pairs ? pairsOf(slo, { minimumEvents }) : [];
  const firing = states.filter(({ state }) => state === 'fires');
  const notKnown: NotKnown[] = burn.state === 'known' ? [] : [burn];
  for (const { state, long, short } of states) {
    if (state === 'fires' || state === 'quiet') continue;
    const why = [long, short].find((reading) => reading.state === state);
    if (why && why.state !== 'known') notKnown.push(why);
  }
  const tooFast = burn.state === 'known' && (!(burn.value < below) || isHairsbreadth(burn.value, below));
  return { slo, burn, tooFast, firing, notKnown };
}

function isFailing({ tooFast, firing }: Judged): boolean {
  return tooFast || firing.length > 0;
}

function failText(failing: readonly Judged[], checked: BurnRatePolicy): string {
  const [worst] = worstFirst(failing, byBurn, 1) as [Judged];
  const said = [...(worst.tooFast ? [windowText(worst, checked)] : []), ...worst.firing.slice(0, 1).map(pairText)];
  if (worst.firing.length > 1)
    said.push(`${count(worst.firing.length - 1, 'other pair of windows fires', 'other pairs of windows fire')} too`);
  const others = failing.length - 1;
  const more = others === 0 ? '' : ` ${count(others, 'other objective')} ${others === 1 ? 'does' : 'do'} too.`;
  return `${named(nameOf(worst.slo))} uses up its error budget too fast: ${said.join('; ')}.${more}`;
}

function windowText({ burn }: Judged, { below, window }: BurnRatePolicy): string {
  if (burn.state !== 'known') return '';
  const [value, bound] = tellApart(burn.value, below);
  return `its burn rate over ${window} is ${value}, and has to be below ${bound}`;
}

function pairText({ pair, long, short }: PairState): string {
  const [longText, shortText] = [long, short].map((reading) =>
    reading.state === 'known' ? tellApart(reading.value, pair.threshold)[0] : 'not known',
  );
  return `it burned at ${longText} over ${pair.long} and still does at ${shortText} over ${pair.short}, where ${tellApart(pair.threshold, 0)[0]} is the most`;
}

/** What fails first, then the faster; what is not known comes last. Any two are told apart. */
function byBurn(a: Judged, b: Judged): number {
  return (
    Number(isFailing(b)) - Number(isFailing(a)) || speed(b) - speed(a) || compareText(nameOf(a.slo), nameOf(b.slo))
  );
}

function speed({ burn }: Judged): number {
  return burn.state === 'known' ? burn.value : -1;
}

function linkOf({ slo, burn, notKnown }: Judged): EvidenceLink {
  const rate = burn.state === 'known' ? `burn rate ${Number(burn.value.toPrecision(3))}` : burn.state;
  const why = notKnown[0] && burn.state === 'known' ? `, ${notKnown[0].state} elsewhere` : '';
  const text = `${named(nameOf(slo))}: ${rate}${why}, target ${Number((slo.target * 100).toPrecision(7))}%`;
  return slo.url === undefined ? { text } : { text, url: slo.url };
}
