import { NocturneError } from '../../errors.ts';
import { type PackedArray, packArray, unpackArray } from '../packed-array.ts';
import type { BoostedTrees } from './boosted-trees.ts';
import { forecastFeatureNames } from './forecast-features.ts';
import type { ForecastTrees } from './forecast-trees.ts';

export interface BoostedTreesJson {
  base: number;
  roots: PackedArray;
  features: PackedArray;
  thresholds: PackedArray;
  right: PackedArray;
}

const aims = ['median', 'mean', 'lower', 'upper'] as const;

export interface ForecastTreesJson extends Record<(typeof aims)[number], BoostedTreesJson> {
  method: 'forecast-trees';
  version: 1;
  horizon: number;
  level: number;
  /** The features that they know, in their order. */
  features: readonly string[];
}

/** Writes forecast trees as JSON, exactly. */
export function packForecastTrees({ horizon, level, ...trees }: ForecastTrees): ForecastTreesJson {
  const packed = (of: (typeof aims)[number]) => packBoosted(trees[of]);
  return {
    ...{ method: 'forecast-trees', version: 1, horizon, level, features: forecastFeatureNames },
    ...{ median: packed('median'), mean: packed('mean'), lower: packed('lower'), upper: packed('upper') },
  };
}

const packBoosted = ({ base, roots, features, thresholds, right }: BoostedTrees): BoostedTreesJson => ({
  ...{ base, roots: packArray('i32', roots), features: packArray('i16', features) },
  ...{ thresholds: packArray('f64', thresholds), right: packArray('i32', right) },
});

/** Reads what {@link packForecastTrees} wrote. Throws `model-artefact-damaged` for anything that could not be walked to its end. */
export function unpackForecastTrees(json: unknown): ForecastTrees {
  const { method, version, horizon, level, features, ...trees } = asObject(json);
  if (method !== 'forecast-trees' || version !== 1) throw damaged('they are of another kind or version');
  if (!Number.isInteger(horizon) || !((horizon as number) >= 1)) throw damaged('the horizon is no number of steps');
  if (typeof level !== 'number' || !(level > 0 && level < 1)) throw damaged('the level is no share');
  if (JSON.stringify(features) !== JSON.stringify(forecastFeatureNames))
    throw damaged('they were grown on other features than this version has');
  const unpacked = (of: (typeof aims)[number]) => unpackBoosted(asObject(trees[of]));
  return {
    ...{ horizon: horizon as number, level },
    ...{ median: unpacked('median'), mean: unpacked('mean'), lower: unpacked('lower'), upper: unpacked('upper') },
  };
}

function unpackBoosted(json: Record<string, unknown>): BoostedTrees {
  const packed = (of: string) => asObject(json[of]) as unknown as PackedArray;
  const trees: BoostedTrees = {
    ...{ width: forecastFeatureNames.length, base: Number(json.base), roots: unpackArray('i32', packed('roots')) },
    ...{ features: unpackArray('i16', packed('features')), thresholds: unpackArray('f64', packed('thresholds')) },
    right: unpackArray('i32', packed('right')),
  };
  const problem = findProblem(trees);
  if (problem !== null) throw damaged(problem);
  return trees;
}

/** Children come after their parents, so that no walk is endless or leaves the arrays. */
function findProblem({ base, width, roots, features, thresholds, right }: BoostedTrees): string | null {
  const count = features.length;
  if (!Number.isFinite(base)) return 'the base of a model is no number';
  if (thresholds.length !== count || right.length !== count) return 'their arrays differ in length';
  if (!roots.every((root) => root >= 0 && root < count)) return 'a tree begins outside of the nodes';
  for (let node = 0; node < count; node++) {
    const [feature, side] = [features[node]!, right[node]!];
    if (!Number.isFinite(thresholds[node]!)) return 'a threshold or a leaf is no number';
    if (feature < 0) continue;
    if (feature >= width) return 'a split asks for a feature that is not there';
    if (side <= node + 1 || side >= count) return 'a split leads outside of its tree';
  }
  return null;
}

function asObject(value: unknown): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw damaged('a part of them is missing');
}

const damaged = (problem: string) =>
  new NocturneError('model-artefact-damaged', `Forecast trees can't be used: ${problem}`, {
    hint: 'train the model again',
  });
