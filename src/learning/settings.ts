import { z } from 'zod';

/** A year: a stage that takes longer is a mistake. */
const mostHours = 8_784;

const stagesHours = z
  .array(z.number().positive().max(mostHours))
  .refine((hours) => hours.every((one, i) => i === 0 || one > hours[i - 1]!), 'each must be more than the one before')
  .default([0.5, 1, 6, 24, 72, 168])
  .describe(
    'Hours of stored telemetry after which models are trained from it, and again each time the last one has passed; [] trains nothing by itself',
  );

/** The section `training` of nocturne.yaml. */
export const trainingSchema = z.strictObject({
  recordings: z.array(z.string()).default([]).describe('Recordings to train from when there is no model yet'),
  stagesHours,
  stageReadings: z
    .int()
    .min(1)
    .default(200)
    .describe(
      'Readings that nine of ten places must have before models are trained from the stored telemetry for the first time',
    ),
  seed: z.int().default(1).describe('Seed of every training'),
});
