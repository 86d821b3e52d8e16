import { describeCause } from '../domain/cause.ts';
import type { Topology } from '../domain/device.ts';
import type { Verdict } from '../domain/incident.ts';
import { rulesModelId } from '../domain/verdict-source.ts';
import type { CauseJudge } from './cause-judge.ts';
import { leastConfidence } from './cause-model.ts';
import type { PlaceStates } from './place-states.ts';
import { createHypotheses, far, type Hypothesis } from './rule-hypotheses.ts';

/** How often the first guess had cause and place right, by its margin; see {@link createRuleJudge}. */
const reliability = [
  { margin: 3, confidence: 0.9 },
  { margin: 2, confidence: 0.85 },
  { margin: 1, confidence: 0.7 },
  { margin: 0.5, confidence: 0.4 },
  { margin: 0, confidence: 0.15 },
];
/** What devices behind a link suffer from was always the link, in a network with one kind of place for it: too little to say more. */
const mostByService = 0.7;
/** That something between here and the device is slow or lossy is plain, and where is not: as sure as by a fixed limit of such a metric. */
const mostWithoutLink = 0.5;

/** How far a guess is ahead of the next one, or of what is far from usual, where nothing else is: 1 is no lead. What suffers is no rival of what is measured. */
function marginOf(guess: Hypothesis, others: readonly Hypothesis[]): number {
  const isRival = guess.isWithoutLink
    ? ({ cause }: Hypothesis) => cause !== guess.cause
    : ({ suffering, isWithoutLink }: Hypothesis) => suffering <= guess.suffering && !isWithoutLink;
  const rivals = others.filter((other) => other !== guess && isRival(other));
  return guess.strength / Math.max(far, ...rivals.map(({ strength }) => strength));
}

/** The share of the cases with such a margin in which cause and place were right, 0 to .9. */
function confidenceOf(best: Hypothesis, others: readonly Hypothesis[]): number {
  const margin = marginOf(best, others);
  const { confidence } = reliability.find((row) => margin >= row.margin)!;
  if (best.isWithoutLink) return Math.min(mostWithoutLink, confidence);
  return best.suffering > 0 ? Math.min(mostByService, confidence) : confidence;
}

/** What is measured at a place itself says more than what suffers; of that, what most devices suffer from. */
function rank(free: readonly Hypothesis[]): Hypothesis[] {
  const direct = free.filter(({ suffering, strength }) => suffering === 0 && strength >= far);
  const placed = free.filter(({ isWithoutLink }) => !isWithoutLink);
  const isPlaced = placed.some(({ strength }) => strength >= far);
  return (direct.length > 0 ? direct : isPlaced ? placed : free).toSorted(
    (a, b) => b.suffering - a.suffering || b.strength - a.strength,
  );
}

/** Of several shares of one cause the largest. */
const likeliest = (shares: [cause: string, share: number][]) =>
  Object.fromEntries(shares.sort(([, a], [, b]) => a - b));

const driversOf = ({ signs }: Hypothesis): Verdict['drivers'] => {
  const sum = signs.reduce((total, { value }) => total + value, 0);
  return signs
    .filter(({ value }) => value > 0)
    .sort((a, b) => b.value - a.value)
    .map(({ feature, value }) => ({ feature, value, contribution: value / sum }));
};

/**
 * Names causes where nothing was labelled: by how far the metrics that stand for a cause are from usual, in the bad direction. A slow or lossy
 * link makes the devices behind it suffer, so it is named at its own end. What is not far enough is unknown, and so is what only devices feel
 * that are connected in several ways.
 *
 * The confidence is a table that was read off the simulated network and rounded down. Seeds 31 to 50, forty minutes of made-up faults each, asked about 210
 * faults 3, 5, 10, 20 and 40 seconds after the first anomaly, and 209 times about anomalies without a fault. Cause and place were right with a margin of 3 and
 * more in 878 of 882 cases, of 2 to 3 in 42 of 45, of 1 to 2 in 31 of 40; the cause, with .5 to 1 in 8 of 14, below in 42 of 269. Seeds 51 to 65, which the table
 * has not seen: 647 of 652, 49 of 49, 21 of 28, 3 of 5, 36 of 187. A network is not a simulation, so it is never more than .9.
 */
export function createRuleJudge(topology: Topology, states: Pick<PlaceStates, 'get'>): CauseJudge {
  const hypotheses = createHypotheses(topology, states);
  return {
    classify(candidates, accepts = () => true) {
      const known = candidates.find((place) => states.get(place));
      if (!known) return null;
      const all = hypotheses.at(candidates);
      const ruledOut = all.filter(({ cause, place, strength }) => strength >= far && !accepts(cause, place));
      // Who suffers, suffers from what is known already.
      const isFree = (one: Hypothesis) =>
        accepts(one.cause, one.place) && (one.suffering === 0 || ruledOut.length === 0);
      const free = all.filter(isFree);
      const [best] = rank(free);
      const confidence = best ? confidenceOf(best, free) : 0;
      const isNamed = best !== undefined && best.strength >= far && confidence >= leastConfidence;
      const cause = isNamed ? best.cause : 'unknown';
      return {
        ...{ cause, symptom: describeCause(cause).symptom, place: isNamed ? best.place : known, confidence },
        probabilities: {
          ...likeliest(ruledOut.map((one) => [one.cause, confidenceOf(one, all)])),
          ...(best && { [best.cause]: confidence }),
        },
        drivers: best ? driversOf(best) : [],
        modelId: rulesModelId,
      };
    },
  };
}
