import type { TopLevelSpec } from 'vega-lite';
import { count, formatPercent } from '../../foundation/number-words.ts';
import { chartCard } from '../chart-frame.ts';
import type { ChartKind } from '../chart-kind.ts';
import { type Layer, type Look, legendLayers } from '../chart-layers.ts';
import { shortenMiddle } from '../legend.ts';
import { colours, plot } from '../style.ts';

/** How often verdicts were right, label by label, and where their error rose. */
export interface LabelAccuracyChart {
  /** Whose verdicts, such as the name of a kind of model. */
  label: string;
  /** Whether each was right, the oldest first. */
  verdicts: readonly boolean[];
  /** Labels that make one point of the line: the last so many. */
  window: number;
  /** Labels are counted from 1; shares of wrong verdicts, 0..1. */
  rises: readonly { since: number; before: number; after: number }[];
  /** The last label before another model came into use, from 1. */
  arrivals: readonly { label: number }[];
}

/** A share of fewer labels than this jumps with each of them. */
const fewest = 10;

const looks = {
  share: { label: 'right verdicts', colour: colours.target[0], dash: [1, 0], width: 2.5 },
  arrival: { label: 'another model in use', colour: colours.target[1], dash: [2, 3], width: 2 },
  rise: { label: 'the error has risen', colour: colours.anomaly, dash: [5, 3], width: 2 },
} as const satisfies Record<string, Look>;

const number = { field: 'label', type: 'quantitative' } as const;
const percent = { field: 'percent', type: 'quantitative' } as const;

/** The share of right verdicts, in percent, of the labels up to each one. */
function pointsOf({ verdicts, window }: LabelAccuracyChart): { label: number; percent: number }[] {
  let right = 0;
  const points = verdicts.map((isRight, i) => {
    right += Number(isRight) - Number(i >= window && verdicts[i - window]);
    return { label: i + 1, percent: (100 * right) / Math.min(window, i + 1) };
  });
  return points.slice(Math.min(fewest, window, points.length) - 1);
}

const shareOf = (verdicts: readonly boolean[]) =>
  `${verdicts.filter(Boolean).length} of ${verdicts.length} right (${formatPercent(verdicts.filter(Boolean).length / verdicts.length)})`;

function factsOf({ verdicts, window, rises, arrivals }: LabelAccuracyChart): string[] {
  if (verdicts.length === 0) return ['no data'];
  return [
    shareOf(verdicts),
    ...(verdicts.length > window ? [`of the last ${window}: ${shareOf(verdicts.slice(-window))}`] : []),
    ...(rises.length > 0 ? [count(rises.length, 'rise of the error', 'rises of the error')] : []),
    ...(arrivals.length > 0 ? [count(arrivals.length, 'change of the model', 'changes of the model')] : []),
  ];
}

/** An invisible point that carries the scales and the axes for all layers. */
function frame({ verdicts }: LabelAccuracyChart): Layer {
  const last = Math.max(2, verdicts.length);
  return {
    data: { values: [{ label: 1, percent: 0 }] },
    mark: { type: 'point', opacity: 0 },
    encoding: {
      x: {
        ...number,
        scale: { domain: [1, last], nice: false, zero: false },
        axis: { title: 'Label (number)', format: 'd', tickMinStep: 1, tickCount: 8, grid: false },
      },
      y: {
        ...percent,
        scale: { domain: [0, 100], nice: false },
        axis: { title: 'Right (%)', tickCount: 5, ticks: false, domain: false, grid: true },
      },
    },
  };
}

/** So many labels have a dot each. */
const dotsUpTo = 60;

function shareLayer(chart: LabelAccuracyChart): Layer {
  const { colour, width } = looks.share;
  const values = pointsOf(chart);
  const dots = { filled: true, color: colour, size: 26, opacity: 1, strokeWidth: 0 } as const;
  return {
    data: { values },
    mark: {
      type: 'line',
      color: colour,
      strokeWidth: width,
      strokeJoin: 'round',
      point: values.length <= dotsUpTo && dots,
    },
    encoding: { x: number, y: percent },
  };
}

/** A line from top to bottom at each of these labels. */
function markLayer({ colour: color, dash, width }: Look, labels: readonly number[]): Layer {
  return {
    data: { values: labels.map((label) => ({ label })) },
    mark: { type: 'rule', color, strokeDash: [...dash], strokeWidth: width },
    encoding: { x: number, y: { value: 0 }, y2: { value: plot.height } },
  };
}

const risesOf = ({ rises }: LabelAccuracyChart) => rises.map(({ since }) => since);
const arrivalsOf = ({ arrivals }: LabelAccuracyChart) => arrivals.map(({ label }) => label);

const noDataLayer = {
  data: { values: [{ text: 'no data' }] },
  mark: { type: 'text', fontSize: 12, color: colours.muted },
  encoding: { x: { value: plot.width / 2 }, y: { value: plot.height / 2 }, text: { field: 'text' } },
} as Layer;

function spec(chart: LabelAccuracyChart): TopLevelSpec {
  const { label, verdicts, window } = chart;
  const text = `How often verdicts were right  ·  ${shortenMiddle(label, 40)}`;
  const share = { ...looks.share, label: `right of the last ${window} labels` };
  return chartCard({ text, subtitle: factsOf(chart).join('  ·  ') }, [
    frame(chart),
    markLayer(looks.arrival, arrivalsOf(chart)),
    markLayer(looks.rise, risesOf(chart)),
    shareLayer(chart),
    ...(verdicts.length === 0 ? [noDataLayer] : []),
    ...legendLayers([share, looks.rise, ...(chart.arrivals.length > 0 ? [looks.arrival] : [])]),
  ]);
}

/** Rises that are told one by one. */
const risesTold = 10;

export const labelAccuracy = {
  problem({ verdicts, window, rises, arrivals }) {
    if (!(Number.isSafeInteger(window) && window > 0)) return `a window of at least one label (${window})`;
    const outside = rises.find(({ since }) => !(since >= 1 && since <= verdicts.length));
    if (outside) return `rises at its labels (${outside.since})`;
    const strange = arrivals.find(({ label }) => !(label >= 1 && label <= verdicts.length));
    return strange ? `changes of the model at its labels (${strange.label})` : null;
  },
  spec,
  altText(chart) {
    const told = chart.rises.slice(-risesTold).map(({ since, before, after }) => {
      return `The error has risen since label ${since}, from ${formatPercent(before)} to ${formatPercent(after)}.`;
    });
    const changed = chart.arrivals
      .slice(-risesTold)
      .map(({ label }) => `Another model came into use after label ${label}.`);
    return [
      `How often verdicts of ${chart.label.slice(0, 200)} were right: ${factsOf(chart).join(', ')}.`,
      ...told,
      ...changed,
    ].join(' ');
  },
} satisfies ChartKind<LabelAccuracyChart>;
