import { formatValue } from '../charts/wording.ts';
import type { Cell } from '../domain/history-table.ts';
import { formatPlace } from '../domain/place.ts';
import { describeMetric } from '../domain/sample.ts';
import { count, formatNumber } from '../foundation/number-words.ts';
import type { Asked, Column, Row, Span } from './question-kind.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;

/** A whole minute, in UTC: `2026-11-29 15:02`. */
export const minuteOf = (at: number) => new Date(at).toISOString().slice(0, 16).replace('T', ' ');
export const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10);

/** `from 2026-11-22 to 2026-11-28` where it is of whole days, `on 2026-11-22`, or with hours and minutes. UTC. */
export function spanWords({ from, to }: Span): string {
  const isWhole = from % dayMs === 0 && to % dayMs === 0;
  if (!isWhole) return `from ${minuteOf(from)} to ${minuteOf(to)} UTC`;
  return to - from === dayMs ? `on ${dayOf(from)} UTC` : `from ${dayOf(from)} to ${dayOf(to - 1)} UTC`;
}

/** The same of what began then: `between 2026-11-22 and 2026-11-28 UTC`. */
export const beganWords = (span: Span) => spanWords(span).replace(/^from (.*) to /, 'between $1 and ');

/** A place of a row, by its columns device and interface. */
export const placeOf = ({ device, interface: port }: Row) =>
  formatPlace({
    device: String(device),
    interface: port === '' || port === null || port === undefined ? null : String(port),
  });

export const numberOf = (row: Row, column: string): number => {
  const value = row[column];
  return typeof value === 'number' ? value : Number.NaN;
};

export const sumOf = (rows: readonly Row[], column: string) =>
  rows.reduce((sum, row) => sum + (Number.isFinite(numberOf(row, column)) ? numberOf(row, column) : 0), 0);

export const valueWords = (value: number, { metric }: Asked) => formatValue(value, metric ?? '');
export const metricWords = ({ metric }: Asked) => (metric === null ? 'all metrics' : describeMetric(metric).title);

/** `12 %`, `0.4 %`. */
export const shareWords = (share: number) => `${formatNumber(share * 100)} %`;
/** `+12 %`, `-3.1 %`. */
export const changeWords = (change: number) => `${change > 0 ? '+' : ''}${formatNumber(change * 100)} %`;

export function minutesWords(minutes: number): string {
  if (minutes < 120) return `${formatNumber(minutes)} min`;
  return minutes < 48 * 60 ? `${formatNumber(minutes / 60)} h` : `${formatNumber(minutes / 1440)} days`;
}

/** `3 incidents`, `1,234,567 readings`. */
export const counted = (n: number, one: string) => (n >= 1000 ? `${n.toLocaleString('en-US')} ${one}s` : count(n, one));

/** A cell for people; nothing for none. */
export function showCell(value: Cell | undefined, { format }: Column, asked: Asked): string {
  if (value === null || value === undefined || (typeof value === 'number' && Number.isNaN(value))) return '';
  if (typeof value === 'string') return value;
  switch (format) {
    case 'time':
      return minuteOf(value);
    case 'day':
      return dayOf(value);
    case 'count':
      return Math.round(value).toLocaleString('en-US');
    case 'value':
      return valueWords(value, asked);
    case 'share':
      return shareWords(value);
    case 'change':
      return changeWords(value);
    case 'minutes':
      return minutesWords(value);
    default:
      return formatNumber(value);
  }
}

export const minutes = (ms: number) => ms / minuteMs;
