import type { LossCurve, LossPoint } from '../domain/loss-curve.ts';
import { formatLoss } from '../foundation/loss-words.ts';
import type { Layer, Look } from './chart-layers.ts';
import { shortenMiddle } from './legend.ts';
import { colours } from './style.ts';
import { textWidth } from './text-width.ts';

/** The losses of one model under its name. */
export type LossLine = { label: string } & LossCurve;

/** Where one panel of several stands; sizes in pixels, without its axes. */
export interface PanelPlace {
  width: number;
  height: number;
  /** The only panel of its picture: the title of the picture is its own. */
  isAlone: boolean;
  isLeft: boolean;
  isBottom: boolean;
}

export const lossLooks = {
  later: { label: 'on later rows', colour: colours.target[0], dash: [1, 0], width: 2.5 },
  training: { label: 'on rows it learned from', colour: colours.target[1], dash: [5, 3], width: 2 },
  kept: { label: 'pass that was kept', colour: colours.threshold, dash: [2, 3], width: 2 },
} as const satisfies Record<string, Look>;

/** So many passes have a dot each. */
const dotsUpTo = 30;
const textSize = 12;

const pass = { field: 'pass', type: 'quantitative' } as const;
const error = { field: 'error', type: 'quantitative' } as const;

const isNumber = (value: number | null): value is number => value !== null && Number.isFinite(value);

const errorsOf = (points: readonly LossPoint[]) =>
  points.flatMap(({ training, later }) => [training, later].filter(isNumber));

/** The range of the errors with room around them: from zero on where they come near it, and never so narrow that noise looks like a cliff. */
function errorDomain(errors: readonly number[]): [number, number] {
  if (errors.length === 0) return [0, 1];
  const [least, most] = [Math.min(...errors), Math.max(...errors)];
  const low = least >= 0 && least < most * 0.3 ? 0 : least;
  const narrowest = 0.05 * Math.max(Math.abs(low), Math.abs(most)) || 1;
  const room = Math.max((most - low) * 0.08, (narrowest - (most - low)) / 2);
  return [low === 0 ? 0 : low - room, most + room];
}

/** At most two lines of at most so many letters. */
function wrapWords(text: string, letters: number): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const longer = `${lines.at(-1)} ${word}`.trim();
    if (longer.length <= letters || lines.at(-1) === '') lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  const [first = '', ...rest] = lines;
  return [first, ...(rest.length > 0 ? [rest.join(' ')] : [])].map((line) => shortenMiddle(line, letters));
}

/** The first pass and those after equal steps, as many as there is room for. */
function passTicks(passes: number, most: number): number[] {
  const step = Math.max(1, Math.ceil((passes - 1) / most));
  return Array.from({ length: Math.floor((passes - 1) / step) + 1 }, (_, i) => 1 + i * step);
}

/** Three figures, with an exponent where they would need more room than there is between two panels. */
const errorFormat = (most: number) => (most !== 0 && (most < 0.001 || most >= 1e6) ? '.2~e' : '.3~g');

/** An invisible point that carries the scales and the axes for all layers. */
function frame({ points, passes, name }: LossLine, { isAlone, isLeft, isBottom }: PanelPlace): Layer {
  const errors = errorsOf(points);
  const domain = errorDomain(errors);
  const title = `Error (${name})`;
  const passDomain = passes > 1 ? [1, passes] : [0, 2];
  const passAxis = { format: 'd', values: passTicks(passes, isAlone ? 15 : 5), grid: false };
  const format = errorFormat(Math.max(...domain.map(Math.abs)));
  const errorAxis = { format, tickCount: isAlone ? 5 : 3, ticks: false, domain: false, grid: true };
  return {
    data: { values: [{ pass: 1, error: domain[0] }] },
    mark: { type: 'point', opacity: 0 },
    encoding: {
      x: {
        ...pass,
        scale: { domain: passDomain, nice: false, zero: false },
        axis: { ...passAxis, title: isBottom ? 'Pass (number)' : null },
      },
      y: {
        ...error,
        scale: { domain, nice: true, zero: false },
        axis: {
          ...errorAxis,
          labels: errors.length > 0,
          title: isAlone ? shortenMiddle(title, 46) : isLeft ? wrapWords(title, 24) : null,
        },
      },
    },
  };
}

