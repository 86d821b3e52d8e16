import { usualReference } from '../../src/models/drift/label-drift.ts';
import type { ReferenceSettings } from '../../src/models/drift/label-drift-json.ts';
import { buildTable } from '../scorecard/markdown.ts';
import { type DriftScores, scoreDrift } from './score-drift.ts';

/** What was tried in place of the settings in use, each different in one thing. */
const choices: Record<string, ReferenceSettings> = {
  'in use': usualReference,
  'delta .1': { ...usualReference, delta: 0.1 },
  'delta .5': { ...usualReference, delta: 0.5 },
  'windows 50, 200': { ...usualReference, windows: [50, 200] },
  'window 200': { ...usualReference, windows: [200] },
  'no floor': { ...usualReference, floor: 0 },
  'reference 200': { ...usualReference, labels: 200 },
  'ADWIN alone': { ...usualReference, fewest: usualReference.labels + 1 },
};

/** Mean lengths of runs of errors; 1 is errors by themselves. */
const runs = [1, 3, 5];

export interface NamedDriftScores extends DriftScores {
  settings: string;
}

/** Scores the settings in use and the others on the same streams. */
export function scoreDriftTable(seeds: number): NamedDriftScores[] {
  return runs.flatMap((run) =>
    Object.entries(choices).map(([settings, choice]) => ({ settings, ...scoreDrift(run, seeds, choice) })),
  );
}

/** The scores as a table: a row for each length of runs and each choice. */
export function describeDriftTable(scores: readonly NamedDriftScores[]): string {
  const [first] = scores;
  const stepNames = first!.steps.map(({ at, known }) => `step at ${at}${known ? ', error known' : ''}`);
  const rows = scores.map(({ run, settings, stationary, steps, ramp }) => [
    ...[String(run), settings, stationary.drifts.toFixed(2), stationary.early.toFixed(2)],
    stationary.moreThanOne.toFixed(2),
    ...[...steps.map(({ score }) => score), ramp].map(
      ({ found, labels }) => `${found.toFixed(2)}${labels === null ? '' : ` (${labels})`}`,
    ),
  ]);
  const header = ['run', 'settings', 'false in 10,000', 'of them in the first 500', 'seeds with more than one'];
  return buildTable([...header, ...stepNames, 'ramp'], rows);
}
