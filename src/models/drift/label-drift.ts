import { type Adwin, adwinFromJSON, createAdwin } from './adwin.ts';
import { createDispersion, emptyDispersion } from './dispersion.ts';
import { type LabelDriftJson, type ReferenceSettings, readLabelDrift } from './label-drift-json.ts';
import { createReferenceWatch, emptyReference, type ReferenceState } from './reference-watch.ts';
import { expectTransitions, type KnownError, noTransitions, type Transitions, transitionOf } from './transitions.ts';

/** The error of a model has risen. */
export interface LabelDrift {
  /** What noticed it: the adaptive window, or the comparison with the first error after the last reset. */
  by: 'window' | 'reference';
  /** Number of the label, from 0, at which the rise probably began. */
  since: number;
  /** Share of wrong verdicts before that and since then, 0..1. */
  before: number;
  after: number;
}

/** Watches the prequential error of a model: each verdict is compared with its label before the model learns from it. */
export interface LabelDriftDetector {
  /** How many labels there were. */
  readonly seen: number;
  /** Takes the next label: whether the verdict about it was wrong. Answers at the label that shows the drift, and starts anew then. */
  add(isWrong: boolean): LabelDrift | null;
  /**
   * Starts anew, for another model. What is known of its error stands as the reference until labels come; without it no rise is noticed in the first 150
   * labels. Throws `RangeError` for an error outside 0..1 or a count that is not whole and above 0.
   */
  reset(known?: KnownError): void;
  /**
   * The same, where it is known of each label of a rehearsal, in the order of time, whether the verdict was wrong: so it is known too how much the error
   * moves by itself. Throws `RangeError` without labels.
   */
  rehearse(errors: readonly boolean[]): void;
  toJSON(): LabelDriftJson;
}

/** Labels that make one value of ADWIN: errors depend on each other, and single ones look like drifts where nothing changed. */
const labelsOfValue = 5;

const windowSettings = { delta: 0.05, clock: 8 };

/** The settings that were best in the worst case; docs/backtesting.md has the table. */
export const usualReference: ReferenceSettings = {
  windows: [100, 200],
  labels: 800,
  fewest: 50,
  delta: 0.3,
  floor: 3e-4,
};

/**
 * Two detectors side by side. ADWIN over means of five labels finds what comes slowly, and needs a long past. The reference error finds what comes
 * soon after a reset, when ADWIN is blind. A fall of the error is no drift: the window gets shorter, the reference starts anew. Neither counts unless
 * the error has risen by more than it moves by itself.
 *
 * Measured on simulated errors, in runs and by themselves: `npm run bench -- drift`. Not good for: a rise by less than a few errors in a hundred,
 * and errors in long runs, which carry little: of a step from .07 to .22 in runs of five about half is found within 300 labels soon after a reset.
 */
export function createLabelDrift(settings: ReferenceSettings = usualReference): LabelDriftDetector {
  return detectorOver({
    ...{ method: 'label-drift', version: 1, settings, seen: 0, waiting: { labels: 0, errors: 0 }, wasWrong: null },
    ...{ adwin: createAdwin(windowSettings).toJSON(), transitions: [0, 0, 0, 0], reference: [0, 0, 0, 0] },
    ...{ recent: [], looks: 0, dispersion: emptyDispersion() },
  });
}

/** Restores what {@link LabelDriftDetector.toJSON} wrote: it goes on exactly as the one that was written. Throws `model-artefact-damaged` otherwise. */
export function labelDriftFromJSON(json: unknown): LabelDriftDetector {
  return detectorOver(readLabelDrift(json));
}

function detectorOver(state: LabelDriftJson): LabelDriftDetector {
  const { settings } = state;
  let { seen, wasWrong, waiting } = state;
  let adwin: Adwin = adwinFromJSON(state.adwin);
  const dispersion = createDispersion(state.dispersion);
  const referTo = (from: ReferenceState) => createReferenceWatch(settings, from, dispersion.isChange);
  let reference = referTo({
    ...{ reference: Float64Array.from(state.reference), recent: state.recent, looks: state.looks },
  });
  /** Of all labels, also of former models: how errors come in runs says more about the labels than about the model. */
  const transitions: Transitions = Float64Array.from(state.transitions);

  const referAnew = (known: Transitions = noTransitions()) => {
    reference = referTo(emptyReference(known));
  };
  const startAnew = (known?: Transitions) => {
    adwin = createAdwin(windowSettings);
    waiting = { labels: 0, errors: 0 };
    wasWrong = null;
    dispersion.startAnew();
    referAnew(known);
  };

  const watchWindow = (isWrong: boolean): LabelDrift | null => {
    waiting = { labels: waiting.labels + 1, errors: waiting.errors + Number(isWrong) };
    if (waiting.labels < labelsOfValue) return null;
    const { errors } = waiting;
    waiting = { labels: 0, errors: 0 };
    if (!adwin.add(errors / labelsOfValue)) return null;
    const { direction, before, after, younger } = adwin.cut!;
    const labels = younger * labelsOfValue;
    const isChange = dispersion.isChange(before, after, labels);
    if (direction === 'rise') return isChange ? { by: 'window', since: seen - labels, before, after } : null;
    if (isChange) dispersion.startAnew();
    referAnew();
    return null;
  };

  const watchReference = (isWrong: boolean): LabelDrift | null => {
    if (wasWrong === null) return null;
    const transition = transitionOf(wasWrong, isWrong);
    transitions[transition]! += 1;
    const rise = reference.add(transition);
    return rise && { by: 'reference', since: seen - rise.labelsAgo, before: rise.before, after: rise.after };
  };

  const reset = (known?: KnownError) => startAnew(known && expectTransitions(checked(known, settings), transitions));

  return {
    get seen() {
      return seen;
    },
    add(isWrong) {
      seen += 1;
      const ofWindow = watchWindow(isWrong);
      const drift = ofWindow ?? watchReference(isWrong);
      wasWrong = isWrong;
      dispersion.add(isWrong);
      if (drift) startAnew();
      return drift;
    },
    reset,
    rehearse(errors) {
      reset({ error: errors.filter(Boolean).length / errors.length, labels: errors.length });
      for (const isWrong of errors) dispersion.add(isWrong);
      dispersion.settle();
      dispersion.startAnew();
    },
    toJSON: () => {
      const { reference: counts, recent, looks } = reference.state();
      return {
        ...{ method: 'label-drift', version: 1, settings, seen, waiting, adwin: adwin.toJSON(), wasWrong },
        ...{ transitions: Array.from(transitions), reference: Array.from(counts), recent, looks },
        dispersion: dispersion.state(),
      };
    },
  };
}

/** A known error counts for no more labels than the reference holds. */
function checked({ error, labels }: KnownError, settings: ReferenceSettings): KnownError {
  if (!(error >= 0 && error <= 1)) throw new RangeError(`an error must be from 0 to 1, and is ${error}`);
  if (!(Number.isSafeInteger(labels) && labels >= 1)) throw new RangeError(`labels must be whole, and are ${labels}`);
  return { error, labels: Math.min(labels, settings.labels) };
}
