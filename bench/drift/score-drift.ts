import { median } from '../../src/foundation/median.ts';
import { createLabelDrift, type LabelDriftDetector } from '../../src/models/drift/label-drift.ts';
import type { ReferenceSettings } from '../../src/models/drift/label-drift-json.ts';
import type { KnownError } from '../../src/models/drift/transitions.ts';
import { type ErrorStream, errorStreamOf } from './error-streams.ts';

const before = 0.07;
const after = 0.22;
/** Within so many labels a step is to be found. */
const within = 300;

export interface FalseDrifts {
  /** Mean over the seeds, of 10,000 labels with the same error. */
  drifts: number;
  /** Of them in the first 500 labels. */
  early: number;
  /** Share of the seeds with more than one. */
  moreThanOne: number;
}

export interface FoundSteps {
  /** Share of the seeds whose step was found within 300 labels. */
  found: number;
  /** Median over the seeds, of labels from the step to the drift; null when less than half were found. */
  labels: number | null;
}

/** What drift detectors make of simulated errors. `run` is the mean length of runs of errors. */
export interface DriftScores {
  run: number;
  stationary: FalseDrifts;
  /** By how many labels after a reset the step comes. */
  steps: { at: number; known: boolean; score: FoundSteps }[];
  /** A ramp of 2000 labels that begins 400 after a reset, to be found within 2300. */
  ramp: FoundSteps;
}

const stepsAt = [
  ...[50, 100, 200, 400, 2000, 8000].map((at) => ({ at, known: false })),
  ...[50, 200].map((at) => ({ at, known: true })),
];

/** What was measured before the model came into use. */
const promised: KnownError = { error: before, labels: 300 };

/** Scores drift detection on the same simulated errors for all settings. */
export function scoreDrift(run: number, seeds: number, settings?: ReferenceSettings): DriftScores {
  const create = () => createLabelDrift(settings);
  const ramp = (i: number) => before + (after - before) * Math.min(1, i / 2000);
  return {
    run,
    stationary: scoreStationary(run, seeds, create),
    steps: stepsAt.map(({ at, known }) => ({
      ...{ at, known },
      score: scoreChange({ run, seeds, at, known, within, error: () => after }, create),
    })),
    ramp: scoreChange({ run, seeds, at: 400, known: false, within: 2300, error: ramp }, create),
  };
}

function scoreStationary(run: number, seeds: number, create: () => LabelDriftDetector): FalseDrifts {
  const of = Array.from({ length: seeds }, (_, seed) => {
    const drifts = driftsOf(create(), errorStreamOf(seed, run), 10_000, () => before);
    return { all: drifts.length, early: drifts.filter((at) => at < 500).length };
  });
  return {
    drifts: of.reduce((sum, { all }) => sum + all, 0) / seeds,
    early: of.reduce((sum, { early }) => sum + early, 0) / seeds,
    moreThanOne: of.filter(({ all }) => all > 1).length / seeds,
  };
}

interface Change {
  run: number;
  seeds: number;
  at: number;
  known: boolean;
  within: number;
  /** The error so many labels after the change began. */
  error: (labels: number) => number;
}

/** 300 labels of a former model, a reset, then the change. */
function scoreChange({ run, seeds, at, known, within, error }: Change, create: () => LabelDriftDetector): FoundSteps {
  const labels = Array.from({ length: seeds }, (_, seed) => {
    const stream = errorStreamOf(10_000 + seed, run);
    const detector = create();
    driftsOf(detector, stream, 300, () => before);
    detector.reset(known ? promised : undefined);
    driftsOf(detector, stream, at, () => before);
    const [first] = driftsOf(detector, stream, within, error);
    return first === undefined ? Number.POSITIVE_INFINITY : first + 1;
  });
  const middle = median(labels);
  return {
    found: labels.filter(Number.isFinite).length / seeds,
    labels: Number.isFinite(middle) ? middle : null,
  };
}

function driftsOf(
  detector: LabelDriftDetector,
  stream: ErrorStream,
  labels: number,
  error: (i: number) => number,
): number[] {
  const drifts: number[] = [];
  for (let i = 0; i < labels; i++) if (detector.add(stream(error(i)))) drifts.push(i);
  return drifts;
}
