import { z } from 'zod';
import type { Digest } from '../domain/digest.ts';
import { defineFact } from '../store/fact-kind.ts';

const isDigest = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Array.isArray((value as Digest).incidents) && 'to' in value;

/** A digest that was sent; the id is `<schedule>:<when it was due>`, and `post-<id>:<when>` of one that somebody had posted, which has no schedule. A damaged one is not shown again, and the next begins where it can. */
export const digestFact = defineFact({
  name: 'digest',
  id: /^[\w-]+:\d+$/,
  value: z.object({
    at: z.number(),
    schedule: z.string().nullable(),
    /** Who had it posted. */
    by: z.string().nullish(),
    digest: z.custom<Digest>(isDigest),
  }),
  whenDamaged: 'leave-out',
});

/** Who wants to be mentioned by the digests of a schedule; the id is the schedule's. */
export const mentionFact = defineFact({
  name: 'digest-mention',
  value: z.array(z.string()),
  whenDamaged: 'leave-out',
});
