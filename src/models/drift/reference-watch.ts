import type { Dispersion } from './dispersion.ts';
import { createExactTest, type ExactTest } from './exact-test.ts';
import type { ReferenceSettings } from './label-drift-json.ts';
import { countOf, endsWrong, errorOf, noTransitions, type Transitions } from './transitions.ts';

/** What stays of the labels since a reset. */
export interface ReferenceState {
  reference: Transitions;
  /** The last transitions, oldest first, as many as the longest window at most. */
  recent: number[];
  /** Transitions since the reset. */
  looks: number;
}

/** What a rise over the reference is. */
export interface ReferenceRise {
  /** How many labels ago the rise probably began; 1 is the last label. */
  labelsAgo: number;
  before: number;
  after: number;
}

/** Compares the recent error with the first one after a reset. */
export interface ReferenceWatch {
  add(transition: number): ReferenceRise | null;
  state(): ReferenceState;
}

export const emptyReference = (reference = noTransitions()): ReferenceState => ({ reference, recent: [], looks: 0 });

/** Share of the chance of a false alarm for beginnings of runs; the rest is for runs that go on. A model that is always wrong has one beginning only. */
const forBeginnings = 0.8;

/** The level of the test is for so many labels. */
const labelsOfLook = 100;

/**
 * The reference is what came before the longest window, until it is full; then it stays as it is. Each window is compared with it by the exact test.
 * The level falls as 1 / (hundreds of labels)², whose sum is finite: so looks that are repeated add up to few false alarms, and a change soon after a
 * reset, of which few labels tell, is found all the same. What `isChange` denies is none: errors that come in clusters move by more than the test knows.
 */
export function createReferenceWatch(
  settings: ReferenceSettings,
  state: ReferenceState,
  isChange: Dispersion['isChange'] = () => true,
): ReferenceWatch {
  const { windows, labels, fewest, delta, floor } = settings;
  const reference = state.reference;
  const recent = [...state.recent];
  let { looks } = state;
  const longest = Math.max(...windows);
  const test = createExactTest(labels + 2 * longest);
  const counts = windows.map((size) => countAll(recent.slice(-size)));
  const all = countAll(recent);

  const push = (transition: number) => {
    looks += 1;
    recent.push(transition);
    all[transition]! += 1;
    for (const [w, size] of windows.entries()) {
      counts[w]![transition]! += 1;
      if (recent.length > size) counts[w]![recent[recent.length - 1 - size]!]! -= 1;
    }
    if (recent.length <= longest) return;
    const left = recent.shift()!;
    all[left]! -= 1;
    if (countOf(reference) < labels) reference[left]! += 1;
  };

  /** Until the reference is full, all that came before a window belongs to it. */
  const before = (window: Transitions) =>
    countOf(reference) < labels ? reference.map((count, i) => count + all[i]! - window[i]!) : reference;

  return {
    add(transition) {
      push(transition);
      const level = Math.max(floor, delta / Math.max(1, looks / labelsOfLook) ** 2) / windows.length;
      for (const [w, size] of windows.entries()) {
        if (recent.length < size) continue;
        const known = before(counts[w]!);
        if (countOf(known) < fewest || chanceOf(known, counts[w]!, test) >= level) continue;
        if (!isChange(errorOf(known), errorOf(counts[w]!), size)) continue;
        return describeRise(known, counts[w]!, recent);
      }
      return null;
    },
    state: () => ({ reference: reference.slice(), recent: [...recent], looks }),
  };
}

function countAll(transitions: readonly number[]): Transitions {
  const counts = noTransitions();
  for (const transition of transitions) counts[transition]! += 1;
  return counts;
}

/** How likely such a rise is if nothing has changed; 1 when the error did not rise. */
function chanceOf(known: Transitions, window: Transitions, test: ExactTest): number {
  if (errorOf(window) <= errorOf(known)) return 1;
  const begin = test(known[1]!, known[0]! + known[1]!, window[1]!, window[0]! + window[1]!);
  const goOn = test(known[3]!, known[2]! + known[3]!, window[3]!, window[2]! + window[3]!);
  return Math.min(1, begin / forBeginnings, goOn / (1 - forBeginnings));
}

/** The likeliest beginning is where the sum of the log-likelihood ratios to the end is largest (Page 1954). */
function describeRise(known: Transitions, window: Transitions, recent: readonly number[]): ReferenceRise {
  const smoothed = (of: Transitions) => (of[1]! + of[3]! + 0.5) / (countOf(of) + 1);
  const [low, high] = [smoothed(known), smoothed(window)];
  const [wrong, right] = [Math.log(high / low), Math.log((1 - high) / (1 - low))];
  let [sum, most, labelsAgo, errors, after] = [0, Number.NEGATIVE_INFINITY, 1, 0, 1];
  for (let ago = 1; ago <= recent.length; ago++) {
    const isWrong = endsWrong(recent[recent.length - ago]!);
    sum += isWrong ? wrong : right;
    errors += isWrong ? 1 : 0;
    if (sum > most) [most, labelsAgo, after] = [sum, ago, errors / ago];
  }
  return { labelsAgo, before: errorOf(known), after };
}
