import type { TopLevelSpec } from 'vega-lite';
import type { LearnedValues } from '../../domain/learned-values.ts';
import { count, formatNumber } from '../../foundation/number-words.ts';
import type { ChartKind } from '../chart-kind.ts';
import { chartTheme } from '../chart-theme.ts';
import { shortenMiddle } from '../legend.ts';
import { colours, plot } from '../style.ts';

/** A cell for each way in each state, and a frame around the way that is taken. Values are milliseconds with a minus, as far ahead as the agent looks. */
export type QValuesChart = LearnedValues;

/** More rows would be too small to read. */
const mostStates = 12;
const rowHeight = 30;
/** Room for the names of states, in pixels. */
const axisWidth = 240;

interface Cell {
  state: string;
  way: string;
  value: number | null;
  words: string;
  best: boolean;
}

const isKnown = (value: number | null): value is number => value !== null && Number.isFinite(value);

function cellsOf({ ways, states }: QValuesChart): Cell[] {
  return states.slice(0, mostStates).flatMap(({ name, values }, row) => {
    const best = bestOf(values);
    return ways.map((way, i): Cell => {
      const value = values[i] ?? null;
      const known = isKnown(value) ? value : null;
      const words = known === null ? 'never tried' : formatNumber(known);
      return { state: rowName(name, row), way: wayName(way, i), value: known, words, best: i === best };
    });
  });
}

/** Names may be cut to the same words, and rows and columns have to stay apart. */
const rowName = (name: string, row: number) => `${shortenMiddle(name, 34)}${'\u200b'.repeat(row % 12)}`;
const wayName = (way: string, i: number) => `${shortenMiddle(way, 22)}${'\u200b'.repeat(i)}`;

function bestOf(values: readonly (number | null)[]): number {
  const known = values.flatMap((value, i) => (isKnown(value) ? [{ value, i }] : []));
  return known.reduce((best, one) => (one.value > best.value ? one : best), known[0] ?? { value: 0, i: -1 }).i;
}

function factsOf({ states }: QValuesChart): string {
  if (states.length === 0) return 'no data';
  const shown = Math.min(states.length, mostStates);
  const part =
    shown < states.length ? `the ${shown} of ${states.length} states that were met most` : count(shown, 'state');
  return `${part}  ·  a frame marks the way that is taken`;
}

function spec(chart: QValuesChart): TopLevelSpec {
  const cells = cellsOf(chart);
  const rows = Math.max(1, Math.min(chart.states.length, mostStates));
  const text = `Value of each way in ms  ·  ${shortenMiddle(chart.label, 40)}`;
  const x = {
    field: 'way',
    type: 'nominal',
    sort: null,
    axis: { title: 'Way (value in ms)', orient: 'top', labelAngle: 0, domain: false, ticks: false },
  } as const;
  const y = {
    field: 'state',
    type: 'nominal',
    sort: null,
    axis: {
      title: 'State (loads of the ways, hour)',
      labelLimit: axisWidth - 10,
      minExtent: axisWidth,
      maxExtent: axisWidth,
      domain: false,
      ticks: false,
    },
  } as const;
  return {
    ...{ width: plot.width - axisWidth, height: rowHeight * rows, padding: plot.padding, config: chartTheme },
    title: { text, subtitle: factsOf(chart) },
    data: { values: cells },
    encoding: { x, y },
    layer: [
      {
        mark: { type: 'rect', stroke: colours.card, strokeWidth: 2 },
        encoding: {
          color: { field: 'value', type: 'quantitative', scale: { range: ['#4a2f33', '#22463a'] }, legend: null },
        },
      },
      {
        transform: [{ filter: 'datum.best' }],
        mark: { type: 'rect', fill: null, stroke: colours.threshold, strokeWidth: 2 },
      },
      { mark: { type: 'text', color: colours.text, fontSize: 12 }, encoding: { text: { field: 'words' } } },
    ],
  };
}

/** Slack takes up to 2,000 characters of alt text. */
const longest = 1900;

export const qValues = {
  problem({ ways, states }) {
    if (ways.length === 0) return 'at least one way';
    const wrong = states.find(({ values }) => values.length !== ways.length);
    return wrong ? `a value for each way (${wrong.name})` : null;
  },
  spec,
  altText(chart) {
    if (chart.states.length === 0) return `What was learned of ways of ${chart.label.slice(0, 200)}: no data.`;
    const facts = chart.states.slice(0, mostStates).map(({ name, values }) => {
      const each = chart.ways.map((way, i) => {
        const value = values[i] ?? null;
        return `${way} ${isKnown(value) ? `${formatNumber(value)} ms` : 'never tried'}`;
      });
      const best = bestOf(values);
      return `${name}: ${each.join(', ')}${best < 0 ? '' : `; takes ${chart.ways[best]}`}.`;
    });
    return `Value of each way of ${chart.label.slice(0, 200)}. ${facts.join(' ')}`.slice(0, longest);
  },
} satisfies ChartKind<QValuesChart>;
