import { buildTable, formatCell } from '../scorecard/markdown.ts';
import type { FirstWeek } from './run-first-week.ts';
import type { WeekRow } from './week-rows.ts';

const cell = (value: number | null) => formatCell(value ?? undefined);

/** A row for each stage of the product, and the whole for each peer. */
export function describeFirstWeek(week: FirstWeek): string {
  const line = (who: string, row: WeekRow) => [
    ...[who, row.afterHours.toFixed(1), row.outcome, String(row.events)],
    ...[cell(row.recall), cell(row.precision), cell(row.causeRight), row.falsePerDay?.toFixed(1) ?? '–'],
  ];
  const name = week.withLabels ? `the product, ${week.labels} labels` : 'the product, no labels';
  const header = ['who', 'after hours', 'detector', 'events', 'recall', 'precision', 'cause right', 'false a day'];
  return buildTable(header, [
    ...week.product.map((row) => line(name, row)),
    ...week.peers.map(({ name: peer, rows }) => line(peer, rows.at(-1)!)),
  ]);
}
