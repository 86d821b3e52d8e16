import { z } from 'zod';
import type { TrainingState } from '../domain/event.ts';
import type { TrainingResult } from '../learning/pipeline.ts';
import { defineFact, word } from '../store/fact-kind.ts';

const trainingStatus = z.object({
  state: word<TrainingState>(),
  done: z.number(),
  total: z.number(),
  note: z.string(),
  at: z.number(),
  result: z.custom<TrainingResult>(Array.isArray).optional(),
});

/** How far a training run is, and what came of it: kept under its id, for whoever asked for it. */
export type TrainingStatus = z.output<typeof trainingStatus>;

/** The id is the run's. */
export const trainingFact = defineFact({ name: 'training', value: trainingStatus, whenDamaged: 'leave-out' });

const trainingPayload = z.object({
  recordings: z.array(z.string()),
  kinds: z.array(z.string()).optional(),
  seed: z.number(),
  runId: z.string(),
});

/** What is asked for: every kind of model when `kinds` is left out. */
export type TrainingPayload = z.output<typeof trainingPayload>;

/** The payload of a training that was asked for and has not ended; the id is the run's. */
export const trainingOrders = defineFact({ name: 'training-order', value: trainingPayload, whenDamaged: 'leave-out' });
