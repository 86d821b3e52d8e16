import { z } from 'zod';
import { defineFact, placeShape, word } from '../../store/fact-kind.ts';

const moved = z.object({
  place: placeShape,
  metric: z.string(),
  how: word<'moved' | 'missing'>(),
  index: z.number().nullable(),
  before: z.number(),
  now: z.number().nullable(),
  /** The last change that was found in the configuration of its device, or of the one at the other end, since the detector was trained. */
  change: z.object({ device: z.string(), at: z.number(), planId: z.string().nullable() }).nullable(),
});

const levelLook = z.object({
  at: z.number(),
  /** The detector in use, and the end of what it learned from. */
  modelId: z.string(),
  trainedTo: z.number(),
  /** Why nothing was compared; null where something was. */
  problem: z.string().nullable(),
  ...{ compared: z.number(), tooFew: z.number() },
  /** The first of them, and how many more there are. */
  ...{ moved: z.array(moved), more: z.number() },
});

/** What the last look found that is not what it was when the detector in use was trained. Plain JSON. */
export type LevelLook = z.output<typeof levelLook>;

/** The id is `network`. A damaged one is as if nobody had looked: the next look is soon. */
export const levelLookFact = defineFact({ name: 'level-look', value: levelLook, whenDamaged: 'leave-out' });
