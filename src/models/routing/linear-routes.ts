import { pairMedians } from './latency-slices.ts';
import { createLegStream, type LegEstimate } from './leg-stream.ts';
import { chanceOverNext, createMeasuringRhythm, type MeasuringRhythm } from './measuring-rhythm.ts';
import { addRow, createLeastSquares, fitNonNegative } from './nonnegative-fit.ts';
import type { RouteCandidate } from './route-costs.ts';

/** A leg's inputs: one, its last value, long mean and fast mean, and the last value and long mean of the way back. */
const width = 6;
/** Inputs and targets count up to this many times the leg's median, so that a few time-outs don't make the weights. */
const clipAt = 10;
const longShare = 0.03;
const fastShare = 0.3;
/** The means settle in this share of the history before rows are taken from it. */
const settleShare = 0.25;

/**
 * A linear Q: the expected latency of a leg is a weighted sum of what is known of it and of the way back, fitted on the history. The weights can't be
 * negative, and inputs are clipped. With the rhythm it is fitted on, and used for, the slices in which a node measures anew.
 */
export function createLinearRoutes({ knowsRhythm }: { knowsRhythm: boolean }): RouteCandidate {
  return {
    name: `linear Q${knowsRhythm ? ' with rhythm' : ''}`,
    knowsRhythm,
    learn: (history) => {
      const { nodes, values } = history;
      const inputs = createInputs(nodes, pairMedians(history));
      const rhythm = createMeasuringRhythm(nodes);
      const squares = createLeastSquares(width);
      const row = new Float64Array(width);
      for (const [t, slice] of values.entries()) {
        const fresh = rhythm.observe(slice);
        if (t > settleShare * values.length) {
          eachLeg(nodes, (node, leg, back) => {
            if (knowsRhythm && !fresh[node]) return;
            inputs.write(leg, back, row);
            const target = inputs.clip(leg, slice[leg]!);
            if (Number.isFinite(target) && row.every(Number.isFinite)) addRow(squares, row, target);
          });
        }
        inputs.observe(slice);
      }
      return createLegStream(nodes, estimateBy(nodes, fitNonNegative(squares), inputs, knowsRhythm ? rhythm : null));
    },
  };
}

function estimateBy(nodes: number, weights: Float64Array, inputs: Inputs, rhythm: MeasuringRhythm | null): LegEstimate {
  const row = new Float64Array(width);
  return {
    observe: (slice) => {
      rhythm?.observe(slice);
      inputs.observe(slice);
    },
    estimate: (horizon, legs) => {
      const anew = Float64Array.from({ length: nodes }, (_, node) =>
        rhythm ? chanceOverNext(rhythm, node, horizon) : 1,
      );
      legs.fill(Number.NaN);
      eachLeg(nodes, (node, leg, back) => {
        inputs.write(leg, back, row);
        let sum = 0;
        for (let i = 0; i < width; i++) sum += weights[i]! * row[i]!;
        legs[leg] = (1 - anew[node]!) * inputs.last(leg) + anew[node]! * sum;
      });
    },
  };
}

function eachLeg(nodes: number, visit: (node: number, leg: number, back: number) => void): void {
  for (let node = 0; node < nodes; node++)
    for (let other = 0; other < nodes; other++)
      if (other !== node) visit(node, node * nodes + other, other * nodes + node);
}

interface Inputs {
  observe(slice: Float32Array): void;
  write(leg: number, back: number, row: Float64Array): void;
  clip(leg: number, value: number): number;
  last(leg: number): number;
}

function createInputs(nodes: number, medians: Float32Array): Inputs {
  let last = Float32Array.from(medians);
  const long = Float64Array.from(medians);
  const fast = Float64Array.from(medians);
  const clip = (leg: number, value: number) => Math.min(value, clipAt * medians[leg]!);
  return {
    clip,
    last: (leg) => last[leg]!,
    observe: (slice) => {
      for (let leg = 0; leg < nodes * nodes; leg++) {
        const value = clip(leg, slice[leg]!);
        if (Number.isNaN(value)) continue;
        long[leg]! += longShare * (value - long[leg]!);
        fast[leg]! += fastShare * (value - fast[leg]!);
      }
      last = slice as Float32Array<ArrayBuffer>;
    },
    write: (leg, back, row) => {
      // In hundreds of ms, so that the constant is of the size of the other inputs.
      row[0] = 100;
      row[1] = clip(leg, last[leg]!);
      row[2] = long[leg]!;
      row[3] = fast[leg]!;
      row[4] = clip(back, last[back]!);
      row[5] = long[back]!;
    },
  };
}
