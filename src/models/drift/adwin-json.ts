import { z } from 'zod';
import { bucketsOfSize, createBuckets, type ExponentialHistogram, emptyRow } from './exponential-histogram.ts';
import { readState } from './read-state.ts';

export interface AdwinOptions {
  /** Confidence of the paper, above 0 and below 1: small cuts seldom. */
  delta: number;
  /** The window is checked each time that so many values more have come; whole, from 1. */
  clock: number;
}

/** What the last cut was about. */
export interface AdwinCut {
  /** How many of the oldest values were dropped. */
  dropped: number;
  /** Means of both sides of the split that was clearest before anything was dropped: the dropped values are often only the oldest of the first side. */
  before: number;
  after: number;
  /** How many values the second side had. */
  younger: number;
  /** Of errors only a rise is a reason to train again. */
  direction: 'rise' | 'fall';
}

const share = z.number().min(0).max(1);
const row = z
  .strictObject({ sums: z.array(z.number().min(0)).max(bucketsOfSize), squares: z.array(z.number().min(0)) })
  .refine(({ sums, squares }) => sums.length === squares.length, 'as many sums as squares');

/** The schema of an ADWIN as JSON. Rows are by the logarithm of the bucket's size, in each the oldest bucket first. */
export const adwinSchema = z
  .strictObject({
    method: z.literal('adwin'),
    version: z.literal(1),
    delta: z.number().gt(0).lt(1),
    clock: z.int().min(1),
    ticks: z.int().min(0),
    cut: z
      .strictObject({
        dropped: z.int().min(1),
        before: share,
        after: share,
        younger: z.int().min(1),
        direction: z.enum(['rise', 'fall']),
      })
      .nullable(),
    rows: z.array(row).min(1).max(50),
  })
  .refine(({ ticks, clock }) => ticks < clock, 'ticks below clock')
  .refine(({ rows }) => rows.every(({ sums }, i) => sums.every((sum) => sum <= 2 ** i)), 'means up to 1')
  .refine(({ rows }) => rows.length === 1 || rows.at(-1)!.sums.length > 0, 'a last row that is not empty');

export type AdwinJson = z.infer<typeof adwinSchema>;

interface AdwinState extends AdwinOptions {
  histogram: ExponentialHistogram;
  ticks: number;
  cut: AdwinCut | null;
}

/** Writes a window as JSON. */
export function packBuckets({ delta, clock, histogram, ticks, cut }: AdwinState): AdwinJson {
  const rows = histogram.rows.map(({ used, sums, squares }) => ({
    sums: Array.from(sums.subarray(0, used)),
    squares: Array.from(squares.subarray(0, used)),
  }));
  return { method: 'adwin', version: 1, delta, clock, ticks, cut: cut && { ...cut }, rows };
}

/** Reads what {@link packBuckets} wrote. Throws `model-artefact-damaged` for anything else. */
export function unpackBuckets(json: unknown): AdwinState {
  const { delta, clock, ticks, cut, rows } = readState(adwinSchema, json, 'an ADWIN window');
  const read = rows.map(({ sums, squares }) => {
    const filled = emptyRow();
    filled.used = sums.length;
    filled.sums.set(sums);
    filled.squares.set(squares);
    return filled;
  });
  return { delta, clock, ticks, cut, histogram: createBuckets(read) };
}