function lineLayer({ points }: LossLine, of: 'training' | 'later'): Layer {
  const { colour, dash, width } = lossLooks[of];
  const values = points.map((point) => ({ pass: point.pass, error: isNumber(point[of]) ? point[of] : null }));
  const dots = { filled: true, color: colour, size: 26, opacity: 1, strokeWidth: 0 } as const;
  return {
    data: { values },
    mark: {
      ...{ type: 'line', color: colour, strokeDash: [...dash], strokeWidth: width, strokeJoin: 'round' },
      ...{ invalid: 'break-paths-show-domains', point: points.length <= dotsUpTo ? dots : false },
    },
    encoding: { x: pass, y: error },
  };
}

/** The pass that was kept, from bottom to top, and the error on later rows after it. */
function keptLayers({ points, kept }: LossLine, { height }: PanelPlace): Layer[] {
  const at = points.find((point) => point.pass === kept);
  if (!at) return [];
  const { colour: color, dash, width } = lossLooks.kept;
  const dots = isNumber(at.later) ? [{ pass: kept, error: at.later }] : [];
  return [
    {
      data: { values: [{ pass: kept }] },
      mark: { type: 'rule', color, strokeDash: [...dash], strokeWidth: width },
      encoding: { x: pass, y: { value: 0 }, y2: { value: height } },
    },
    {
      data: { values: dots },
      mark: { ...{ type: 'point', filled: true, size: 90, color, opacity: 1 }, stroke: colours.card, strokeWidth: 1.2 },
      encoding: { x: pass, y: error },
    },
  ];
}

function textLayer(text: string, at: { x: number; y: number }, mark: { color: string; [key: string]: unknown }): Layer {
  return {
    data: { values: [{ text }] },
    mark: { type: 'text', fontSize: textSize, ...mark },
    encoding: { x: { value: at.x }, y: { value: at.y }, text: { field: 'text' } },
  } as Layer;
}

/** As much of a name as fits, cut in its middle. */
function fitted(label: string, width: number): string {
  let letters = label.length;
  while (letters > 8 && textWidth(shortenMiddle(label, letters), textSize, 'bold') > width) letters -= 1;
  return shortenMiddle(label, letters);
}

/** Whose panel it is and what was reached, above it. */
function headLayers({ label, points, kept, passes }: LossLine, { width }: PanelPlace): Layer[] {
  const at = points.find((point) => point.pass === kept);
  const reached = at ? `${formatLoss(at.later)} after ${kept} of ${passes}` : 'no pass';
  const left = { align: 'left', baseline: 'bottom' };
  return [
    textLayer(fitted(label, width), { x: 0, y: -22 }, { color: colours.text, fontWeight: 'bold', ...left }),
    textLayer(reached, { x: 0, y: -6 }, { color: colours.muted, ...left }),
  ];
}

/** One model: the error on both parts after each pass, the pass that was kept, and "no data" where there is none. */
export function lossPanel(line: LossLine, place: PanelPlace): { width: number; height: number; layer: Layer[] } {
  const { width, height, isAlone } = place;
  const isEmpty = errorsOf(line.points).length === 0;
  const middle = { x: width / 2, y: height / 2 };
  return {
    ...{ width, height },
    layer: [
      frame(line, place),
      ...keptLayers(line, place).slice(0, 1),
      lineLayer(line, 'training'),
      lineLayer(line, 'later'),
      ...keptLayers(line, place).slice(1),
      ...(isEmpty ? [textLayer('no data', middle, { color: colours.muted })] : []),
      ...(isAlone ? [] : headLayers(line, place)),
    ],
  };
}
