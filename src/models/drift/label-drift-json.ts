import { z } from 'zod';
import { adwinSchema } from './adwin-json.ts';
import { dispersionSchema, emptyDispersion } from './dispersion.ts';
import { readState } from './read-state.ts';

const referenceSettings = z.strictObject({
  windows: z.array(z.int().min(1).max(10_000)).min(1),
  labels: z.int().min(1).max(100_000),
  fewest: z.int().min(1),
  delta: z.number().gt(0).lt(1),
  floor: z.number().min(0).lt(1),
});

/** How the recent error is compared with the reference. */
export interface ReferenceSettings {
  /** Lengths of the recent windows, in labels. */
  windows: number[];
  /** The reference holds so many labels and then stays as it is. */
  labels: number;
  /** With fewer labels in the reference nothing is compared. */
  fewest: number;
  /** Level of the test in the first hundred labels; it falls with the square of the hundreds. */
  delta: number;
  /** The level falls no further than to this. */
  floor: number;
}

const counts = z.array(z.int().min(0)).length(4);

const schema = z
  .strictObject({
    method: z.literal('label-drift'),
    version: z.literal(1),
    settings: referenceSettings,
    seen: z.int().min(0),
    /** Labels that are not a mean of five yet. */
    waiting: z.strictObject({ labels: z.int().min(0).max(4), errors: z.int().min(0).max(4) }),
    adwin: adwinSchema,
    wasWrong: z.boolean().nullable(),
    transitions: counts,
    reference: counts,
    recent: z.array(z.int().min(0).max(3)),
    looks: z.int().min(0),
    /** What was written before there was one goes on with none. */
    dispersion: dispersionSchema.default(emptyDispersion),
  })
  .refine(({ waiting }) => waiting.errors <= waiting.labels, 'errors up to labels')
  .refine(({ recent, settings }) => recent.length <= Math.max(...settings.windows), 'no more than the longest window')
  .refine(({ reference, settings }) => reference.reduce((sum, n) => sum + n, 0) <= settings.labels, 'a reference')
  .refine(({ recent, looks }) => recent.length <= looks, 'as many looks as transitions');

export type LabelDriftJson = z.infer<typeof schema>;

/** Checks the state of a label drift. Throws `model-artefact-damaged` for anything else. */
export function readLabelDrift(json: unknown): LabelDriftJson {
  return readState(schema, json, 'the drift of labels');
}
