import { z } from 'zod';
import { binOf, quantileCuts } from './quantile-bins.ts';
import { readState } from './read-state.ts';

/** Compares the recent values of one metric with those of a reference. */
export interface PopulationStability {
  /** Adds a recent value; one that is not finite is missing. */
  add(value: number): void;
  /** How many recent values are compared. */
  readonly recent: number;
  /** The population stability index; null while either side has too few values to tell. */
  index(): number | null;
  /** Share of missing values, 0..1; null where nothing was added. */
  missing(): { reference: number; recent: number | null };
  toJSON(): PopulationStabilityJson;
}

const bins = 10;

/**
 * With n and m values the index of two samples of one population is about (bins − 1) · (1/n + 1/m) (Yurdakul 2018, "Statistical properties of
 * population stability index"): below this count on either side it would call too much moved.
 */
export const fewestValues = 400;

/** Counted beside what came in each bin, so that an empty one has a finite logarithm. */
const smoothing = 0.5;

const counts = z.array(z.int().min(0));

const schema = z
  .strictObject({
    method: z.literal('population-stability'),
    version: z.literal(1),
    /** Ascending; see `quantileCuts`. */
    cuts: z.array(z.number()).min(1),
    /** Values in each bin, the missing ones last. */
    reference: counts,
    /** The same of the half window before, which is full or empty, and of the half window that fills. */
    former: counts,
    latter: counts,
    half: z.int().min(fewestValues),
  })
  .refine(({ cuts }) => cuts.every((cut, i) => i === 0 || cut > cuts[i - 1]!), 'ascending cuts')
  .refine(
    ({ cuts, reference, former, latter }) =>
      [reference, former, latter].every(({ length }) => length === cuts.length + 2),
    'a count for each bin and for missing values',
  )
  .refine(({ latter, half }) => totalOf(latter) < half, 'a half window that is not full');

export type PopulationStabilityJson = z.infer<typeof schema>;

/**
 * Learns the bins of a metric: ten quantiles of the reference, a bin for each value that a tenth of it has, and one for missing values. The index is
 * Σ (recent − reference) · ln(recent / reference) over the shares of the bins, a symmetric Kullback–Leibler divergence. The usual reading (Lewis 1994,
 * "An introduction to credit scoring"; Siddiqi 2006, "Credit risk scorecards"): below .1 stable, .1 to .25 somewhat moved, above .25 moved. Those
 * limits are for independent values: a metric that follows the time of day moves between any two hours.
 *
 * The recent values are the last `half` to twice as many, kept as counts. Null for a reference without a finite value.
 *
 * @param half whole, from {@link fewestValues}; throws `RangeError` otherwise
 */
export function fitPopulationStability(reference: ArrayLike<number>, half: number): PopulationStability | null {
  if (!(Number.isSafeInteger(half) && half >= fewestValues))
    throw new RangeError(`half must be whole, from ${fewestValues}, and is ${half}`);
  const finite = Float64Array.from(reference).filter(Number.isFinite).sort();
  if (finite.length === 0) return null;
  const cuts = quantileCuts(finite, bins);
  const counted = new Array<number>(cuts.length + 2).fill(0);
  for (const value of finite) counted[binOf(cuts, value)]! += 1;
  counted[cuts.length + 1] = reference.length - finite.length;
  const empty = counted.map(() => 0);
  return stabilityOver({
    ...{ method: 'population-stability', version: 1, cuts: Array.from(cuts) },
    ...{ reference: counted, former: empty, latter: empty, half },
  });
}

/** Restores what {@link PopulationStability.toJSON} wrote. Throws `model-artefact-damaged` for anything else. */
export function populationStabilityFromJSON(json: unknown): PopulationStability {
  return stabilityOver(readState(schema, json, 'a population stability'));
}

function stabilityOver({ method, version, half, ...state }: PopulationStabilityJson): PopulationStability {
  const cuts = Float64Array.from(state.cuts);
  const reference = Float64Array.from(state.reference);
  let former = Float64Array.from(state.former);
  let latter = Float64Array.from(state.latter);
  let filled = totalOf(latter);
  const missingBin = cuts.length + 1;
  const recent = () => former.map((count, bin) => count + latter[bin]!);
  const missingShare = (of: Float64Array) => (totalOf(of) === 0 ? null : of[missingBin]! / totalOf(of));

  return {
    add(value) {
      latter[Number.isFinite(value) ? binOf(cuts, value) : missingBin]! += 1;
      filled += 1;
      if (filled < half) return;
      [former, latter] = [latter, former.fill(0)];
      filled = 0;
    },
    get recent() {
      return totalOf(recent());
    },
    index() {
      const now = recent();
      return Math.min(totalOf(reference), totalOf(now)) < fewestValues ? null : indexOf(reference, now);
    },
    missing: () => ({ reference: missingShare(reference)!, recent: missingShare(recent()) }),
    toJSON: () => ({
      ...{ method, version, cuts: Array.from(cuts), reference: Array.from(reference) },
      ...{ former: Array.from(former), latter: Array.from(latter), half },
    }),
  };
}

function totalOf(counted: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < counted.length; i++) total += counted[i]!;
  return total;
}

function indexOf(reference: Float64Array, recent: Float64Array): number {
  const shareIn = (counted: Float64Array, bin: number) =>
    (counted[bin]! + smoothing) / (totalOf(counted) + smoothing * counted.length);
  return reference.reduce((sum, _, bin) => {
    const [was, is] = [shareIn(reference, bin), shareIn(recent, bin)];
    return sum + (is - was) * Math.log(is / was);
  }, 0);
}
