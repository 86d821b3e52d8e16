import { NocturneError } from '../../../errors.ts';
import type { Losses } from '../../losses.ts';
import { type PackedArray, packArray, unpackArray } from '../../packed-array.ts';
import type { ForecastLstm } from './lstm-training.ts';
import { arraysOf, shapes, stepInputs, weightsOf, windowSteps } from './lstm-weights.ts';

export interface ForecastLstmJson {
  method: 'forecast-lstm';
  version: 1;
  horizon: number;
  level: number;
  /** Steps of a window and numbers of each. */
  window: readonly [number, number];
  arrays: PackedArray[];
  losses: Losses;
}

/** Writes a network as JSON, exactly. */
export const packForecastLstm = ({ horizon, level, weights, losses }: ForecastLstm): ForecastLstmJson => ({
  ...{ method: 'forecast-lstm', version: 1, horizon, level, window: [windowSteps, stepInputs], losses },
  arrays: arraysOf(weights).map((array) => packArray('f32', array)),
});

/** Reads what {@link packForecastLstm} wrote. Throws `model-artefact-damaged` for what can't be run. */
export function unpackForecastLstm(json: unknown): ForecastLstm {
  const { method, version, horizon, level, window, arrays, losses } = asObject(json);
  if (method !== 'forecast-lstm' || version !== 1) throw damaged('it is of another kind or version');
  if (!Number.isInteger(horizon) || !((horizon as number) >= 1)) throw damaged('the horizon is no number of steps');
  if (typeof level !== 'number' || !(level > 0 && level < 1)) throw damaged('the level is no share');
  if (JSON.stringify(window) !== JSON.stringify([windowSteps, stepInputs]))
    throw damaged('it learned from other windows than this version has');
  if (!Array.isArray(arrays) || arrays.length !== shapes.length) throw damaged('it has another number of layers');
  const unpacked = arrays.map((one) => unpackArray('f32', asObject(one) as unknown as PackedArray));
  for (const [i, [rows, columns]] of shapes.entries())
    if (unpacked[i]!.length !== rows * columns) throw damaged('a layer has another size');
  if (!unpacked.every((array) => array.every(Number.isFinite))) throw damaged('a weight is no number');
  return {
    ...{ horizon: horizon as number, level, weights: weightsOf(unpacked) },
    losses: readLosses(asObject(losses)),
  };
}

function readLosses({ name, training, later, kept }: Record<string, unknown>): Losses {
  const isCurve = (value: unknown): value is number[] => Array.isArray(value) && value.every(Number.isFinite);
  if (typeof name !== 'string' || !isCurve(training) || !isCurve(later) || training.length !== later.length)
    throw damaged('its losses are no numbers');
  if (!Number.isInteger(kept) || !((kept as number) >= 0 && (kept as number) < later.length))
    throw damaged('the pass that was kept is not among its passes');
  return { name, training, later, kept: kept as number };
}

function asObject(value: unknown): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw damaged('a part of it is missing');
}

const damaged = (problem: string) =>
  new NocturneError('model-artefact-damaged', `A network of forecasts can't be used: ${problem}`, {
    hint: 'train the model again',
  });
