import { z } from 'zod';
import { defineFact } from '../store/fact-kind.ts';
import { slotShape } from './slots.ts';

/**
 * Where a message stands. `ts` is null between the decision to post it and Slack's answer: then the history tells whether it was posted.
 * `digest` is a hash over what was sent last; `live` says that its buttons still wait for somebody.
 */
const messageRef = z.object({
  channel: z.string(),
  thread: z.string().nullable(),
  ts: z.string().nullable(),
  since: z.number(),
  digest: z.string().nullable(),
  live: z.boolean(),
});
export type MessageRef = z.output<typeof messageRef>;

/** A file that a message shows or links to. */
const attachedFile = z.object({ id: z.string(), permalink: z.string().nullable(), altText: z.string() });
export type AttachedFile = z.output<typeof attachedFile>;

/** A picture that Slack has ready. */
export interface ShownChart {
  fileId: string;
  altText: string;
}

/** The id is the name of the message. One whose fact is damaged is posted again: better twice than never. */
export const refFact = defineFact({ name: 'slack-ref', id: slotShape, value: messageRef, whenDamaged: 'leave-out' });
export const fileFact = defineFact({
  name: 'slack-file',
  id: slotShape,
  value: attachedFile,
  whenDamaged: 'leave-out',
});
