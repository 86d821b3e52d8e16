import type { CauseWay } from '../../src/diagnosis/cause-ways.ts';
import { formatPercent } from '../../src/foundation/number-words.ts';
import { buildTable } from '../scorecard/markdown.ts';
import { type Way, type WayPoint, ways } from './run-ways.ts';

/** Points of several seeds at the same number of labels. */
export interface WayTable {
  labels: number;
  /** Mean share of right verdicts. */
  right: Record<Way, number>;
  /** How far a way lies above the rules in the seed in which that is least. */
  worst: Record<Way, number>;
}

/** Joins the runs of seeds, which have the same steps. */
export function joinSeeds(runs: readonly WayPoint[][]): WayTable[] {
  const each = <T>(pick: (way: Way) => T) => Object.fromEntries(ways.map((way) => [way, pick(way)])) as Record<Way, T>;
  return runs[0]!.map(({ labels }, i) => {
    const points = runs.map((run) => run[i]!.right);
    return {
      labels,
      right: each((way) => points.reduce((sum, point) => sum + point[way], 0) / points.length),
      worst: each((way) => Math.min(...points.map((point) => point[way] - point.rules))),
    };
  });
}

/** From how many labels on a way is no worse than another at every later step, in the mean or against the rules in the worst seed; null for never. */
export function labelsUntil(table: readonly WayTable[], isReached: (point: WayTable) => boolean): number | null {
  const last = table.findLastIndex((point) => !isReached(point));
  return table[last + 1]?.labels ?? null;
}

/** The labels that each way needs to beat the rules in every seed. */
export const labelsToBeatRules = (table: readonly WayTable[], way: CauseWay) =>
  labelsUntil(table, ({ worst }) => worst[way] > 0);

const share = (value: number) => formatPercent(value, 1);

/** For people: shares of right verdicts, and behind them how far a way lies above the rules in its worst seed, in points. */
export function describeWays(table: readonly WayTable[]): string {
  const rows = table.map(({ labels, right, worst }) => [
    String(labels),
    ...ways.map((way) => (way === 'rules' ? share(right[way]) : `${share(right[way])} (${points(worst[way])})`)),
  ]);
  const said = ways
    .filter((way) => way !== 'rules')
    .map((way) => `${way}: beats the rules in every seed from ${labelsToBeatRules(table, way) ?? 'no'} labels on`);
  return `${buildTable(['labels', ...ways], rows)}\n\n${said.join('\n')}`;
}

const points = (value: number) => `${value < 0 ? '−' : '+'}${(100 * Math.abs(value)).toFixed(1)}`;
