import { formatPercent, formatScore } from '../../src/foundation/number-words.ts';
import type { RouteChoice } from '../../src/models/routing/choose-routes.ts';
import { buildTable } from '../scorecard/markdown.ts';
import { type ChangeRun, sumUpChanges } from './judged-changes.ts';
import { type Split, splits, type TableRow } from './route-table.ts';

/** What was chosen and what it was chosen among, one line each. */
export function describeChoice({ candidate, trials }: RouteChoice): string {
  if (trials.length === 0) return 'Too little history to choose from: everything goes direct.\n';
  const lines = trials.map(
    ({ name, shares }) => `  ${name}: ${shares.map((share) => formatScore(share)).join(' and ')} of direct`,
  );
  const chosen = candidate ? `Chosen: ${candidate.name}.` : 'Chosen: none, because no candidate beat the direct way.';
  return `${[`${chosen} Back-tests on the history:`, ...lines].join('\n')}\n`;
}

/** The table of all splits in Markdown: latency as a share of the direct one. */
export function describeTable(rows: readonly TableRow[]): string {
  const header = ['routes', ...splits.map(nameSplit), 'worst', 'changes per pair and 100 slices', 'chosen'];
  const cells = rows.map(({ name, shares, changes, chosen }) => [
    name,
    ...shares.map((share) => formatScore(share)),
    formatScore(Math.max(...shares)),
    formatScore(changes, 1),
    [...new Set(chosen)].join('; '),
  ]);
  return `${buildTable(header, cells)}\n`;
}

function nameSplit({ from, cut, end }: Split): string {
  const percent = (share: number) => Math.round(100 * share);
  return `${percent(from)}-${percent(cut)} %, then to ${percent(end)} %`;
}

/** One row for each network: mean and worst error of loads and of round trips, over all changes and over those without ways of equal cost. */
export function describeChanges(runs: readonly ChangeRun[]): string {
  const rows = runs.flatMap(({ seed, judged }) =>
    [
      { name: `${seed}`, errors: sumUpChanges(judged) },
      { name: `${seed}, no equal ways`, errors: sumUpChanges(judged.filter(({ shared }) => !shared)) },
    ].flatMap(({ name, errors }) => (errors ? [{ name, errors }] : [])),
  );
  // A real network is there once, so nothing is known of it without the change.
  const moments = rows.some(({ errors }) => errors.momentError !== null);
  const ofMoment = moments ? ['load error, foreseen in that minute', 'worst'] : [];
  const header = [
    'seed',
    'changes',
    'load error',
    'worst',
    'if nothing changed',
    ...ofMoment,
    'round-trip error',
    'worst',
  ];
  const share = (value: number | null) => (value === null ? '-' : formatPercent(value, 1));
  const cells = rows.map(({ name, errors }) => [
    ...[name, String(errors.changes)],
    ...[errors.loadError, errors.worstLoadError, errors.unchangedError].map(share),
    ...(moments ? [errors.momentError, errors.worstMomentError].map(share) : []),
    ...[errors.latencyError, errors.worstLatencyError].map(share),
  ]);
  return `${buildTable(header, cells)}\n`;
}
