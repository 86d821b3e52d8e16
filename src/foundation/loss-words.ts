import type { LossCurve, LossPoint } from '../domain/loss-curve.ts';
import { count, roundShown } from './number-words.ts';

/** Beyond these a number of three figures is read more easily with an exponent. */
const [smallest, largest] = [0.001, 1e6];

/** `0.63`, `1.02`, `4.2e-5`: three figures, and an exponent where there would be many zeros. `no data` for what is no number. */
export function formatLoss(value: number | null): string {
  if (value === null || !Number.isFinite(value)) return 'no data';
  const size = Math.abs(value);
  if (value === 0 || (size >= smallest && size < largest)) return String(roundShown(value));
  return value
    .toExponential(2)
    .replace(/\.?0+e/, 'e')
    .replace('e+', 'e');
}

/** How the error fell, in a clause: what was kept first, and beside it where it began and ended. */
export function describeLosses({ passes, kept, points }: LossCurve): string {
  const at = points.find(({ pass }) => pass === kept);
  if (!at) return 'no data';
  const others = [points[0]!, points.at(-1)!].filter(({ pass }, i, all) => pass !== kept && pass !== all[i - 1]?.pass);
  const which = passes === 1 ? '1 pass' : `${count(passes, 'pass', 'passes')}, pass ${kept} was kept`;
  const beside = others.map(({ pass, training, later }) => {
    return `${formatLoss(later)} and ${formatLoss(training)} after pass ${pass}`;
  });
  const reached = `error ${formatLoss(at.later)} on later rows, ${formatLoss(at.training)} on those it learned from`;
  return [`${which}: ${reached}`, ...beside].join('; ');
}

/** The same beside those of other models: `0.63 and 0.6 after pass 2 of 3, 1.02 and 1.1 after the first`, on later rows and on those it learned from. */
export function describeLossesBriefly({ passes, kept, points }: LossCurve): string {
  const at = points.find(({ pass }) => pass === kept);
  if (!at) return 'no data';
  const errors = ({ training, later }: LossPoint) => `${formatLoss(later)} and ${formatLoss(training)}`;
  const beside = kept === 1 ? [] : [`${errors(points[0]!)} after the first`];
  return [`${errors(at)} after pass ${kept} of ${passes}`, ...beside].join(', ');
}

/** How far a fitting is, as a note beside its progress: `pass 3 of 8, later error 0.63`. */
export const describePass = ({ pass, later }: Pick<LossPoint, 'pass' | 'later'>, passes: number): string =>
  `pass ${pass} of ${passes}, later error ${formatLoss(later)}`;
