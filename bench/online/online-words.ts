import { count, formatPercent } from '../../src/foundation/number-words.ts';
import { buildTable } from '../scorecard/markdown.ts';
import type { OnlineResult } from './run-online.ts';
import type { OnlineScore } from './score-online.ts';

const share = (value: number | null) => formatPercent(value, 1);

/** One run, for people. */
export function describeOnline({ policy, points, drifts, falseDrifts, labels, ...more }: OnlineResult): string {
  const lines = [`${policy}: ${count(labels, 'label')}, ${count(falseDrifts, 'false drift')}`];
  for (const { at, detectedAt, recoveredAt } of drifts) {
    const when = (label: number | null) => (label === null ? 'never' : `after ${count(label - at, 'label')}`);
    lines.push(`change at ${at}: noticed ${when(detectedAt)}, recovered ${when(recoveredAt)}`);
    lines.push(
      `right: ${share(more.before)} before, ${share(more.after)} in the first 500 labels after it, ${share(more.later)} in the next 1,000`,
    );
  }
  for (const { at, after, learned, wins, losses, labels: compared, p } of more.promotions) {
    const why = after === 'drift' ? 'after a drift' : 'of more labels';
    lines.push(
      `${at}: a model ${why} (${learned} learned) takes over: of ${compared} labels it alone had ${wins} right, the former ${losses}; p ${p.toPrecision(2)}`,
    );
  }
  const table = buildTable(
    ['labels', 'right'],
    points.map(({ n, accuracy }) => [String(n), share(accuracy)]),
  );
  return `${lines.join('\n')}\n\n${table}`;
}

/** Many runs, a row for each order, change and policy. */
export function describeScores(scores: readonly OnlineScore[]): string {
  const rows = scores.map((one) => [
    ...[one.order, one.inject, one.policy, String(one.seeds), share(one.before), share(one.after), share(one.later)],
    one.detectedWithin300 === null ? '' : `${one.detectedWithin300} of ${one.seeds}`,
    ...[one.medianDetection, one.medianRecovery].map((value) => (value === null ? '' : String(value))),
    `${one.falseDrifts} in ${one.quietLabels}`,
  ]);
  const header = ['order', 'change', 'policy', 'seeds', 'right before', 'first 500 after', '500 to 1,500 after'];
  return buildTable(
    [...header, 'noticed within 300', 'median to notice', 'median to recover', 'false drifts in labels'],
    rows,
  );
}
