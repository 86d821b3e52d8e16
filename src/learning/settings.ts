import { z } from 'zod';

/** The section `training` of nocturne.yaml. */
export const trainingSchema = z.strictObject({
  recordings: z.array(z.string()).default([]).describe('Recordings to train from when there is no model yet'),
  seed: z.int().default(1).describe('Seed of every training'),
});
